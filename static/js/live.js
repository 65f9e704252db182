// A session's page that keeps up with what others do. Without this script the page is as it was loaded.
import { part, show } from "./dom.js";
import { take } from "./following.js";

const place = document.querySelector("[data-live-from]");
const { liveFrom } = place.dataset;
// Without any word for so long, nothing comes through: then one asks.
const SILENCE = 10000;
const AGAIN = 60000;
const GONE = [401, 403, 404];
const pause = () => 3000 + 2000 * Math.random();

let source;
let tag;
let proven = false;
let polling = false;
const timers = {};

function later(name, act, milliseconds) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(act, milliseconds);
}

/** The stream lives: nobody need ask, and there is nothing to say about it. */
function heard() {
  clearTimeout(timers.silence);
  clearTimeout(timers.poll);
  timers.silence = undefined;
  polling = false;
  show(part("lost"), false);
}

function doubt() {
  if (!timers.silence && !polling) later("silence", ask, SILENCE);
}

async function ask() {
  polling = true;
  timers.silence = undefined;
  try {
    const known = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(liveFrom, { cache: "no-store", headers: { Accept: "application/json", ...known } });
    if (GONE.includes(answer.status)) return leave();
    show(part("lost"), !answer.ok && answer.status !== 304);
    if (answer.status === 200) {
      tag = answer.headers.get("ETag");
      take(await answer.json());
    }
  } catch {
    show(part("lost"), true);
  }
  if (polling) later("poll", ask, pause());
  return undefined;
}

function listen() {
  source?.close();
  source = new EventSource(liveFrom);
  // Some proxy in between may let the head through and hold back the rest: only a message proves it.
  source.onopen = () => proven && heard();
  source.onmessage = ({ data }) => {
    proven = true;
    heard();
    take(JSON.parse(data));
  };
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return doubt();
    later("listen", listen, AGAIN);
    return polling || ask();
  };
  doubt();
}

function rest() {
  source?.close();
  heard();
  clearTimeout(timers.listen);
}

/** Signed out, or the session is gone: the page says so, and stays. */
function leave() {
  rest();
  show(part("gone"));
  document.removeEventListener("visibilitychange", turn);
}

// A browser has few connections to one place: a window that nobody sees leaves its own to the others.
const turn = () => (document.visibilityState === "hidden" ? rest() : listen());

document.addEventListener("visibilitychange", turn);
window.addEventListener("pagehide", rest);
window.addEventListener("pageshow", ({ persisted }) => persisted && turn());
if (document.visibilityState !== "hidden") listen();
