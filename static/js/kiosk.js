// A device that many people use: what somebody left standing is wiped, and Back shows nothing of it.
import { part, say } from "./dom.js";

const IDLE = 60_000;
const SECONDS = 20;
const POSTER = "poster";
const SIGNS = ["pointerdown", "keydown", "input", "scroll", "touchmove"];
const home = document.body.dataset.kiosk;
const asking = part("still-there");
const here = location.pathname + location.search;
let rest = 0;
let tick = 0;

// What hangs on the wall beside this device lets everybody in; it goes out of sight, and comes back after each wipe.
if (location.hash) sessionStorage.setItem(POSTER, location.hash);

/** The first page again, as if nobody had been here; it takes the place of this one in the history. */
function wipe() {
  const first = home + (sessionStorage.getItem(POSTER) || "");
  if (here !== home) return location.replace(first);
  history.replaceState(null, "", first);
  return location.reload();
}

function count(left) {
  if (left === 0) return wipe();
  say(part("left-seconds"), { n: left });
  tick = setTimeout(count, 1000, left - 1);
  return tick;
}

function ask() {
  asking.showModal();
  count(SECONDS);
}

function stay() {
  clearTimeout(tick);
  if (asking.open) asking.close();
  wait();
}

function wait() {
  clearTimeout(rest);
  if (!asking.open) rest = setTimeout(ask, IDLE);
}

for (const sign of SIGNS) addEventListener(sign, wait, { passive: true, capture: true });
part("stay").addEventListener("click", stay);
asking.addEventListener("cancel", stay);
part("wipe").addEventListener("click", (event) => {
  event.preventDefault();
  wipe();
});
// A page that comes back out of the browser's memory is somebody else's.
addEventListener("pageshow", ({ persisted }) => persisted && wipe());
// The first page, untouched, has nothing to wipe.
if (here !== home) wait();
