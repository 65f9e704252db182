// One post: what is sent, and what becomes of its token whatever the answer.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { beforeEach } from "node:test";
import { unb64u } from "../../static/js/bytes.js";
import { commitment } from "../../static/js/item.js";
import { deliver, prepare, secrets, settle } from "../../static/js/posting.js";
import { unseal } from "../../static/js/sealed.js";
import { wipe, within, ask } from "../../static/js/store.js";
import { begin, finish, tokens } from "../../static/js/wallet.js";

const SAID = { kind: "comment", target: "unsure", body: "說", cause: null, severity: null, ask: null, site: null, photos: [] };
const flight = () => within(["flight"], (stores) => ask(stores.flight.getAll()));
const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url)));
globalThis.location = { search: "" };

async function ready(wanted = true, said = SAID, photos = []) {
  await begin({ kid: "k", rows: [] });
  await finish({ kid: "k" }, [{ msg: "m", sig: "s" }], { seq: 0 });
  return prepare(said, { kids: ["k"], hold: "release", label: "goal", photos, ...(await secrets(wanted)) });
}

beforeEach(wipe);

test("a request has exactly the protocol's fields and 8192 bytes", async () => {
  const { kept } = await ready();
  const sent = JSON.parse(kept.body);
  assert.deepEqual(Object.keys(sent).sort(), ["hold", "item", "kid", "mailbox", "msg", "pad", "salt", "sig", "v"]);
  assert.equal(Buffer.byteLength(kept.body), 8192);
  assert.equal(kept.expected, await commitment(unb64u(sent.salt, 16), sent.item));
  assert.equal(unb64u(sent.mailbox, 32).length, 32);
});

test("photos go where their hashes stood, and the commitment is over the hashes", async () => {
  const { sent, item } = vectors.photos;
  const { kept } = await ready(true, item, sent);
  const request = JSON.parse(kept.body);
  assert.deepEqual(request.item, { ...item, photos: sent });
  assert.equal(Buffer.byteLength(kept.body), 524288);
  assert.equal(kept.expected, await commitment(unb64u(request.salt, 16), item));
});

test("without a receipt there is no mailbox and nothing to come back with", async () => {
  const { kept } = await ready(false);
  assert.deepEqual([JSON.parse(kept.body).mailbox, kept.secret], [null, null]);
});

test("what is in flight lies sealed on the device", async () => {
  const { kept } = await ready();
  const [row] = await flight();
  assert.deepEqual(await unseal(row.sealed), kept);
  assert.ok(!JSON.stringify({ ...row, sealed: null }).includes("說"));
});

test("without a token there is no post", async () => {
  assert.equal(await prepare(SAID, { kids: ["k"], hold: "release", label: "", ...(await secrets(false)) }), null);
});

for (const [status, error, left] of [
  [202, undefined, 0], [409, "spent", 0], [403, "no-entry", 0],
  [403, "origin", 1], [410, "closed", 1], [422, "item", 1], [429, "busy", 1], [400, "malformed", 1],
]) {
  test(`after ${status} ${error || ""} the wallet holds ${left}`, async () => {
    const { msg } = await ready();
    await settle(msg, { status, answer: { error } });
    assert.equal((await tokens()).length, left);
    assert.deepEqual(await flight(), []);
  });
}

test("a post is sent without cookie or referrer, and no answer is no decision", async () => {
  const { kept } = await ready();
  let how;
  globalThis.fetch = async (path, given) => {
    how = given;
    return new Response("", { status: 503 });
  };
  await assert.rejects(deliver(kept.body), TypeError);
  assert.deepEqual([how.credentials, how.referrerPolicy, how.cache, how.body], ["omit", "no-referrer", "no-store", kept.body]);
  assert.equal((await flight()).length, 1);
});
