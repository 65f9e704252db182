// Collecting: once per key, on any signed-in page of an own device, never because the posting form was opened.
import { take } from "./issuing.js";
import { forget, note } from "./store.js";
import { trusted } from "./trust.js";
import { collected, finish } from "./wallet.js";

// The kinds that everybody collects; those of a session come with its invitation.
const STANDING = ["post", "support"];

// Who leaves has ended the session in whose name it would be asked.
const leaving = new AbortController();

/** Asks for nothing more from here on: whoever was signed in is signing out. */
export function stopCollecting() {
  leaving.abort();
}

function send(kid, blinded) {
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  return fetch("/in/tokens", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ v: 1, kid, blinded }),
    cache: "no-store",
    signal: leaving.signal,
  });
}

async function collect(key, seq) {
  const { status } = await take(key, seq, send);
  // Over the cap, or too late: this key is done for here. Anything else is asked again, with the same bytes.
  if (status === 409 || status === 410) await finish(key, [], { seq: -1 });
}

/** True for what everybody collects, and on the page of a session for what it gives to whom it invites. */
function isWanted({ kind, scope }) {
  const session = document.querySelector('meta[name="candor-session"]')?.content;
  return STANDING.includes(kind) || (session && scope === session);
}

async function collectAll() {
  const { keys, head } = await trusted();
  const due = keys.filter((key) => isWanted(key) && ["published", "open"].includes(key.state));
  for (const key of due) if (!(await note(collected(key.kid)))) await collect(key, head.seq);
}

/** Collects once more from a key that this device has collected before. */
export async function collectAgain(kid) {
  await forget(collected(kid));
  return collectOnce();
}

/** Collects what is due, one tab at a time; a failure waits for the next page. */
export async function collectOnce() {
  if (!navigator.locks) return collectAll();
  return navigator.locks.request("candor-collect", { ifAvailable: true }, (lock) => lock && collectAll());
}
