// The way back: the receipt is worked out on the device, only its mailbox is sent.
import { showQuestion } from "./answer.js";
import { showAppeal } from "./appeal.js";
import { showPush } from "./escalate.js";
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

/** The step that says so, when not its author but others with the same trouble said last whether it is solved; else empty. */
function byOthers({ progress, timeline }) {
  const judged = timeline.map(({ event }) => event).filter((event) => /^(confirmed|denied)(-by-others)?$/.test(event)).pop() || "";
  return ["confirmed", "reopened"].includes(progress) && judged.endsWith("-by-others") ? judged : "";
}

function line({ event, day, text }) {
  const known = document.querySelector(`template[data-copy="step-${event}"]`);
  const row = copyOf(known ? `step-${event}` : "step");
  part("day", row).textContent = dayText(day);
  fill("text", text, row);
  if (text) part("text", row).lang = tongue(text);
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

const tongue = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh-Hant-TW" : "en");

/** Where it stands, in a sentence: a public blocker says how far it is on its way. */
const heading = (thread) =>
  words("heading", byOthers(thread) || (thread.state === "published" && thread.progress) || thread.state);

function write(name, text) {
  part(name).textContent = text;
  part(name).lang = tongue(text);
}

/** What was said, and beside it what readers get of it, when that is another text. */
function drawText({ item, shown }) {
  const said = item ? item.body : shown;
  write("body", said);
  write("shown-text", shown);
  show(part("shown"), said !== shown);
}

async function draw(thread, salt) {
  say(part("released"), { day: dayText(thread.day) });
  part("heading").textContent = heading(thread);
  drawText(thread);
  const reason = thread.reason && words("reason", thread.reason);
  part("reason").textContent = reason || "";
  show(part("reason").closest("li"), Boolean(reason));
  part("timeline").replaceChildren(...thread.timeline.map(line));
  const goal = await titleOf(thread.target).catch(() => "");
  fill("target", goal);
  part("target").lang = tongue(goal);
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
  if (answer.ok) showPhotos(mailbox, found.item ? found.item.photos : []);
  if (answer.ok) showQuestion(mailbox, found.questions, words("trouble", "offline"));
  if (answer.ok) showClaim(mailbox, byOthers(found) || found.progress, words("trouble", "offline"));
  if (answer.ok) showAppeal(mailbox, found, words("trouble", "offline"));
  if (answer.ok) showPush(mailbox, found, words("trouble", "offline"));
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
