// The author says whether it is solved: one word, sent with the mailbox alone.
import { part, show } from "./dom.js";
import { ask } from "./mailbox.js";

function fault(message) {
  part("verdict-fault-text").textContent = message;
  show(part("verdict-fault"), Boolean(message));
}

async function send(mailbox, verdict) {
  const answer = await ask(mailbox, "/verdict", { verdict });
  return { ok: answer.ok, message: (await answer.json()).message || "" };
}

async function submit(event, mailbox, offline) {
  event.preventDefault();
  fault("");
  const buttons = part("verdict-form").querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  try {
    const { ok, message } = await send(mailbox, event.submitter.value);
    if (!ok) return fault(message);
    show(part("claim"), false);
    return show(part("judged"));
  } catch {
    return fault(offline);
  } finally {
    for (const one of buttons) one.disabled = false;
  }
}

/** Asks whether it is solved where only somebody else says so; `offline` is said when nothing comes from the network. */
export function showClaim(mailbox, stage, offline) {
  show(part("claim"), ["claimed", "confirmed-by-others", "denied-by-others"].includes(stage));
  show(part("judged"), false);
  part("verdict-form").onsubmit = (event) => submit(event, mailbox, offline);
}
