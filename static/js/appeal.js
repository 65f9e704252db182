// The author asks for a second look: sent with the mailbox alone, with or without a word.
import { dayText, part, say, show } from "./dom.js";
import { tidy } from "./item.js";
import { ask } from "./mailbox.js";

function fault(message) {
  part("appeal-fault-text").textContent = message;
  show(part("appeal-fault"), Boolean(message));
}

async function send(mailbox) {
  const answer = await ask(mailbox, "/appeal", { body: tidy(part("appeal-form").elements.appeal.value) || null });
  return { ok: answer.ok, message: (await answer.json()).message || "" };
}

async function submit(event, mailbox, offline) {
  event.preventDefault();
  fault("");
  part("appeal-send").disabled = true;
  try {
    const { ok, message } = await send(mailbox);
    if (!ok) return fault(message);
    part("appeal-form").reset();
    show(part("appeal"), false);
    return show(part("appeal-sent"));
  } catch {
    return fault(offline);
  } finally {
    part("appeal-send").disabled = false;
  }
}

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
  show(part("appeal"), Boolean(until));
  show(part("appeal-sent"), false);
  if (!until) return;
  say(part("appeal-until"), { day: dayText(until) });
  part("appeal-form").onsubmit = (event) => submit(event, mailbox, offline);
}
