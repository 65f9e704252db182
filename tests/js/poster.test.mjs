// A scanned poster: its key leaves the address, the work can be stopped, and a post says nothing else than its right.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { prepareByPoster, taken } from "../../static/js/poster.js";
import { secrets } from "../../static/js/posting.js";

const KEY = "ABCDEFGHIJKLMNOPQRSTU_";
const SAID = { kind: "comment", target: "unsure", body: "說", cause: null, severity: null, ask: null, site: null, photos: [] };
const parts = {};
let asked = [];
let ended = 0;

globalThis.POW_WORKER = "./pow.js";
globalThis.history = { replaceState: (_state, _title, address) => (globalThis.location = new URL(address, location)) };
globalThis.document = { querySelector: (name) => (parts[name] ||= {}) };
globalThis.fetch = async () => ({ json: async () => ({ v: 1, pow_bits: 18, keys: [] }) });
globalThis.Worker = class {
  postMessage(given) {
    asked.push(given);
    if (given.bits < 40) setTimeout(() => this.onmessage({ data: { proof: String(given.bits) } }));
  }

  terminate() {
    ended += 1;
  }
};

beforeEach(() => {
  asked = [];
  ended = 0;
  globalThis.location = new URL(`https://say.example/say/kr/a?lang=en#${KEY}`);
});

const how = async () => ({ hold: "release", label: "goal", ...(await secrets(true)) });

test("the key goes into memory and out of the address", () => {
  assert.equal(taken(), KEY);
  assert.equal(location.href, "https://say.example/say/kr/a?lang=en");
  assert.equal(taken(), null);
});

for (const other of ["", "#", "#main", `#${KEY}A`, `#${KEY.slice(1)}`, "#7KQ2M-4XWTB-9HJ3R-VD6PZ"]) {
  test(`"${other}" is no key and stays where it is`, () => {
    globalThis.location = new URL(`https://say.example/say/${other}`);
    assert.equal(taken(), null);
    assert.equal(location.href, `https://say.example/say/${other}`);
  });
}

test("a request has exactly the protocol's fields, and 8192 bytes", async () => {
  const { msg, kept } = await prepareByPoster(KEY, SAID, await how());
  const sent = JSON.parse(kept.body);
  const fields = ["hold", "item", "mailbox", "nullifier", "pad", "poster", "pow", "salt", "v"];
  assert.deepEqual([msg, Object.keys(sent).sort(), sent.poster, sent.pow], [null, fields, KEY, "18"]);
  assert.deepEqual(asked, [{ nullifier: sent.nullifier, bits: 18 }]);
  assert.equal(Buffer.byteLength(kept.body), 8192);
  assert.equal(ended, 1);
});

test("more work is done for the same post, under the same nullifier", async () => {
  const first = await prepareByPoster(KEY, SAID, await how());
  const second = await (await first.harder()).harder();
  const [before, after] = [first, second].map(({ kept }) => JSON.parse(kept.body));
  assert.deepEqual({ ...before, pow: "26", pad: after.pad }, after);
});

test("work that takes too long can be stopped", async () => {
  globalThis.fetch = async () => ({ json: async () => ({ pow_bits: 40 }) });
  const waiting = prepareByPoster(KEY, SAID, await how());
  while (!asked.length) await new Promise((settle) => setTimeout(settle));
  parts['[data-part="work-stop"]'].onclick();
  assert.equal(await waiting, null);
  assert.equal(ended, 1);
});
