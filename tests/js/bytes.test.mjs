// Bytes, base64url and canonical JSON are spelt as the server spells them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { b64u, concat, hex, sha256, unb64u, utf8 } from "../../static/js/bytes.js";
import { canonical } from "../../static/js/canonical.js";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url)));
const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"));

test("base64url agrees with the server both ways", () => {
  for (const [raw, text] of vectors.b64u) {
    assert.equal(b64u(bytes(raw)), text);
    assert.equal(hex(unb64u(text)), raw);
  }
});

for (const text of ["AA=", "AA==", "A", "AB", "__5", "a+b/", "AA AA", "AA\n", "AAé"]) {
  test(`a spelling that b64u would not write is refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => unb64u(text), RangeError);
  });
}

test("another length than asked for is refused", () => {
  assert.throws(() => unb64u("AAAA", 4), RangeError);
  assert.equal(unb64u("AAAA", 3).length, 3);
});

test("SHA-256 of parts is SHA-256 of the whole", async () => {
  const whole = await sha256(concat(utf8("ab"), utf8("c")));
  assert.equal(hex(whole), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.deepEqual(await sha256(utf8("a"), utf8("bc")), whole);
});

test("canonical JSON agrees with the server", () => {
  for (const [value, text] of vectors.canonical) assert.equal(canonical(value), text);
});

for (const value of [1.5, NaN, Infinity, 2 ** 53, -0, "\ud800", { "\udc00": 1 }, undefined, [undefined]]) {
  test(`what has no canonical spelling is refused: ${String(JSON.stringify(value))}`, () => {
    assert.throws(() => canonical(value), RangeError);
  });
}
