// Identity hints: found on the device, said more vaguely at one tap, never in the way.
import assert from "node:assert/strict";
import test from "node:test";
import { around, find, soften } from "../../static/js/hints.js";

const found = (text) => find(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

for (const [text, wanted] of [
  ["打 0912-345-678 給我", [["phone", "0912-345-678"]]],
  ["call +852 9123 4567 please", [["phone", "+852 9123 4567"]]],
  ["寫信 a.chen@example.com.tw", [["mail", "a.chen@example.com.tw"]]],
  ["身分證 A123456789", [["id", "A123456789"]]],
  ["HKID A123456(7)", [["id", "A123456(7)"]]],
  ["工號 E12345 的", [["staff", "工號 E12345"]]],
  ["staff no. 48213 said", [["staff", "staff no. 48213"]]],
  ["badge TW48213", [["staff", "badge TW48213"]]],
  ["只有我會換模", [["only", "只有我"]]],
  ["我是唯一的女生", [["only", "唯一的"]]],
  ["I am the only one here", [["only", "I am the only one"]]],
  ["昨天 23:40 插單", [["time", "昨天 23:40"]]],
  ["早上八點半開會", [["time", "早上八點半"]]],
  ["11 月 18 日那次", [["time", "11 月 18 日"]]],
  ["Yesterday at 8:30 pm it broke", [["time", "Yesterday at 8:30 pm"]]],
  ["二廠晚班缺人", [["shift", "二廠晚班"]]],
  ["早班常常這樣", [["shift", "早班"]]],
  ["plant 2 nights are short", [["shift", "plant 2 nights"]]],
]) {
  test(`a hint is found: ${text}`, () => assert.deepEqual(found(text), wanted));
}

for (const text of [
  "排程一天改三次，一點也不快",
  "料號 4417-22 缺 300 件",
  "the schedule changes three times a day",
  "一班車的時間不夠",
  "ABC1234567890XYZ",
]) {
  test(`no hint where there is none: ${text}`, () => assert.deepEqual(found(text), []));
}

test("what may stay of place and shift is the place", () => {
  const text = "二廠晚班缺人";
  const [hint] = find(text);
  assert.equal(soften(text, hint, hint.keep), "二廠缺人");
});

test("the vaguer word is in the language of the text", () => {
  assert.equal(find("只有我會")[0].lang, "zh");
  assert.equal(find("only I can")[0].lang, "en");
});

test("a passage is shown up to the next comma and never cuts a word", () => {
  const text = "機台很好，只有我會換模，其他人不會";
  assert.deepEqual(around(text, find(text)[0]), ["", "只有我", "會換模"]);
  const english = "everybody knows that only I understand it";
  const [before, , after] = around(english, find(english)[0]);
  assert.deepEqual([before.trim(), after.trim()], ["that", ""]);
});
