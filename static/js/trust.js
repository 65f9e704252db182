// The keys this browser believes: fetched without a cookie, checked, and remembered until the log grows.
import { check, Refused } from "./keylog.js";
import { keep, note, wipe } from "./store.js";

export const PLAIN = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };

async function get(path) {
  const answer = await fetch(path, PLAIN);
  if (!answer.ok) throw new Refused("no-log");
  return answer.text();
}

async function current(head) {
  const [keys, log] = await Promise.all([get("/say/keys.json"), get("/say/keylog.ndjson")]);
  return { head, log, keys: JSON.parse(keys).keys };
}

const rehearsal = (keys) => keys.length > 0 && keys.every((key) => key.demo);

/** A demo begun anew has another log; what the old demo left behind is worth nothing. A real log never restarts. */
async function begunAnew(seen, found) {
  if (!(seen && rehearsal(seen.keys) && rehearsal(found.keys))) return false;
  await wipe();
  return true;
}

async function look(seen) {
  const head = JSON.parse(await get("/say/keylog.head.json"));
  // What an earlier version of this page kept has no roots.
  if (seen && seen.roots && seen.head.hash === head.hash) return seen;
  const found = await current(head);
  try {
    return await check(found, seen && seen.head);
  } catch (error) {
    if (error.reason !== "forked" || !(await begunAnew(seen, found))) throw error;
    return check(found, null);
  }
}

/** {head, keys, released} as `keylog.check` gives it; throws Refused, or TypeError without a network. */
export async function trusted() {
  const seen = await note("log");
  let found;
  try {
    found = await look(seen);
  } catch (error) {
    // A line may be written between two fetches; then the second look is whole.
    if (error.reason !== "wrong-head" && error.reason !== "not-in-log") throw error;
    found = await look(seen);
  }
  await keep("log", found);
  return found;
}

/** An address of /say in this page's language; nothing else of the page's own address is passed on. */
export function inLanguage(path) {
  const lang = new URLSearchParams(location.search).get("lang");
  return ["zh_Hant", "en"].includes(lang) ? `${path}?lang=${lang}` : path;
}
