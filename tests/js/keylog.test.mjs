// The browser refuses every key that the public log does not carry cleanly.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { check, Refused } from "../../static/js/keylog.js";
import { forged, good } from "./forge.mjs";

const { early } = good;

const refuses = (found, reason, seen = null) =>
  assert.rejects(check(found, seen), (error) => error instanceof Refused && error.reason === reason);

const onKey = (state, change) => {
  const key = good.keys.find((one) => one.state === state);
  const found = forged((entries) => entries.map((one) => (one.type === "published" && one.kid === key.kid ? { ...one, ...change } : one)));
  return { ...found, keys: good.keys.map((one) => (one === key ? { ...one, ...change } : one)) };
};

test("a good log is believed, with its last release and its closed keys", async () => {
  const { head, keys, closed, released } = await check(good, null);
  assert.deepEqual(head, { seq: good.head.seq, hash: good.head.hash });
  assert.deepEqual(keys.map(({ state }) => state), ["open", "published"]);
  assert.deepEqual([closed, released], [[good.closed], 8]);
});

test("a log that goes on from the head seen last is believed", async () => {
  const seen = (await check(early, null)).head;
  assert.equal((await check(good, seen)).head.seq, good.head.seq);
});

test("a log that forgot what was seen is refused", async () => {
  const seen = (await check(good, null)).head;
  await refuses(early, "forked", seen);
  await refuses(good, "forked", { seq: 3, hash: "0".repeat(64) });
});

test("a changed byte breaks the chain", () => refuses({ ...good, log: good.log.replace('"batch":1', '"batch":7') }, "broken-chain"));
test("a missing line breaks the chain", () => refuses({ ...good, log: good.log.replace(/^.*\n/, "") }, "broken-chain"));

test("another spelling of a line is refused, even with a head that fits it", () => {
  const lines = good.log.trimEnd().split("\n");
  const last = lines.pop().replace("{", "{ ");
  const hash = createHash("sha256").update(last).digest("hex");
  return refuses({ ...good, log: `${[...lines, last].join("\n")}\n`, head: { ...good.head, hash } }, "broken-chain");
});

test("a log without its last newline is refused", () => refuses({ ...good, log: good.log.slice(0, -1) }, "broken-chain"));
test("a head of another line is refused", () => refuses({ ...good, head: early.head }, "wrong-head"));

test("a key opened twice is refused", () => {
  const twice = forged((entries) => [...entries, entries.find((one) => one.type === "opened")]);
  return refuses(twice, "broken-chain");
});

test("a key that is not in the log is refused", () => {
  const stranger = { ...good.keys[0], kid: "A".repeat(22) };
  return refuses({ ...good, keys: [...good.keys, stranger] }, "not-in-log");
});

for (const change of [{ state: "open" }, { quota: 9 }, { roster: 9000 }, { demo: true }, { spki: "AA" }]) {
  test(`a key shown otherwise than logged is refused: ${Object.keys(change)}`, () => {
    const keys = good.keys.map((key) => (key.state === "published" ? { ...key, ...change } : key));
    return refuses({ ...good, keys }, "not-in-log");
  });
}

test("two posting keys open at once are refused", () => {
  const coming = good.keys.find((key) => key.state === "published");
  const found = forged((entries) => [...entries, { v: 1, type: "opened", day: "2026-11-22", kind: "post", kid: coming.kid, early: true }]);
  return refuses({ ...found, keys: good.keys.map((key) => ({ ...key, state: "open" })) }, "two-open-keys");
});

test("a key under another name is refused", () => refuses(onKey("open", { spki: good.keys[1].spki }), "wrong-key"));
test("a roster under the floor is refused", () => refuses(onKey("open", { roster: 19 }), "small-roster"));
test("a floor under 5 is refused outside a demo", () => refuses(onKey("open", { floor: 3, roster: 4 }), "small-roster"));
test("a floor under 5 is taken in a demo", () => check(onKey("open", { floor: 3, roster: 4, demo: true }), null));

test("a key of another size is refused", () => {
  const key = good.keys.find((one) => one.state === "open");
  const found = forged((entries) => entries.map((one) => (one.kid === key.kid ? { ...one, ...(one.spki && good.small), kid: good.small.kid } : one)));
  const keys = good.keys.map((one) => (one === key ? { ...one, ...good.small } : one));
  return refuses({ ...found, keys }, "wrong-size");
});
