// A good key log, and logs chained anew after a change, as a dishonest server or another installation would have.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { canonical } from "../../static/js/canonical.js";

export const good = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url))).keylog;

export function forged(change, keys = good.keys) {
  let prev = "0".repeat(64);
  const entries = change(good.log.trim().split("\n").map((line) => JSON.parse(line)));
  const lines = entries.map((entry, seq) => {
    const line = canonical({ ...entry, seq, prev });
    prev = createHash("sha256").update(line).digest("hex");
    return line;
  });
  return { log: `${lines.join("\n")}\n`, head: { seq: lines.length - 1, hash: prev }, keys };
}

/** The same log as a demo's, begun on `day`. */
export const demo = (day) => forged(
  ([first, ...others]) => [{ ...first, day }, ...others.map((one) => (one.type === "published" ? { ...one, demo: true } : one))],
  good.keys.map((key) => ({ ...key, demo: true })),
);
