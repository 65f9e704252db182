// "/" takes the reader to the search field that is to be seen, and is a letter like any other while typing.
import assert from "node:assert/strict";
import test from "node:test";
import { searchBySlash } from "../../static/js/slash.js";

/** A page with these fields: true for each that is to be seen. Presses a key, tells what was focused. */
function press(fields, key = {}) {
  const focused = [];
  let heard;
  const drawn = fields.map((seen, place) => ({
    getClientRects: () => (seen ? [{}] : []),
    focus: () => focused.push(place),
    select: () => {},
  }));
  searchBySlash({ addEventListener: (_name, listener) => { heard = listener; }, querySelectorAll: () => drawn });
  let kept = true;
  const typing = key.typing ? {} : null;
  heard({ key: "/", target: { closest: () => typing }, preventDefault: () => { kept = false; }, ...key });
  return { focused, kept };
}

test("it goes to the first field that is to be seen", () => {
  assert.deepEqual(press([false, true]), { focused: [1], kept: false });
});

for (const [name, key] of [
  ["another key", { key: "s" }],
  ["a field that has the focus", { typing: true }],
  ["an input method", { isComposing: true }],
  ["a command of the browser", { ctrlKey: true }],
]) {
  test(`it is left alone with ${name}`, () => assert.deepEqual(press([true], key), { focused: [], kept: true }));
}

test("a page without a field keeps the letter", () => assert.deepEqual(press([false]), { focused: [], kept: true }));
