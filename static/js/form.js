// The posting form: what stands in it, what is missing, and the parts that follow what is typed.
import { part, say, show } from "./dom.js";
import { item, length, LONGEST, tidy } from "./item.js";
import { hashes, restorePhotos } from "./photos.js";

const SVG = "http://www.w3.org/2000/svg";
const DOTS = { "5+": 5, "10+": 10, "20+": 20, "50+": 50 };
const ACROSS = 10;
const HAN = /[\u3400-\u9fff]/;

export const form = document.querySelector('form[data-view="write"]');

const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`);

const labelled = (name) => chosen(name)?.dataset.label || "";

export const fields = () => Object.fromEntries(new FormData(form));

export const said = () => item({ target: "", cause: "", severity: 0, ...fields(), photos: hashes() });

/** What the row shows in words instead of codes. */
export function names() {
  const stuck = fields().kind === "blocker";
  const ask = form.elements.ask.selectedOptions[0];
  return {
    target: labelled("target"),
    cause: stuck && labelled("cause"),
    ask: stuck && ask.value && ask.textContent.trim(),
  };
}

/** The first thing that keeps the form from being sent, as the slug of its sentence; null if nothing. */
export function missing() {
  const { kind, target, body = "", cause, severity } = fields();
  if (!target) return "target";
  if (!tidy(body)) return "body";
  if (length(tidy(body)) > LONGEST) return "long";
  if (kind === "blocker" && !cause) return "cause";
  return kind === "blocker" && !severity ? "severity" : null;
}

/** The sentence of a slug, or the server's own, beside the button; the text stays where it is. */
export function trouble(slug, message = "") {
  const box = part("trouble");
  const words = slug && document.querySelector(`template[data-trouble="${slug}"]`);
  part("trouble-text").textContent = message || (words ? words.content.textContent.trim() : "");
  show(box, Boolean(slug || message));
  const field = slug && form.elements[slug === "long" ? "body" : slug];
  if (!field) return;
  const first = field instanceof RadioNodeList ? field[0] : field;
  if (slug === "target") part("picker").open = true;
  first.focus();
}

function dots(count) {
  const rows = Math.ceil(count / ACROSS);
  const circles = Array.from({ length: count }, (_, at) => {
    const circle = document.createElementNS(SVG, "circle");
    const place = { cx: 5 + 10 * (at % ACROSS), cy: 5 + 10 * Math.floor(at / ACROSS), r: 3.2 };
    for (const [name, value] of Object.entries(place)) circle.setAttribute(name, value);
    return circle;
  });
  const svg = part("dots");
  svg.setAttribute("viewBox", `0 0 100 ${10 * rows}`);
  svg.replaceChildren(...circles);
}

function crowd(bucket) {
  const count = DOTS[bucket];
  show(part("crowd"), Boolean(count));
  show(part("few"), bucket === "<5");
  if (!count) return;
  say(part("crowd-size"), { size: bucket.replace("+", "") });
  dots(count);
}

function target() {
  const input = chosen("target");
  if (!input) return;
  const { label, plain, figures, crowd: bucket, under } = input.dataset;
  const title = part("title");
  title.textContent = plain || label;
  title.lang = HAN.test(title.textContent) ? "zh-Hant-TW" : "en";
  part("figures").textContent = figures || "";
  show(part("figures"), Boolean(figures));
  show(part("about"));
  show(part("ask-target"), false);
  crowd(bucket);
  show(part("under"), Boolean(under));
  if (under) say(part("under-goal"), { goal: under });
  // What is asked is about the goal that the page came for.
  show(part("asked"), part("asked")?.dataset.goal === input.value);
}

function left() {
  const count = LONGEST - length(tidy(form.elements.body.value));
  say(part("left"), { n: Math.max(count, 0) });
  say(part("over"), { n: Math.max(-count, 0) });
  show(part("left"), count >= 0);
  show(part("over"), count < 0);
}

/** Brings everything that follows the fields up to date. */
export function follow() {
  const { kind } = fields();
  show(part("stuck"), kind === "blocker");
  target();
  left();
  if (!part("trouble").hidden && !missing()) trouble(null);
}

/** A goal that was tapped closes the list; one reached by the arrow keys leaves it open. */
part("picker").addEventListener("click", ({ target: tapped, detail }) => {
  if (detail && tapped.closest("label")) setTimeout(() => (part("picker").open = false), 0);
});

/** Puts a draft, or an item that was not sent after all, back into the fields. */
export function restore(draft) {
  for (const [name, value] of Object.entries(draft)) {
    const field = form.elements[name];
    // The page's own goal stands: the draft may have been begun on another page.
    const stands = name === "target" && chosen("target");
    if (field && value !== null && !stands) field.value = value;
  }
  restorePhotos(draft.photos);
  follow();
}

export function sending(now) {
  part("send").disabled = now;
  show(part("idle"), !now);
  show(part("busy"), now);
}
