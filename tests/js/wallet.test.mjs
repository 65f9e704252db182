// The wallet: drawn once, returned whole, erased when its work is done.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";
import { seal, unseal, WEEK } from "../../static/js/sealed.js";
import { forget, keep, note, remembered, wipe } from "../../static/js/store.js";
import * as wallet from "../../static/js/wallet.js";

const KID = "k".repeat(22);
const signed = (count) => Array.from({ length: count }, (_, at) => ({ msg: `msg-${at}`, sig: `sig-${at}` }));

async function fill(count, kid = KID, kind = "post") {
  await wallet.begin({ kid, rows: [] });
  await wallet.finish({ kid, kind }, signed(count), { seq: 2 });
}

beforeEach(wipe);

test("tokens drawn at the same moment are all different, and no more than there are", async () => {
  await fill(5);
  const drawn = await Promise.all(Array.from({ length: 8 }, () => wallet.draw([KID])));
  const got = drawn.filter(Boolean).map(({ msg }) => msg);
  assert.equal(new Set(got).size, 5);
  assert.equal(drawn.filter((token) => token === null).length, 3);
});

test("only tokens of the asked keys are drawn", async () => {
  await fill(1);
  assert.equal(await wallet.draw(["other"]), null);
  assert.deepEqual(await wallet.draw([KID]), { kid: KID, msg: "msg-0", sig: "sig-0" });
});

test("a token for support is none to speak with", async () => {
  await fill(1, "s".repeat(22), "support");
  assert.equal(await wallet.anything(), false);
  assert.deepEqual([(await wallet.tokens()).length, (await wallet.tokens("support")).length], [0, 1]);
});

test("draws are spread over the wallet", async () => {
  const first = new Set();
  for (let round = 0; round < 24; round += 1) {
    await wipe();
    await fill(4);
    first.add((await wallet.draw([KID])).msg);
  }
  assert.ok(first.size > 1);
});

test("a collection ends once, and its blinding is erased", async () => {
  await fill(2);
  await wallet.draw([KID]);
  await wallet.finish({ kid: KID }, signed(2), { seq: 9 });
  assert.equal((await wallet.tokens()).length, 1);
  assert.equal(await wallet.begun(KID), undefined);
  assert.deepEqual(await note(wallet.collected(KID)), { seq: 2 });
});

test("the blinded values kept first are the ones that are sent", async () => {
  const first = await wallet.begin({ kid: KID, rows: ["one"] });
  const second = await wallet.begin({ kid: KID, rows: ["two"] });
  assert.deepEqual([first.rows, second.rows], [["one"], ["one"]]);
  assert.deepEqual((await wallet.begun(KID)).rows, ["one"]);
});

test("a refused request gives its token back, a spent one does not", async () => {
  await fill(2);
  const one = await wallet.draw([KID]);
  const other = await wallet.draw([KID]);
  await wallet.giveBack(one.msg);
  await wallet.landed(other.msg);
  assert.deepEqual((await wallet.tokens()).map(({ msg }) => msg), [one.msg]);
  assert.equal(await wallet.draw([KID]).then((token) => token.msg), one.msg);
});

test("a request without an answer is found again by any page until it has one", async () => {
  await fill(1);
  const { msg } = await wallet.draw([KID]);
  await wallet.fly(msg, "sealed");
  assert.deepEqual((await wallet.unanswered()).map((row) => [row.msg, row.sealed]), [[msg, "sealed"]]);
  assert.equal(await wallet.flying(msg), true);
  await wallet.landed(msg);
  assert.deepEqual([await wallet.unanswered(), await wallet.flying(msg)], [[], false]);
});

test("a token that was drawn but never sent comes back, and not while a page prepares its request", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1e12 });
  await fill(1);
  await wallet.draw([KID]);
  await wallet.unanswered();
  assert.equal((await wallet.tokens()).length, 0);
  mock.timers.setTime(1e12 + 10 * 60 * 1000);
  await wallet.unanswered();
  assert.equal((await wallet.tokens()).length, 1);
  mock.timers.reset();
});

test("tokens of a closed key are dropped", async () => {
  await fill(2);
  await wallet.prune([KID]);
  assert.equal(await wallet.anything(), false);
});

test("a draft is sealed under a key that cannot be read out, and lasts a week", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1e12 });
  const sealed = await seal({ body: "排程一天改三次" });
  assert.equal((await note("key")).extractable, false);
  assert.ok(!Buffer.from(sealed.bytes).toString("utf8").includes("排程"));
  assert.deepEqual(await unseal(sealed), { body: "排程一天改三次" });
  mock.timers.setTime(1e12 + WEEK + 1);
  assert.equal(await unseal(sealed), null);
  mock.timers.reset();
});

test("what was sealed before the device was emptied stays sealed", async () => {
  const sealed = await seal("x");
  await wipe();
  assert.equal(await unseal(sealed), null);
});

test("receipts that were kept by choice are listed, other notes are not", async () => {
  await keep("log", 1);
  await keep("receipt:aa", { letters: "X", label: "y" });
  assert.deepEqual(await remembered(), [{ name: "receipt:aa", value: { letters: "X", label: "y" } }]);
  await forget("receipt:aa");
  assert.deepEqual(await remembered(), []);
});

test("a random pick stays below its count", () => {
  const picks = new Set(Array.from({ length: 200 }, () => wallet.pick(3)));
  assert.deepEqual([...picks].sort(), [0, 1, 2]);
});
