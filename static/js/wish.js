// A wish with a word, which an author sends by receipt: a second look, or one level up.
import { part, show } from "./dom.js";
import { tidy } from "./item.js";
import { ask } from "./mailbox.js";

function fault(name, message) {
  part(`${name}-fault-text`).textContent = message;
  show(part(`${name}-fault`), Boolean(message));
}

async function send(name, way, mailbox) {
  const typed = part(`${name}-form`).querySelector("textarea").value;
  const answer = await ask(mailbox, way, { body: tidy(typed) || null });
  return { ok: answer.ok, message: (await answer.json()).message || "" };
}

async function submit(event, { name, way, mailbox, offline }) {
  event.preventDefault();
  fault(name, "");
  part(`${name}-send`).disabled = true;
  try {
    const { ok, message } = await send(name, way, mailbox);
    if (!ok) return fault(name, message);
    part(`${name}-form`).reset();
    show(part(name), false);
    return show(part(`${name}-sent`));
  } catch {
    return fault(name, offline);
  } finally {
    part(`${name}-send`).disabled = false;
  }
}

/** Offers a wish or hides it; `offline` is said when nothing comes from the network. */
export function offer(wish, offered) {
  show(part(wish.name), offered);
  show(part(`${wish.name}-sent`), false);
  if (offered) part(`${wish.name}-form`).onsubmit = (event) => submit(event, wish);
}
