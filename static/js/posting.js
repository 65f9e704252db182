// One post on its way: draw a token, bind the text to it, send it, and read the answer.
import { b64u, random } from "./bytes.js";
import { commitment, padded } from "./item.js";
import { derive, receipt } from "./receipt.js";
import { seal } from "./sealed.js";
import { inLanguage, PLAIN } from "./trust.js";
import { draw, fly, giveBack, landed } from "./wallet.js";

/** The author's secrets for one post: with a receipt derived from it, without one random. */
export async function secrets(wanted) {
  if (!wanted) return { made: null, mailbox: null, salt: random(16) };
  const made = await receipt();
  return { made, ...(await derive(made.secret)) };
}

/** Sends the kept bytes. Resolves to {status, answer}; throws TypeError when no answer came. */
export async function deliver(body) {
  const reply = await fetch(inLanguage("/say/posts"), { ...PLAIN, method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (reply.status >= 500) throw new TypeError("the server did not answer");
  return { status: reply.status, answer: await reply.json().catch(() => ({})) };
}

/** What becomes of the token: spent or refused for good it is dropped, refused for its request it returns. */
export async function settle(msg, { status, answer }) {
  if (msg === null) return;
  const gone = status === 202 || status === 409 || answer.error === "no-entry";
  await (gone ? landed(msg) : giveBack(msg));
}

/**
 * Binds a text to what lets it in. Everything a later try needs: the exact body, the expected commitment, the receipt's
 * letters and what it is called. The item holds the hashes of its photos, which is what the commitment binds; `photos`
 * go in their places.
 */
export async function bind(right, said, { hold, label, photos = [], made, mailbox, salt }) {
  const expected = await commitment(salt, said);
  const box = mailbox && b64u(mailbox);
  const body = padded({ v: 1, ...right, item: { ...said, photos }, salt: b64u(salt), mailbox: box, hold });
  return { body, expected, hold, label, secret: made ? b64u(made.secret) : null };
}

/** Prepares a post by token: {msg, kept}, or null when the wallet has no token of these keys. */
export async function prepare(said, { kids, ...how }) {
  const token = await draw(kids);
  if (!token) return null;
  const kept = await bind(token, said, how);
  await fly(token.msg, await seal(kept));
  return { msg: token.msg, kept };
}
