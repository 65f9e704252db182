// The browser's own check of the public key log: a key that fails it is never used (protocol, part 3).
import { b64u, hex, sha256, unb64u, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";

const NEXT = { published: "published", opened: "open", retired: "retired", closed: "closed" };
const BEFORE = { opened: ["published"], retired: ["open"], closed: ["published", "open", "retired"] };
const SHOWN = ["kid", "kind", "spki", "scope", "quota", "cap", "roster", "floor", "demo"];

/** Why the log or a key was not believed; `reason` is a slug. */
export class Refused extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

function demand(truth, reason) {
  if (!truth) throw new Refused(reason);
}

function parse(line) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    throw new Refused("broken-chain");
  }
  demand(canonical(entry) === line, "broken-chain");
  return entry;
}

/** Entries with their hash, each naming the hash of the line before it. */
async function chain(text) {
  demand(text.endsWith("\n"), "broken-chain");
  const entries = [];
  let prev = "0".repeat(64);
  for (const [seq, line] of text.slice(0, -1).split("\n").entries()) {
    const entry = parse(line);
    demand(entry.prev === prev && entry.seq === seq, "broken-chain");
    prev = hex(await sha256(utf8(line)));
    entries.push({ ...entry, hash: prev });
  }
  return entries;
}

function step(keys, entry) {
  const known = keys.get(entry.kid);
  if (entry.type === "published") {
    demand(!known, "broken-chain");
    keys.set(entry.kid, { ...entry, state: "published" });
    return;
  }
  demand(known && BEFORE[entry.type].includes(known.state), "broken-chain");
  known.state = NEXT[entry.type];
}

function keysOf(entries) {
  const keys = new Map();
  for (const entry of entries) if (entry.type in NEXT) step(keys, entry);
  return keys;
}

async function sound(key) {
  const spki = unb64u(key.spki);
  const digest = await sha256(spki);
  demand(b64u(digest.subarray(0, 16)) === key.kid, "wrong-key");
  const how = { name: "RSA-PSS", hash: "SHA-384" };
  const { algorithm } = await crypto.subtle.importKey("spki", spki, how, true, ["verify"]);
  const exponent = hex(algorithm.publicExponent).replace(/^0+/, "");
  demand(algorithm.modulusLength === 3072 && exponent === "10001", "wrong-size");
  demand(key.floor >= 5 || key.demo, "small-roster");
  demand(key.roster >= key.floor, "small-roster");
}

function agrees(shown, logged) {
  demand(logged && SHOWN.every((name) => shown[name] === logged[name]) && shown.state === logged.state, "not-in-log");
}

function extend(entries, head, seen) {
  const last = entries[entries.length - 1];
  demand(head.seq === last.seq && head.hash === last.hash, "wrong-head");
  if (seen) demand(entries[seen.seq]?.hash === seen.hash, "forked");
}

/**
 * Checks log text, head and keys.json against each other and against the head seen last ({seq, hash} or null).
 * Returns {head: {seq, hash}, keys, closed, released, roots}: `closed` are kids, `released` is the seq of the last
 * release line, -1 for none; `roots` are the roots of all release lines by seq.
 * Throws Refused.
 */
export async function check({ log, head, keys }, seen) {
  const entries = await chain(log);
  extend(entries, head, seen);
  const logged = keysOf(entries);
  for (const shown of keys) agrees(shown, logged.get(shown.kid));
  const open = keys.filter((key) => key.kind === "post" && key.state === "open");
  demand(open.length <= 1, "two-open-keys");
  for (const key of keys) if (key.state !== "closed") await sound(key);
  const released = entries.reduce((last, entry) => (entry.type === "release" ? entry.seq : last), -1);
  const closed = [...logged.values()].filter((key) => key.state === "closed").map((key) => key.kid);
  const roots = Object.fromEntries(entries.filter(({ type }) => type === "release").map(({ seq, root }) => [seq, root]));
  return { head: { seq: head.seq, hash: head.hash }, keys, closed, released, roots };
}
