// The author's answer to a question: sent with the mailbox alone, and only when its words can be taken.
import { part, show } from "./dom.js";
import { tidy } from "./item.js";
import { ask } from "./mailbox.js";

function fault(message) {
  part("answer-fault-text").textContent = message;
  show(part("answer-fault"), Boolean(message));
}

async function send(mailbox, question) {
  const answer = await ask(mailbox, "/reply", { question, body: tidy(part("answer-form").elements.answer.value) });
  return { ok: answer.ok, message: (await answer.json()).message || "" };
}

async function submit(event, mailbox, question, offline) {
  event.preventDefault();
  fault("");
  part("answer-send").disabled = true;
  try {
    const { ok, message } = await send(mailbox, question);
    if (!ok) return fault(message);
    part("answer-form").reset();
    show(part("question"), false);
    return show(part("answer-sent"));
  } catch {
    return fault(offline);
  } finally {
    part("answer-send").disabled = false;
  }
}

/** Shows what somebody wants to know, and takes the answer; `offline` is said when none comes from the network. */
export function showQuestion(mailbox, [question], offline) {
  show(part("question"), Boolean(question));
  show(part("answer-sent"), false);
  if (!question) return;
  part("question-text").textContent = question.text;
  part("answer-form").onsubmit = (event) => submit(event, mailbox, question.id, offline);
}
