// Which keys a browser goes on believing, and what it does when the log is not the one it knew.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { keep, note, wipe } from "../../static/js/store.js";
import { inLanguage, trusted } from "../../static/js/trust.js";
import { demo, good } from "./forge.mjs";

const { early } = good;
let asked = [];

function serve(...answers) {
  let at = -1;
  globalThis.fetch = async (path, how) => {
    if (path.endsWith("head.json")) at = Math.min(at + 1, answers.length - 1);
    asked.push([path, how]);
    const { head, log, keys, status = 200 } = answers[at];
    const bodies = { "head.json": JSON.stringify(head), ndjson: log, "keys.json": JSON.stringify({ keys }) };
    const [, body] = Object.entries(bodies).find(([end]) => path.endsWith(end));
    return new Response(body, { status });
  };
}

beforeEach(async () => {
  asked = [];
  await wipe();
});

test("keys are fetched without cookie, referrer or cache", async () => {
  serve(good);
  await trusted();
  assert.deepEqual(new Set(asked.map(([path]) => path)), new Set(["/say/keylog.head.json", "/say/keys.json", "/say/keylog.ndjson"]));
  for (const [, how] of asked) assert.deepEqual(how, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
});

test("an unchanged head is not fetched again", async () => {
  serve(good);
  const first = await trusted();
  asked = [];
  assert.deepEqual(await trusted(), first);
  assert.deepEqual(asked.map(([path]) => path), ["/say/keylog.head.json"]);
});

test("a log that grew is believed and remembered", async () => {
  serve(early, good);
  await trusted();
  assert.equal((await trusted()).head.seq, good.head.seq);
  assert.equal((await note("log")).head.seq, good.head.seq);
});

test("a line written between two fetches is looked at again", async () => {
  serve({ ...good, head: early.head }, good);
  assert.equal((await trusted()).head.seq, good.head.seq);
});

test("another log than the one known is refused, and the known one kept", async () => {
  serve(good, early);
  await trusted();
  await assert.rejects(trusted(), { reason: "forked" });
  assert.equal((await note("log")).head.seq, good.head.seq);
});

test("a real log never restarts, even when the new one calls itself a demo", async () => {
  serve(good, demo("2026-10-02"));
  await trusted();
  await assert.rejects(trusted(), { reason: "forked" });
});

test("a demo begun anew is believed, and nothing of the old one is kept", async () => {
  const other = demo("2026-10-03");
  serve(demo("2026-10-02"), other);
  await trusted();
  await keep("receipt:old", {});
  assert.equal((await trusted()).head.hash, other.head.hash);
  assert.equal(await note("receipt:old"), null);
});

test("before there is a log there is no key", async () => {
  serve({ ...good, status: 404 });
  await assert.rejects(trusted(), { reason: "no-log" });
});

test("an address carries the page's language and nothing else of it", () => {
  globalThis.location = { search: "?lang=en&who=alice" };
  assert.equal(inLanguage("/say/posts"), "/say/posts?lang=en");
  globalThis.location = { search: "?lang=xx&who=alice" };
  assert.equal(inLanguage("/say/posts"), "/say/posts");
});
