// Text that waits on this device, under a key that no script can read out.
import { random, utf8 } from "./bytes.js";
import { ask, note, within } from "./store.js";

const HOW = "AES-GCM";
export const WEEK = 7 * 24 * 3600 * 1000;

async function key() {
  const known = await note("key");
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: HOW, length: 256 }, false, ["encrypt", "decrypt"]);
  return within(["notes"], async ({ notes }) => {
    const first = await ask(notes.get("key"));
    if (!first) await ask(notes.put({ name: "key", value: fresh }));
    return first ? first.value : fresh;
  });
}

export async function seal(value) {
  const iv = random(12);
  const bytes = await crypto.subtle.encrypt({ name: HOW, iv }, await key(), utf8(JSON.stringify(value)));
  return { iv, bytes, until: Date.now() + WEEK };
}

/** The value again, or null when it is older than a week or was sealed with another key. */
export async function unseal(sealed) {
  if (!sealed || sealed.until < Date.now()) return null;
  try {
    const bytes = await crypto.subtle.decrypt({ name: HOW, iv: sealed.iv }, await key(), sealed.bytes);
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
