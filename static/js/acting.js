// Acts of a token that is not used up: "me too", a report, a verdict. Nothing of what was done stays on the device.
import { padded } from "./item.js";
import { inLanguage, PLAIN } from "./trust.js";
import { shown } from "./wallet.js";

const HEADERS = { "Content-Type": "application/json" };

/** The token of this device for acts, or null: of the key that is open, else of the one that was. */
export async function actor(keys) {
  for (const state of ["open", "retired"]) {
    const kids = keys.filter((key) => key.kind === "support" && key.state === state).map(({ kid }) => kid);
    const token = await shown(kids, "support");
    if (token) return token;
  }
  return null;
}

/** Presents a token at an address of /say. Resolves to {ok, answer}; throws TypeError when no answer came. */
export async function present(path, token, fields) {
  const body = padded({ v: 1, ...token, ...fields });
  const reply = await fetch(inLanguage(path), { ...PLAIN, method: "POST", headers: HEADERS, body });
  if (reply.status >= 500) throw new TypeError("the server did not answer");
  return { ok: reply.ok, status: reply.status, answer: await reply.json() };
}

/** What is published about a target; throws TypeError when there is no list. */
export async function published(token, target) {
  const { ok, answer } = await present("/say/published", token, { target });
  if (!ok) throw new TypeError("there is no list");
  return answer.posts;
}
