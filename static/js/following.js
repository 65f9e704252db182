// What a session's page does with what it is told: it puts in what is new, or fetches what was not sent along.
import { part, say, show } from "./dom.js";
import { put, waits } from "./patch.js";

const place = document.querySelector("[data-live-from]");
const { liveFrom, page } = place.dataset;
// Who may act, or looks at something chosen, has a page unlike everybody's; one with a fault keeps what was typed.
const own = "own" in place.dataset;
const held = "held" in place.dataset;
const FOR_ALL = ["rail", "led"];
// Milliseconds: a few ask soon, everybody not at the same moment.
const soon = () => 150 + 250 * Math.random();
const spread = () => 500 + 3500 * Math.random();

let version = Number(place.dataset.version);
let middle = place.dataset.phase;
let fetching;
const from = {};
const loaded = version;

/** Tells at which step the session is: aloud, and in sight where the middle of the page cannot go along. */
function settle() {
  const { phase } = place.dataset;
  const stays = held || waits("mid");
  if (!stays) middle = phase;
  show(part("moved"), phase !== middle);
}

function arrive(phase) {
  if (phase !== place.dataset.phase) {
    place.dataset.phase = phase;
    const step = document.querySelector('[data-live="rail"] [aria-current] span:nth-child(2)');
    if (step) for (const name of ["now-at", "moved-to"]) say(part(name), { phase: step.textContent });
  }
}

/** Puts parts in: HTML by name, or elements of another page. */
function bring(parts, at) {
  const wanted = Object.entries(parts).filter(([name]) => name !== "mid" || !held);
  for (const [name] of wanted) from[name] = at;
  put(Object.fromEntries(wanted));
}

/** Everybody's parts, whatever their size. */
async function fetchAll() {
  const answer = await fetch(liveFrom, { cache: "no-store", headers: { Accept: "application/json" } });
  if (answer.ok) take(await answer.json(), true);
}

/** The parts of another load of this page. */
export function takePage(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const found = fresh.querySelector("[data-live-from]");
  if (!found) return false;
  if (Number(found.dataset.version) >= version) {
    clearTimeout(fetching);
    fetching = undefined;
  }
  const parts = [...fresh.querySelectorAll("[data-live]")].map((one) => [one.dataset.live, one]);
  version = Math.max(version, Number(found.dataset.version));
  bring(Object.fromEntries(parts), version);
  arrive(found.dataset.phase);
  middle = held || waits("mid") ? middle : found.dataset.phase;
  settle();
  return true;
}

async function fetchPage() {
  const answer = await fetch(page, { cache: "no-store" });
  if (answer.ok) takePage(await answer.text());
}

/** Once for all that comes until then; what fails comes with the next message. */
function later(act, milliseconds) {
  fetching ??= setTimeout(() => {
    fetching = undefined;
    act().catch(() => {});
  }, milliseconds);
}

/** A message: parts that came along go in, others are fetched. */
export function take({ v, phase, since, parts }, whole = false) {
  if (v === version && !whole) return;
  version = Math.max(v, version);
  const stale = Object.keys(since).filter((name) => since[name] > (from[name] ?? loaded));
  const good = stale.filter((name) => name in parts && (!own || FOR_ALL.includes(name)));
  bring(Object.fromEntries(good.map((name) => [name, parts[name]])), v);
  arrive(phase);
  if (own) return later(fetchPage, soon());
  if (good.length < stale.length) return later(fetchAll, spread());
  return settle();
}

document.addEventListener("focusout", () => setTimeout(settle));
