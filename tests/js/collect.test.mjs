// Collecting: once per key, the same bytes when an answer is lost, quiet when there is nothing to have.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { collectOnce } from "../../static/js/collect.js";
import { note, wipe } from "../../static/js/store.js";
import { begun, collected, tokens } from "../../static/js/wallet.js";
import { good } from "./forge.mjs";

let sent = [];
let answers = [];
let made = 0;

// Arithmetic is tested elsewhere; here a message is "signed" by its own name.
const WORK = {
  blind: ({ count }) => Array.from({ length: count }, () => ({ msg: `m${(made += 1)}`, blinded: `b${made}`, inv: `i${made}` })),
  finalize: ({ rows, signatures }) => rows.map(({ msg }, at) => ({ msg, sig: signatures[at] })),
};

globalThis.Worker = class {
  postMessage({ work, given }) {
    queueMicrotask(() => this.onmessage({ data: { result: WORK[work](given) } }));
  }
  terminate() {}
};
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
globalThis.WALLET_WORKER = "./worker.js";
globalThis.document = { querySelector: () => ({ content: "csrf" }) };

function signer(how) {
  const { kid, blinded } = JSON.parse(how.body);
  sent.push(how);
  const status = answers.shift() || 200;
  return new Response(JSON.stringify({ v: 1, kid, signatures: blinded.map((one) => `s-${one}`) }), { status });
}

globalThis.fetch = async (path, how) => {
  if (path === "/in/tokens") return signer(how);
  const bodies = { "head.json": JSON.stringify(good.head), ndjson: good.log, "keys.json": JSON.stringify({ keys: good.keys }) };
  return new Response(Object.entries(bodies).find(([end]) => path.endsWith(end))[1]);
};

beforeEach(async () => {
  sent = [];
  answers = [];
  await wipe();
});

test("every published or open posting key is collected once", async () => {
  await collectOnce();
  await collectOnce();
  assert.deepEqual(sent.map((how) => JSON.parse(how.body).kid), good.keys.map(({ kid }) => kid));
  assert.equal((await tokens()).length, 20);
});

test("a request has the quota of its key and the CSRF header", async () => {
  await collectOnce();
  const { v, blinded } = JSON.parse(sent[0].body);
  assert.deepEqual([v, blinded.length, new Set(blinded).size], [1, 10, 10]);
  assert.equal(sent[0].headers["X-CSRFToken"], "csrf");
});

test("a lost answer is asked for again with the same bytes", async () => {
  answers = [503, 503];
  await collectOnce();
  assert.equal((await tokens()).length, 0);
  await collectOnce();
  assert.equal(sent[2].body, sent[0].body);
  assert.equal((await tokens()).length, 20);
  assert.equal(await begun(good.keys[0].kid), undefined);
});

for (const status of [409, 410]) {
  test(`${status} is remembered and not asked again`, async () => {
    answers = [status, status];
    await collectOnce();
    await collectOnce();
    assert.equal(sent.length, 2);
    assert.deepEqual([await tokens(), await begun(good.keys[0].kid)], [[], undefined]);
  });
}

test("the mark says where the log stood, so that a fresh wallet can be told from a mixed one", async () => {
  await collectOnce();
  assert.deepEqual(await note(collected(good.keys[0].kid)), { seq: good.head.seq });
});
