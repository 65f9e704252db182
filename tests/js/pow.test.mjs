// The search for a proof of work, held against another implementation of the hash.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { b64u, random } from "../../static/js/bytes.js";

const said = [];
globalThis.self = { postMessage: (message) => said.push(message) };
await import("../../static/js/pow-worker.js");
const { counter } = await import("../../static/js/pow.js");

function search(nullifier, bits) {
  said.length = 0;
  globalThis.self.onmessage({ data: { nullifier: b64u(nullifier), bits } });
  return said.at(-1).proof;
}

const inBits = (nullifier, proof) => {
  const digest = createHash("sha256").update("portal/pow/1").update(nullifier).update(proof).digest();
  return [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("");
};

test("zero bits are counted as any other SHA-256 has them", () => {
  for (let round = 0; round < 3000; round += 1) {
    const nullifier = random(32);
    const proof = String(Math.floor(Math.random() * 10 ** (round % 12)));
    assert.equal(counter(b64u(nullifier))(proof), inBits(nullifier, proof).indexOf("1"));
  }
});

test("what is found begins with the zero bits, and is the first that does", () => {
  for (const bits of [0, 1, 5, 8, 11]) {
    const nullifier = random(32);
    const proof = search(nullifier, bits);
    assert.match(proof, /^(0|[1-9]\d*)$/);
    assert.ok(inBits(nullifier, proof).startsWith("0".repeat(bits)));
    for (let less = 0; less < Number(proof); less += 1) {
      assert.ok(!inBits(nullifier, String(less)).startsWith("0".repeat(bits)));
    }
  }
});

test("it says now and then how many it has tried", () => {
  search(new Uint8Array(32), 18);
  const tries = said.slice(0, -1).map(({ tried }) => tried);
  assert.deepEqual(tries, tries.map((_, at) => at * 65536));
});
