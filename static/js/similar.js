// How alike two texts are: pairs of Han characters and Latin words that both have. Compared on this device alone.
import { folded } from "./folding.js";

const WORD = /[\p{Script=Han}]+|[\p{Script=Latin}\d]+/gu;
const HAN = /\p{Script=Han}/u;
// What every text has says nothing of what it is about.
const IDLE = new Set("的了是在有我们很都就也不到要会把被给跟和这那个又还没吗呢吧着过去来上下人说");
const STOP = new Set(
  ("a an the and or but of to in on at for with by from as is are was were be been it its this that there we us our i my you they them "
    + "he she not no so do does did have has had can will would just very every all any").split(" "),
);
const ENDINGS = /(?:ies|y|ings?|ed|es|s|ly)$/;
// Less in common than this is chance.
const LEAST = 3;
const ENOUGH = 0.22;

function pairs(run) {
  const signs = Array.from(run);
  return signs.slice(1).map((sign, at) => signs[at] + sign);
}

/** A pair counts unless both its halves are idle. */
const telling = (pair) => Array.from(pair).some((sign) => !IDLE.has(sign));

const stem = (word) => (word.length > 4 ? word.replace(ENDINGS, "") : word);

/** What a text is compared by. */
export function marks(text) {
  const runs = folded(text).match(WORD) || [];
  return new Set(runs.flatMap((run) => {
    if (HAN.test(run)) return pairs(run).filter(telling);
    return STOP.has(run) || run.length < 2 ? [] : [stem(run)];
  }));
}

/** True when a text is long enough to be like another one. */
export const comparable = (some) => some.size >= LEAST;

/** 0 for nothing in common, 1 for the same marks. */
export function likeness(some, others) {
  const shared = [...some].filter((mark) => others.has(mark)).length;
  return shared < LEAST ? 0 : shared / Math.sqrt(some.size * others.size);
}

/** Those of these posts ({body, …}) that say much the same as the text, the most alike first. */
export function alike(text, posts, most = 3) {
  const mine = marks(text);
  const scored = posts.map((post) => ({ post, score: likeness(mine, marks(post.body)) }));
  const near = scored.filter(({ score }) => score >= ENOUGH).sort((one, other) => other.score - one.score);
  return near.slice(0, most).map(({ post }) => post);
}
