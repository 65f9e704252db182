// The way back: the receipt is worked out on the device, only its mailbox is sent.
import { showQuestion } from "./answer.js";
import { copyOf, crowd, dayText, guardComposing, part, say, show, view } from "./dom.js";
import { ask } from "./mailbox.js";
import { showPhotos } from "./own-photos.js";
import { prove } from "./proof.js";
import { derive, read } from "./receipt.js";
import { forget, remembered } from "./store.js";
import { PLAIN, trusted } from "./trust.js";
import { showClaim } from "./verdict.js";

const words = (kind, name) => document.querySelector(`template[data-${kind}="${name}"]`)?.content.textContent.trim() || "";

function fill(name, text, within = document) {
  const place = part(name, within);
  place.textContent = text || "";
  show(place, Boolean(text));
}

/** Where it stands; of what others with the same trouble said, that it was they. */
function stage({ progress, state, timeline }) {
  const judged = timeline.map(({ event }) => event).filter((event) => /^(confirmed|denied)/.test(event)).pop() || "";
  const theirs = ["confirmed", "reopened"].includes(progress) && judged.endsWith("-by-others");
  return theirs ? judged : progress || state;
}

function line({ event, day, text }) {
  const known = document.querySelector(`template[data-copy="step-${event}"]`);
  const row = copyOf(known ? `step-${event}` : "step");
  part("day", row).textContent = dayText(day);
  fill("text", text, row);
  return row;
}

/** The title of an open goal by its id; closed or unknown ones go without. */
async function titleOf(target) {
  const answer = await fetch("/say/krs.json", PLAIN);
  const { krs } = answer.ok ? await answer.json() : { krs: [] };
  const found = krs.find((kr) => kr.id === target);
  return found ? found.plain || found.title : "";
}

/** Says under "received" whether the public log proves it; without a network nothing is said. */
async function showProof(thread, salt) {
  const { roots } = await trusted();
  const { found, ...lines } = await prove(thread, salt, roots);
  const place = part("proof");
  for (const one of place.children) {
    show(one, one.dataset.found === found + (lines.decided ? "-decided" : ""));
    if (!one.hidden) say(part("said", one), lines);
  }
  show(place);
}

async function draw(thread, salt) {
  say(part("released"), { day: dayText(thread.day) });
  part("heading").textContent = words("heading", stage(thread));
  part("body").textContent = thread.shown || "";
  part("body").lang = /[\u3400-\u9fff]/.test(thread.shown) ? "zh-Hant-TW" : "en";
  const reason = thread.reason && words("reason", thread.reason);
  part("reason").textContent = reason || "";
  show(part("reason").parentElement, Boolean(reason));
  part("timeline").replaceChildren(...thread.timeline.map(line));
  fill("target", await titleOf(thread.target).catch(() => ""));
  view("thread");
  part("heading").focus();
  await showProof(thread, salt).catch((error) => error.reason && showDistrust());
}

/** A log that cannot be believed proves nothing. */
function showDistrust() {
  for (const one of part("proof").children) show(one, one.dataset.found === "absent");
  show(part("proof"));
}

function trouble(message) {
  part("error-text").textContent = message;
  show(part("error"), Boolean(message));
}

/** How many say the same; without an answer nothing is said of it. */
async function showPeople(mailbox) {
  show(part("people"), false);
  const answer = await ask(mailbox, "/supporters").catch(() => null);
  if (answer?.ok) crowd(part("people"), (await answer.json()).supporters);
}

async function fetchThread(secret) {
  const { mailbox, salt } = await derive(secret);
  const answer = await ask(mailbox);
  const found = await answer.json();
  if (answer.ok) showPhotos(mailbox, found.item.photos);
  if (answer.ok) showQuestion(mailbox, found.questions, words("trouble", "offline"));
  if (answer.ok) showClaim(mailbox, stage(found), words("trouble", "offline"));
  if (answer.ok) showPeople(mailbox);
  return answer.ok ? draw(found, salt) : trouble(found.message);
}

async function look(text) {
  trouble("");
  const secret = await read(text);
  if (!secret) return trouble(words("trouble", "mistyped"));
  part("look").disabled = true;
  try {
    return await fetchThread(secret);
  } catch {
    return trouble(words("trouble", "offline"));
  } finally {
    part("look").disabled = false;
  }
}

function entry({ name, value }) {
  const row = copyOf("receipt");
  part("open", row).textContent = `${value.label} …${value.letters.slice(-4)}`;
  part("open", row).addEventListener("click", () => look(value.letters));
  part("forget", row).addEventListener("click", async () => {
    await forget(name);
    list();
  });
  return row;
}

async function list() {
  const kept = await remembered();
  part("receipts").replaceChildren(...kept.map(entry));
  show(part("remembered"), kept.length > 0);
}

// Without WebCrypto the form goes to the server as it is, which works it out there.
if (window.isSecureContext) {
  const form = part("ask");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look(form.elements.receipt.value);
  });
  part("again").addEventListener("click", (event) => {
    event.preventDefault();
    form.reset();
    view("form");
  });
  window.addEventListener("pagehide", () => form.reset());
  list().catch(() => {});
}
guardComposing();
