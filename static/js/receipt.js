// The way back: 80 random bits as eight words, as 18 letters, and what is derived from them.
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as chinese } from "@scure/bip39/wordlists/traditional-chinese.js";
import { concat, random, sha256, utf8 } from "./bytes.js";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LISTS = { en: english, zh: chinese };
const SECRET_BYTES = 10;
const WORDS = 8;
const LETTERS = 18;
const LONGEST = 512;
const BETWEEN = /[\s\-\u2010-\u2015]+/;

async function checked(secret) {
  const [check] = await sha256(utf8("portal/receipt/1"), secret);
  return concat(secret, Uint8Array.of(check));
}

const toNumber = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function toBytes(number, length) {
  return Uint8Array.from({ length }, (_, at) => Number((number >> BigInt(8 * (length - 1 - at))) & 255n));
}

function digits(number, bits, count) {
  const mask = (1n << BigInt(bits)) - 1n;
  return Array.from({ length: count }, (_, at) => Number((number >> BigInt(bits * (count - 1 - at))) & mask));
}

const fromDigits = (values, bits) => values.reduce((sum, value) => (sum << BigInt(bits)) | BigInt(value), 0n);

/** A receipt in every spelling: {secret 10 bytes, letters, words: {en: [8], zh: [8]}}. */
export async function receipt(secret = random(SECRET_BYTES)) {
  const number = toNumber(await checked(secret));
  const indexes = digits(number, 11, WORDS);
  const letters = digits(number << 2n, 5, LETTERS).map((value) => CROCKFORD[value]).join("");
  const words = Object.fromEntries(Object.entries(LISTS).map(([lang, list]) => [lang, indexes.map((at) => list[at])]));
  return { secret, letters, words };
}

async function secretOf(number) {
  const bytes = toBytes(number, SECRET_BYTES + 1);
  const again = await checked(bytes.subarray(0, SECRET_BYTES));
  return again[SECRET_BYTES] === bytes[SECRET_BYTES] ? bytes.subarray(0, SECRET_BYTES) : null;
}

async function fromLetters(compact) {
  const plain = compact.toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0");
  const values = Array.from(plain, (letter) => CROCKFORD.indexOf(letter));
  if (values.length !== LETTERS || values.includes(-1)) return null;
  const number = fromDigits(values, 5);
  return number & 3n ? null : secretOf(number >> 2n);
}

/** All ways to cut `rest` into `left` words of the list. */
function* cuts(rest, list, left) {
  if (!left) {
    if (!rest) yield [];
    return;
  }
  for (let size = 3; size <= Math.min(8, rest.length); size += 1) {
    const at = list.indexOf(rest.slice(0, size));
    if (at < 0) continue;
    for (const tail of cuts(rest.slice(size), list, left - 1)) yield [at, ...tail];
  }
}

async function fromParts(parts, list) {
  const indexes = parts.map((word) => list.indexOf(word));
  return indexes.length === WORDS && !indexes.includes(-1) ? secretOf(fromDigits(indexes, 11)) : null;
}

/** English words written without anything between them, in every way they can be cut. */
async function fromRun(compact) {
  for (const indexes of cuts(compact, english, WORDS)) {
    const secret = await secretOf(fromDigits(indexes, 11));
    if (secret) return secret;
  }
  return null;
}

/** Reads a receipt as people write it, either list or letters; null when it is none. */
export async function read(text) {
  if (text.length > LONGEST) return null;
  const parts = text.normalize("NFKC").toLowerCase().split(BETWEEN).filter(Boolean);
  const compact = parts.join("");
  return (await fromLetters(compact))
    || (await fromParts(parts, english))
    || (await fromParts(parts, chinese))
    || (await fromRun(compact))
    || fromParts(Array.from(compact), chinese);
}

/** PBKDF2 gives 48 bytes: the mailbox (32) and the salt (16) of the post's commitment. */
export async function derive(secret) {
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: utf8("portal/mailbox/1"), iterations: 100000 };
  const bytes = new Uint8Array(await crypto.subtle.deriveBits(how, key, 384));
  return { mailbox: bytes.slice(0, 32), salt: bytes.slice(32) };
}
