// A receipt's answer is believed only as far as the public log carries it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { commitment } from "../../static/js/item.js";
import { prove } from "../../static/js/proof.js";

const hash = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest();
const byBytes = (one, other) => Buffer.compare(one, other);

/** A tree as the server grows it: {root, place(leaf)}. */
function tree(leaves) {
  const fillers = Array.from({ length: 64 - leaves.length }, (_, at) => hash(`filler ${at}`));
  const levels = [[...leaves, ...fillers].sort(byBytes)];
  while (levels.at(-1).length > 1) {
    const below = levels.at(-1);
    levels.push(below.flatMap((left, at) => (at % 2 ? [] : [hash(Buffer.of(1), left, below[at + 1])])));
  }
  const place = (leaf) => {
    const index = levels[0].findIndex((one) => one.equals(leaf));
    return { index, path: levels.slice(0, -1).map((level, depth) => level[(index >> depth) ^ 1].toString("hex")) };
  };
  return { root: levels.at(-1)[0].toString("hex"), place };
}

const salt = new Uint8Array(16).fill(7);
const item = { kind: "comment", target: "unsure", body: "真話", cause: null, severity: null, ask: null, site: null, photos: [] };

async function told({ outcome = "reject", reason = "personal" } = {}) {
  const bound = await commitment(salt, item);
  const leaf = hash(Buffer.of(0), "r", Buffer.from(bound, "hex"));
  const judged = hash(Buffer.of(0), "d", Buffer.from(bound, "hex"), outcome, Buffer.of(0), reason || "");
  const [first, second] = [tree([leaf]), tree([judged, hash("another")])];
  const proof = {
    commitment: bound,
    released: { seq: 4, ...first.place(leaf) },
    decided: [{ seq: 9, outcome, reason, ...second.place(judged) }],
  };
  return { thread: { item, state: outcome === "approve" ? "published" : "rejected", proof }, roots: { 4: first.root, 9: second.root } };
}

test("what the log carries is good, with its lines", async () => {
  const { thread, roots } = await told();
  assert.deepEqual(await prove(thread, salt, roots), { found: "good", seq: 4, decided: 9 });
});

test("no reason is no bytes", async () => {
  const { thread, roots } = await told({ outcome: "approve", reason: null });
  assert.equal((await prove(thread, salt, roots)).found, "good");
});

test("before any decision there is only the receipt of it", async () => {
  const { thread, roots } = await told();
  thread.proof.decided = [];
  assert.deepEqual(await prove(thread, salt, roots), { found: "good", seq: 4, decided: null });
});

test("changed words are found, and so is another salt", async () => {
  const { thread, roots } = await told();
  assert.equal((await prove({ ...thread, item: { ...item, body: "假話" } }, salt, roots)).found, "changed");
  assert.equal((await prove(thread, new Uint8Array(16), roots)).found, "changed");
});

test("a state that was not decided is found", async () => {
  const { thread, roots } = await told();
  assert.equal((await prove({ ...thread, state: "published" }, salt, roots)).found, "changed");
});

test("of what was masked the original is gone one day, and of nothing else", async () => {
  const { thread, roots } = await told();
  const found = async (state) => (await prove({ ...thread, item: null, state }, salt, roots)).found;
  assert.equal(await found("masked"), "gone");
  assert.equal(await found("rejected"), "gone");
  assert.equal(await found("published"), "changed");
  assert.equal(await found("waiting"), "changed");
});

test("without a line it waits", async () => {
  const { thread, roots } = await told();
  thread.proof.released = null;
  assert.equal((await prove(thread, salt, roots)).found, "waiting");
});

test("another root, another outcome, another place are absent from the log", async () => {
  const { thread, roots } = await told();
  const { proof } = thread;
  const absent = async (changed, known = roots) => assert.equal((await prove({ ...thread, proof: { ...proof, ...changed } }, salt, known)).found, "absent");
  await absent({}, { ...roots, 4: "0".repeat(64) });
  await absent({}, {});
  await absent({ decided: [{ ...proof.decided[0], reason: "spam" }] });
  await absent({ released: { ...proof.released, index: proof.released.index ^ 1 } });
  await absent({ released: { ...proof.released, path: proof.released.path.slice(1) } });
});
