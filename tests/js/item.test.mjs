// What is sent: tidied on the device, every field there, one length for all.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { hex, sha256, unb64u, utf8 } from "../../static/js/bytes.js";
import { commitment, item, length, padded, tidy } from "../../static/js/item.js";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url)));
const FIELDS = { kind: "blocker", target: "unsure", body: "x", cause: "rule", severity: "2", ask: "" };

for (const [typed, kept] of [
  ["  \n\u3000說\u3000 \n", "說"],
  ["a\r\nb\rc", "a\nb\nc"],
  ["a\tb\u0000\u0007c\u009fd", "a bcd"],
  ["e\u0301", "\u00e9"],
  ["a\ud800b", "a\ufffdb"],
  ["\u3000\n ", ""],
  ["a  b\n\nc", "a  b\n\nc"],
]) {
  test(`a text is tidied: ${JSON.stringify(typed)}`, () => assert.equal(tidy(typed), kept));
}

test("length counts code points", () => assert.equal(length("a😀說"), 3));

test("a blocker carries every field, and null where it has no value", () => {
  const wanted = { kind: "blocker", target: "unsure", body: "x", cause: "rule", severity: 2, ask: null, site: null, photos: [] };
  assert.deepEqual(item(FIELDS), wanted);
});

test("a comment has no cause, severity or wish, whatever was chosen before", () => {
  const { cause, severity, ask } = item({ ...FIELDS, kind: "comment", ask: "priority" });
  assert.deepEqual([cause, severity, ask], [null, null, null]);
});

test("the commitment agrees with the server", async () => {
  for (const { salt, item: said, hex } of vectors.commitment) {
    assert.equal(await commitment(unb64u(salt, 16), said), hex);
  }
});

test("a photo stands as its hash in what is committed to", async () => {
  const { sent, salt, item: said, hex: expected } = vectors.photos;
  const hashes = await Promise.all(sent.map(async (text) => hex(await sha256(unb64u(text)))));
  assert.deepEqual(hashes, said.photos);
  assert.deepEqual(item({ ...FIELDS, photos: hashes }).photos, hashes);
  assert.equal(await commitment(unb64u(salt, 16), said), expected);
});

test("a request is exactly 8192 bytes, padded with zeros", () => {
  for (const body of ["", "說".repeat(500), "😀\"\n".repeat(160)]) {
    const text = padded({ v: 1, body });
    assert.equal(utf8(text).length, 8192);
    const { pad, ...rest } = JSON.parse(text);
    assert.match(pad, /^0+$/);
    assert.deepEqual(rest, { v: 1, body });
  }
});

test("a request with photos is the next multiple of 512 KiB", () => {
  for (const [letters, steps] of [[1, 1], [524000, 1], [524288, 2], [4100000, 8]]) {
    const request = { v: 1, item: { photos: ["A".repeat(letters)] } };
    const text = padded(request);
    assert.equal(utf8(text).length, steps * 524288);
    const { pad, ...rest } = JSON.parse(text);
    assert.match(pad, /^0+$/);
    assert.deepEqual(rest, request);
  }
});

test("a request that does not fit is refused", () => {
  assert.throws(() => padded({ body: "x".repeat(8192) }), RangeError);
  assert.throws(() => padded({ item: { photos: ["A".repeat(8 * 524288)] } }), RangeError);
});
