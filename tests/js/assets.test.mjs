// What the pages draw with exists in the build, and the stylesheet holds nothing that the policy refuses.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { ICONS, stylesheet } from "../../tools/build_assets.mjs";

const ROOT = new URL("../../", import.meta.url);

function templates(folder = new URL("templates/", ROOT)) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const url = new URL(entry.name + (entry.isDirectory() ? "/" : ""), folder);
    return entry.isDirectory() ? templates(url) : [readFileSync(url, "utf8")];
  });
}

test("every icon a template names is in the sprite", () => {
  const named = templates().flatMap((text) => Array.from(text.matchAll(/\bicon\("([a-z0-9-]+)"/g), (match) => match[1]));
  assert.ok(named.length > 10);
  assert.deepEqual([...new Set(named)].filter((name) => !ICONS.includes(name)), []);
});

test("every icon of the sprite exists, once", () => {
  assert.equal(new Set(ICONS).size, ICONS.length);
  for (const name of ICONS) assert.ok(existsSync(new URL(`node_modules/lucide-static/icons/${name}.svg`, ROOT)), name);
});

test("the stylesheet loads nothing from elsewhere and keeps our parts", async () => {
  const css = await stylesheet();
  assert.doesNotMatch(css, /data:|https?:|@import/);
  for (const rule of [".slot{", ".btn-primary{", ".btn-check", ".timeline", "prefers-color-scheme:dark"]) assert.ok(css.includes(rule), rule);
});

test("the lock file names no registry", () => {
  assert.doesNotMatch(readFileSync(new URL("package-lock.json", ROOT), "utf8"), /"resolved"/);
});
