// The author brings it one level up, once it was overdue.
import { offer } from "./wish.js";

const WAITS = ["open", "seen", "asked", "reopened"];

/** True when it waits though it was overdue, and its author has not brought it up. */
export function pushable({ progress, timeline }) {
  const events = timeline.map(({ event }) => event);
  return WAITS.includes(progress) && events.includes("climbed") && !events.includes("pushed");
}

/** Offers to bring it up; `offline` is said when nothing comes from the network. */
export function showPush(mailbox, thread, offline) {
  offer({ name: "push", way: "/escalate", mailbox, offline }, pushable(thread));
}
