// The author asks for a second look, while there is time, with or without a word.
import { dayText, part, say } from "./dom.js";
import { offer } from "./wish.js";

const AGAINST = ["rejected", "masked", "withdrawn"];
const OPEN = ["rejected", "masked", "split"];

/** The last day for an appeal as 2026-11-25, told from what happened; empty when there is none. */
export function lastDay({ state, timeline }, days, today) {
  const against = timeline.filter(({ event }) => AGAINST.includes(event));
  const asked = timeline.filter(({ event }) => event === "appealed").length;
  if (!OPEN.includes(state) || against.length <= asked) return "";
  const last = new Date(`${against.at(-1).day}T00:00:00Z`);
  last.setUTCDate(last.getUTCDate() + days);
  const until = last.toISOString().slice(0, 10);
  return until < today ? "" : until;
}

/** Offers a second look while there is time; `offline` is said when nothing comes from the network. */
export function showAppeal(mailbox, thread, offline) {
  const today = new Date().toLocaleDateString("sv");
  const until = lastDay(thread, Number(part("appeal").dataset.days), today);
  if (until) say(part("appeal-until"), { day: dayText(until) });
  offer({ name: "appeal", way: "/appeal", mailbox, offline }, Boolean(until));
}
