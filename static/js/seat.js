// A seat in the room of a session, by its QR: tokens for somebody of whom nobody knows who that is.
import { padded } from "./item.js";
import { take } from "./issuing.js";
import { inLanguage, PLAIN } from "./trust.js";

const HEADERS = { "Content-Type": "application/json" };

/** The secret behind the # of the address, once: it does not stay there. */
export function invitation() {
  const secret = location.hash.slice(1);
  if (secret) history.replaceState(null, "", location.pathname + location.search);
  return secret;
}

/** Takes a seat: tokens of each of these keys. Resolves to null, or to the server's sentence about why not. */
export async function sit(keys, secret, seq) {
  const send = (kid, blinded) =>
    fetch(inLanguage("/say/join"), { ...PLAIN, method: "POST", headers: HEADERS, body: padded({ v: 1, room: secret, kid, blinded }) });
  for (const key of keys) {
    const answer = await take(key, seq, send);
    if (answer.status >= 500) throw new TypeError("the server did not answer");
    if (!answer.ok) return (await answer.json()).message;
  }
  return null;
}
