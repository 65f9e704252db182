// Whether the public key log proves what a receipt shows (protocol, parts 3 and 10).
import { concat, hex, sha256, unhex, utf8 } from "./bytes.js";
import { commitment } from "./item.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const NUL = Uint8Array.of(0);

// What an outcome makes of a post.
const STATES = { approve: "published", reject: "rejected", mask: "masked", split: "split", duplicate: "merged", escalate: "waiting" };

const DESTROYED = ["masked", "rejected"];

const received = (bound) => sha256(LEAF, utf8("r"), unhex(bound));

const decided = (bound, { outcome, reason }) =>
  sha256(LEAF, utf8("d"), unhex(bound), utf8(outcome), NUL, utf8(reason || ""));

/** The root that a path of siblings leads to from a leaf. */
async function rootFrom(leaf, { index, path }) {
  let node = leaf;
  for (const [depth, sibling] of path.entries()) {
    const other = unhex(sibling);
    const right = Math.floor(index / 2 ** depth) % 2;
    node = await sha256(NODE, right ? concat(other, node) : concat(node, other));
  }
  return hex(node);
}

const under = async (leaf, place, roots) => (await rootFrom(leaf, place)) === roots[place.seq];

/**
 * What can be said of a thread, its salt and the roots of the log's release lines:
 * {found: "good" | "waiting" | "gone" | "changed" | "absent", seq, decided}. `gone`: the original is destroyed; `changed`: not what was sent, or not what was
 * decided; `absent`: not under the root that the log shows; `waiting`: no line carries it yet. `decided` is the seq of the line with the
 * last outcome, or null.
 */
export async function prove({ item, state, proof }, salt, roots) {
  // What was masked, and perhaps withdrawn later, is destroyed after a while: nothing is left to compare.
  if (!item) return { found: DESTROYED.includes(state) ? "gone" : "changed" };
  if ((await commitment(salt, item)) !== proof.commitment) return { found: "changed" };
  const last = proof.decided.at(-1);
  if (last && STATES[last.outcome] !== state) return { found: "changed" };
  if (!proof.released) return { found: "waiting" };
  const leaves = [[await received(proof.commitment), proof.released]];
  for (const one of proof.decided) leaves.push([await decided(proof.commitment, one), one]);
  for (const [leaf, place] of leaves) if (!(await under(leaf, place, roots))) return { found: "absent" };
  return { found: "good", seq: proof.released.seq, decided: last ? last.seq : null };
}
