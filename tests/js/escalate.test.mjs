// When an author may bring a blocker one level up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pushable } from "../../static/js/escalate.js";

const thread = (progress, ...events) => ({ progress, timeline: events.map((event) => ({ event })) });

test("only what was overdue and still waits is brought up, once", () => {
  assert.equal(pushable(thread("seen", "due", "climbed")), true);
  assert.equal(pushable(thread("open", "due")), false);
  assert.equal(pushable(thread("decided", "due", "climbed")), false);
  assert.equal(pushable(thread("open", "due", "climbed", "pushed", "climbed")), false);
});
