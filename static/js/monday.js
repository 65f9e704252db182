// Monday on a screen: its pages turn by themselves, until somebody stops them; after the last one they come anew.
import { part, say } from "./dom.js";

const SLIDES = '[data-part="slides"]';
const AHEAD = new Set(["ArrowRight", "ArrowDown", "PageDown"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);

const every = Number(document.body.dataset.seconds) * 1000;
const stop = part("stop");
const slides = () => [...document.querySelectorAll(".slide")];

let at = slides().findIndex((slide) => slide.classList.contains("is-on"));
let timer = 0;

/** What the portal says now takes the place of what it said; what cannot be asked for stays. */
async function renew() {
  const answer = await fetch(location.href, { cache: "no-cache" }).catch(() => null);
  if (!answer?.ok) return;
  // Whoever was signed out meanwhile is shown the door.
  if (answer.redirected) location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(SLIDES);
  if (fresh) document.querySelector(SLIDES).replaceWith(document.adoptNode(fresh));
}

function place() {
  const all = slides();
  at = (at + all.length) % all.length;
  all.forEach((slide, number) => slide.classList.toggle("is-on", number === at));
  say(part("place"), { page: at + 1, last: all.length });
  window.scrollTo(0, 0);
  const address = new URL(location.href);
  address.searchParams.set("page", String(at + 1));
  history.replaceState(null, "", address);
}

async function turn(by) {
  clearTimeout(timer);
  at += by;
  if (at >= slides().length) await renew();
  place();
  if (turning()) run();
}

const turning = () => stop.getAttribute("aria-pressed") !== "true";

function run() {
  clearTimeout(timer);
  timer = setTimeout(turn, every, 1);
}

function stay(still) {
  clearTimeout(timer);
  stop.setAttribute("aria-pressed", String(still));
  if (!still) run();
}

/** Turned by a hand: whoever listens hears the page that came. */
async function byHand(by) {
  await turn(by);
  slides()[at].focus({ preventScroll: true });
}

function pressed(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, summary, select, textarea")) return;
  if (AHEAD.has(event.key)) byHand(1);
  else if (BACK.has(event.key)) byHand(-1);
  // A space on a button presses that button.
  else if (event.key === " " && !event.target.closest("button, a")) stay(turning());
  else return;
  event.preventDefault();
}

stop.addEventListener("click", () => stay(turning()));
for (const [name, by] of [["next", 1], ["back", -1]]) {
  part(name).addEventListener("click", (event) => {
    event.preventDefault();
    turn(by);
  });
}
document.addEventListener("keydown", pressed);
stop.hidden = false;
// Who wants nothing to move turns the pages alone.
stay(matchMedia("(prefers-reduced-motion: reduce)").matches);
