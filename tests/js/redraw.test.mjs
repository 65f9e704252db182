// What a browser's encoder writes beside a picture stays on the phone too.
import assert from "node:assert/strict";
import test from "node:test";
import { bare } from "../../static/js/redraw.js";

const segment = (marker, text) => [0xff, marker, 0, text.length + 2, ...Buffer.from(text)];
const START = [0xff, 0xd8];
const JFIF = segment(0xe0, "JFIF");
const TABLE = segment(0xdb, "table");
const PICTURE = [...segment(0xda, "head"), 1, 2, 0xff, 0, 0xff, 0xe1, 3, 0xff, 0xd9];
const jpeg = (...parts) => Uint8Array.from([...START, ...parts.flat()]);

test("notes and comments go, tables and pixels stay", () => {
  const noted = jpeg(JFIF, segment(0xe1, "Exif"), segment(0xe2, "ICC_PROFILE"), TABLE, segment(0xfe, "by me"), PICTURE);
  assert.deepEqual(bare(noted), jpeg(JFIF, TABLE, PICTURE));
});

test("a picture without notes stays as it is", () => {
  assert.deepEqual(bare(jpeg(JFIF, TABLE, PICTURE)), jpeg(JFIF, TABLE, PICTURE));
});
