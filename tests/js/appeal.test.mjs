// Until when an author can ask for a second look, told from what the receipt shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lastDay } from "../../static/js/appeal.js";

const at = (event, day) => ({ event, day });
const sent = at("received", "2026-11-20");
const rejected = { state: "rejected", timeline: [sent, at("rejected", "2026-11-21")] };

test("what was sent back can be appealed against for two weeks", () => {
  assert.equal(lastDay(rejected, 14, "2026-11-21"), "2026-12-05");
  assert.equal(lastDay(rejected, 14, "2026-12-05"), "2026-12-05");
  assert.equal(lastDay(rejected, 14, "2026-12-06"), "");
});

test("once is enough, and what is public word for word is as it should be", () => {
  const appealed = { ...rejected, timeline: [...rejected.timeline, at("appealed", "2026-11-22")] };
  assert.equal(lastDay(appealed, 14, "2026-11-22"), "");
  assert.equal(lastDay({ ...rejected, state: "published" }, 14, "2026-11-22"), "");
  assert.equal(lastDay({ state: "waiting", timeline: [sent] }, 14, "2026-11-22"), "");
});

test("of several parts the one that was sent back counts", () => {
  const parts = [at("part", "2026-11-20"), at("published", "2026-11-21"), at("part", "2026-11-20"), at("masked", "2026-11-23")];
  assert.equal(lastDay({ state: "split", timeline: [sent, ...parts] }, 14, "2026-11-24"), "2026-12-07");
});
