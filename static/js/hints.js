// Passages that could tell who wrote a text. Found on the device alone; nothing here is ever sent.
const PLACE = "(?:[一二三四五六七八九十0-9A-Za-z]{1,2}(?:廠|線|樓|課|組|站|店)|[\\u4e00-\\u9fff]{2}(?:門市|店|倉|中心|辦公室))";
const SHIFT = "(?:早班|晚班|大夜班|小夜班|夜班|大夜|小夜|中班|日班|假日班|[A-D] ?班)";
const ENGLISH_PLACE = "(?:plant|store|line|shop|site|office|warehouse|floor) \\w{1,12}";
const ENGLISH_SHIFT = "(?:mornings|evenings|nights|weekends|(?:early|late|night|evening|day|morning) shifts?)";
const DAY = "(?:(?:昨天|今天|前天|昨晚|今早|[上這]?(?:週|星期|禮拜)[一二三四五六日天]) ?)";
const ENGLISH_DAY = "(?:(?:yesterday|today|on \\w+day) )?(?:at )?";
const PART = "(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|半夜)";
const HOUR = "[0-9一二三四五六七八九十兩]{1,3}";

// The order matters: an earlier kind keeps a passage from later ones. A group (1) is the part that may stay.
const KINDS = [
  ["mail", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["staff", /(?:工號|員編|員工編號|職編|staff (?:no|number|id)|employee (?:no|number|id)|badge)[.:：# ]*[A-Z]{0,3}-?\d{3,8}/gi],
  ["id", /[A-Z](?:[A-D]|[1289])\d{8}|[A-Z]{1,2}\d{6} ?[(（][0-9A][)）]/g],
  ["time", new RegExp(`(?:${DAY}?(?:${PART} ?)?|${ENGLISH_DAY})(?:[01]?\\d|2[0-3])[:：][0-5]\\d(?: ?[ap]\\.?m\\b)?`, "gi")],
  ["time", new RegExp(`${DAY}?(?:${PART}${HOUR}點(?:半|整|鐘|${HOUR}分)?|${HOUR}點(?:半|整|鐘|${HOUR}分)|\\d{1,2}點)`, "g")],
  ["time", new RegExp(`${ENGLISH_DAY}\\d{1,2}(?:[:.]\\d\\d)? ?(?:[ap]\\.m\\.|[ap]m)`, "gi")],
  ["time", /\d{1,2} ?月 ?\d{1,2} ?[日號]|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}/g],
  ["phone", /\+?\d(?:[ ()-]{0,2}\d){7,14}/g],
  ["staff", /[A-Z]{1,2}\d{5,6}/g],
  ["only", /只有我一個人|只有我們?|只剩我們?|就我一個|我一個人|唯一(?:的|一個)?/g],
  ["only", /I(?:'m|’m| am) the only(?: one| person)?|only (?:I|me)|the only one|just me/gi],
  ["shift", new RegExp(`(${PLACE})的?${SHIFT}`, "g")],
  ["shift", new RegExp(`(${ENGLISH_PLACE})(?:'s|’s)? ${ENGLISH_SHIFT}`, "gi")],
  ["shift", new RegExp(`(?:on )?${ENGLISH_SHIFT} ((?:in|at) ${ENGLISH_PLACE})`, "gi")],
  ["shift", new RegExp(SHIFT, "g")],
  ["shift", /(?:early|late|night|evening|morning) shift/gi],
];
const WORDISH = /[A-Za-z0-9]/;
const HAN = /[\u4e00-\u9fff]/;
const STOP = /[，。、；：！？,.;:!?\n]/;

const cutsWord = (text, at) => WORDISH.test(text[at - 1] || "") && WORDISH.test(text[at] || "");
const overlaps = (found, start, end) => found.some((one) => start < one.end && one.start < end);

function matches(text, kind, pattern, found) {
  for (const match of text.matchAll(pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    if (overlaps(found, start, end) || cutsWord(text, start) || cutsWord(text, end)) continue;
    const lang = HAN.test(match[0]) || HAN.test(text) ? "zh" : "en";
    found.push({ kind, start, end, lang, keep: match[1] || null });
  }
}

/** Passages in order: {kind, start, end, lang, keep}; `keep` is what may stay of it, or null. */
export function find(text) {
  const found = [];
  for (const [kind, pattern] of KINDS) matches(text, kind, pattern, found);
  return found.sort((one, other) => one.start - other.start);
}

const REACH = 8;

function first(text, start) {
  let at = start;
  while (at > 0 && start - at < REACH && !STOP.test(text[at - 1])) at -= 1;
  while (at < start && cutsWord(text, at)) at += 1;
  return at;
}

function last(text, end) {
  let at = end;
  while (at < text.length && at - end < REACH && !STOP.test(text[at])) at += 1;
  while (at > end && cutsWord(text, at)) at -= 1;
  return at;
}

/** The passage with a few letters on either side, never past a comma or into a word: [before, passage, after]. */
export function around(text, { start, end }) {
  return [text.slice(first(text, start), start), text.slice(start, end), text.slice(end, last(text, end))];
}

/** The text with one passage said more vaguely. */
export const soften = (text, { start, end }, vaguer) => text.slice(0, start) + vaguer + text.slice(end);
