// The receipt: one secret, three spellings, read back however people write it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { b64u, hex } from "../../static/js/bytes.js";
import { derive, read, receipt } from "../../static/js/receipt.js";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url))).receipt;
const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const known = vectors[3];

test("letters and both word lists agree with the server", async () => {
  for (const { secret, letters, en, zh } of vectors) {
    const made = await receipt(bytes(secret));
    assert.deepEqual([made.letters, made.words.en, made.words.zh], [letters, en, zh]);
  }
});

test("mailbox and salt agree with the server", async () => {
  for (const { secret, mailbox, salt } of vectors) {
    const derived = await derive(bytes(secret));
    assert.deepEqual([b64u(derived.mailbox), b64u(derived.salt)], [mailbox, salt]);
  }
});

const wide = (text) => Array.from(text, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join("");
for (const [how, text] of [
  ["letters", known.letters],
  ["letters in lower case with hyphens", known.letters.toLowerCase().replace(/(.{4})/g, "$1-")],
  ["letters typed full width", wide(known.letters)],
  ["letters with look-alikes", known.letters.replace(/1/g, "l").replace(/0/g, "O")],
  ["English words", known.en.join(" ")],
  ["English words in capitals on lines", known.en.join("\n").toUpperCase()],
  ["English words without spaces", known.en.join("")],
  ["Chinese characters", known.zh.join("")],
  ["Chinese characters parted by wide spaces", known.zh.join("\u3000")],
]) {
  test(`a receipt is read from ${how}`, async () => assert.equal(hex(await read(text)), known.secret));
}

for (const text of ["", "hello", `${known.letters}0`, known.letters.replace(/^./, "U"), known.en.slice(1).join(" "), "x".repeat(10000)]) {
  test(`what is no receipt is none: ${text.slice(0, 30)}`, async () => assert.equal(await read(text), null));
}

test("a mistyped letter or swapped words are noticed", async () => {
  const [first] = known.letters;
  assert.equal(await read((first === "7" ? "8" : "7") + known.letters.slice(1)), null);
  const [one, other, ...rest] = known.en;
  assert.equal(await read([other, one, ...rest].join(" ")), null);
});

test("stray last bits are refused", async () => {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const last = alphabet.indexOf(known.letters.slice(-1));
  assert.equal(last & 3, 0);
  assert.equal(await read(known.letters.slice(0, -1) + alphabet[last + 1]), null);
});

test("fresh receipts differ and come back", async () => {
  const made = await Promise.all(Array.from({ length: 40 }, () => receipt()));
  assert.equal(new Set(made.map(({ letters }) => letters)).size, 40);
  for (const { secret, letters, words } of made) {
    assert.deepEqual(await read(letters), secret);
    assert.deepEqual(await read(words.zh.join("")), secret);
    assert.deepEqual(await read(words.en.join(" ")), secret);
  }
});
