// Texts that say the same are found on the device; texts that share a word are not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { folded } from "../../static/js/folding.js";
import { alike, comparable, marks } from "../../static/js/similar.js";

const pairs = JSON.parse(readFileSync(new URL("pairs.json", import.meta.url), "utf8"));
const found = ([typed, body]) => alike(typed, [{ body }]).length === 1;

test("of 20 pairs that say the same at least 18 are found, of 20 that do not at most one", () => {
  assert.deepEqual([pairs.alike.length, pairs.other.length], [20, 20]);
  const [hits, errors] = [pairs.alike.filter(found).length, pairs.other.filter(found).length];
  assert.ok(hits >= 18 && errors <= 1, `${hits} found, ${errors} wrongly`);
});

test("Traditional and Simplified characters are the same, and so are full width letters", () => {
  assert.equal(folded("驗貨區的燈光ＡＢＣ"), folded("验货区的灯光abc"));
  assert.ok(found(["验货区灯光太暗了", "驗貨區的燈光太暗了，刮傷看不出來。"]));
});

test("at most three are shown, the most alike first", () => {
  const typed = "排程一天改三次，換模換到一半";
  const bodies = ["排程一天改三次，換模換到一半又換回去", "排程一天改三次", typed, "排程一天改三次，大家都累", "門口的燈壞了"];
  const shown = alike(typed, bodies.map((body) => ({ body }))).map(({ body }) => body);
  assert.equal(shown.length, 3);
  assert.equal(shown[0], typed);
  assert.ok(!shown.includes("門口的燈壞了"));
});

test("two signs or a greeting are like nothing", () => {
  for (const text of ["", "排程", "我們都是", "it is the", "👍👍👍"]) {
    assert.equal(comparable(marks(text)), false, text);
    assert.deepEqual(alike(text, [{ body: text }]), []);
  }
});

test("two hundred long texts are compared between two keystrokes", () => {
  const posts = Array.from({ length: 200 }, (_, at) => ({ body: `${"排程一天改三次換模又換回去夜班人手不夠".repeat(25)}${at}` }));
  const begun = performance.now();
  alike(posts[0].body, posts);
  assert.ok(performance.now() - begun < 500);
});
