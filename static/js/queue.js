// The moderators' queue by keys: a decision turns the page in place, and nothing is sent while somebody types.
const desk = () => document.getElementById("queue");
const at = (selector) => desk().querySelector(selector);
const csrf = () => document.querySelector('meta[name="csrf-token"]').content;

/** Whether keys are for a field, an input method or the browser. */
const busy = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229 || event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");

// One after another: the next page is known only when the last decision was taken.
let turning = Promise.resolve();

const turn = (address, options) => (turning = turning.then(() => load(address, options)).catch(() => location.reload()));

async function load(address, options) {
  const answer = await fetch(address, options);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("queue");
  // Signed out, or no page of ours: the browser shows what it is.
  if (!next) return location.assign(answer.url);
  desk().replaceWith(next);
  document.title = page.title;
  history.replaceState(null, "", next.dataset.post ? `/in/moderation?post=${next.dataset.post}` : answer.url);
  arrive();
}

function send(form, submitter) {
  return turn(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, submitter)) });
}

/** Code points before a place in the text: a letter outside the first plane counts once. */
function codePoints(node, offset) {
  const range = document.createRange();
  range.selectNodeContents(at("[data-body]"));
  range.setEnd(node, offset);
  return [...range.toString()].length;
}

/** Adds what is selected in the text to what is to be masked. */
function takeSelection() {
  const chosen = document.getSelection();
  const body = at("[data-body]");
  if (!chosen.rangeCount || chosen.isCollapsed || !body.contains(chosen.anchorNode) || !body.contains(chosen.focusNode)) return;
  const range = chosen.getRangeAt(0);
  const field = at("[data-spans]");
  const span = [codePoints(range.startContainer, range.startOffset), codePoints(range.endContainer, range.endOffset)];
  field.value = JSON.stringify([...JSON.parse(field.value || "[]"), span]);
  const row = document.createElement("li");
  row.append(Object.assign(document.createElement("mark"), { textContent: range.toString() }));
  at("[data-chosen]").append(row);
  at("[data-chosen]").hidden = false;
  chosen.removeAllRanges();
}

function open(panel) {
  if (panel.dataset.panel === "mask") takeSelection();
  for (const other of desk().querySelectorAll("[data-panel]")) other.open = other === panel;
  const first = panel.querySelector("input:not([type=hidden]), textarea");
  const filled = panel.querySelector("[data-spans]")?.value;
  (filled ? panel.querySelector("button") : first || panel.querySelector("summary")).focus();
}

const beside = (steps) => {
  const items = [...desk().querySelectorAll("a.item")];
  return items[items.findIndex((item) => item.ariaCurrent || item.hasAttribute("aria-current")) + steps];
};

/** A digit chooses in the panel that is open, and sends. */
function choose(digit) {
  const field = at(`[data-panel][open] [data-number="${digit}"]`);
  if (!field) return;
  field.checked = true;
  send(field.form);
}

const KEYS = /^[1-8jkarmsdetz?]$/;
const MOVES = { j: 1, k: -1 };

function press(key) {
  if (MOVES[key]) return beside(MOVES[key])?.click();
  if (key === "?") return at("dialog").showModal();
  if (/^[1-8]$/.test(key)) return choose(key);
  const control = at(`[data-key="${key}"]`);
  if (!control) return undefined;
  return control.matches("summary") ? open(control.parentElement) : control.click();
}

function onKey(event) {
  const panel = event.key === "Escape" && !event.isComposing && event.target.closest("[data-panel]");
  if (panel) {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
  if (busy(event) || at("dialog").open || event.repeat || !KEYS.test(event.key)) return;
  // Or the field that it opens would get the letter.
  event.preventDefault();
  press(event.key);
}

async function claim() {
  const { post } = desk().dataset;
  if (!post || desk().dataset.tab === "done") return;
  const answer = await fetch(`/in/moderation/${post}/claim`, { method: "POST", headers: { "X-CSRFToken": csrf() } });
  const { reader } = answer.ok ? await answer.json() : {};
  const line = at("[data-reader]");
  if (!reader || desk().dataset.post !== post || !line) return;
  const place = line.querySelector("[data-text]");
  place.textContent = place.dataset.text.replace("{name}", reader);
  line.hidden = false;
}

let fading;

/** After ten seconds a decision counts: there is nothing to undo any more. */
function arrive() {
  clearTimeout(fading);
  const undo = at("[data-undo]");
  if (undo) fading = setTimeout(() => undo.remove(), 10000);
  at(".queues [aria-current]").scrollIntoView({ block: "nearest", inline: "nearest" });
  claim().catch(() => {});
}

document.addEventListener("keydown", onKey);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-turn]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#queue a.item, #queue .queues a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  turn(link.href);
});
arrive();
