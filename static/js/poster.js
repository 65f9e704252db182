// Somebody scanned a poster: its key goes out of the address into memory, and each post is paid for with work.
import { b64u, random } from "./bytes.js";
import { part, show } from "./dom.js";
import { bind } from "./posting.js";
import { PLAIN } from "./trust.js";

const KEY = /^#[\w-]{22}$/;
// What a site whose posters are used much asks for next.
const MORE = 4;

/** The key behind the #, which no server ever sees, or null; the address and the history lose it at once. */
export function taken() {
  if (!KEY.test(location.hash)) return null;
  const key = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  return key;
}

/** Says how one came here, and lets the page's other language have the key, too. */
export function welcome(key) {
  show(part("scanned"));
  document.querySelector("header a[lang]").hash = key;
}

async function bitsNow() {
  const answer = await fetch("/say/keys.json", PLAIN);
  return (await answer.json()).pow_bits;
}

/** Never at its end before the proof is found, for nobody knows when that is. */
const share = (tried, bits) => 1 - Math.exp(-tried / 2 ** bits);

/* global POW_WORKER */
/** The proof, or null when the writer would rather not wait. */
export function prove(nullifier, bits) {
  const thread = new Worker(new URL(POW_WORKER, import.meta.url), { type: "module" });
  part("work-share").value = 0;
  show(part("work"));
  return new Promise((resolve, reject) => {
    part("work-stop").onclick = () => resolve(null);
    thread.onmessage = ({ data: { proof, tried } }) => {
      if (proof) resolve(proof);
      else part("work-share").value = share(tried, bits);
    };
    thread.onerror = () => reject(new TypeError("the worker did not start"));
    thread.postMessage({ nullifier, bits });
  }).finally(() => {
    thread.terminate();
    show(part("work"), false);
  });
}

async function worked(poster, said, how, { nullifier, bits }) {
  const pow = await prove(nullifier, bits);
  if (pow === null) return null;
  const kept = await bind({ poster, nullifier, pow }, said, how);
  const harder = () => worked(poster, said, how, { nullifier, bits: bits + MORE });
  return { msg: null, kept, harder };
}

/**
 * Prepares a post by poster like `posting.prepare`: {msg: null, kept, harder}, or null when it was cancelled. Nothing
 * of it is stored on the device. `harder` prepares the same post with more work.
 */
export async function prepareByPoster(poster, said, how) {
  return worked(poster, said, how, { nullifier: b64u(random(32)), bits: await bitsNow() });
}
