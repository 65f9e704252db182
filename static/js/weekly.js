// Whether goals will be met, from 0 to 10, once a week. Which goals, and what was said of them, the device does not keep.
import { actor, present } from "./acting.js";
import { copyOf, part, quote, say, show, view } from "./dom.js";
import { inLanguage, PLAIN, trusted } from "./trust.js";

const wanted = location.hash.slice(1);
// Out of the history, which would tell what somebody wanted to say; another language is another page.
const elsewhere = document.querySelector(".head-say [lang]");
if (elsewhere && wanted) elsewhere.hash = location.hash;
history.replaceState(null, "", location.pathname + location.search);

const form = part("ask");
let token = null;
let goals = [];
let queue = [];
let received = 0;

async function list() {
  const answer = await fetch(inLanguage("/say/krs.json"), PLAIN);
  if (!answer.ok) throw new TypeError("there is no list");
  return (await answer.json()).krs;
}

const named = (goal) => goal.plain || goal.title;

/** The goals of each objective together: their list is by their own names. */
function grouped() {
  const found = new Map();
  for (const goal of goals) found.set(goal.objective.id, [...(found.get(goal.objective.id) || []), goal]);
  return [...found.values()];
}

function heading(words) {
  const head = document.createElement("p");
  head.className = "meta mb-0 mt-3";
  quote(head, words);
  return head;
}

function option(goal) {
  const row = copyOf("goal");
  const [input, label] = [row.querySelector("input"), row.querySelector("label")];
  Object.assign(input, { id: `goal-${goal.id}`, value: goal.id });
  label.htmlFor = input.id;
  quote(label, named(goal));
  return row;
}

function choose() {
  const rows = grouped().flatMap((some) => [heading(some[0].objective.title), ...some.map(option)]);
  part("goals").replaceChildren(...rows);
  show(part("none"), false);
  view(goals.length ? "choose" : "none");
}

/** The next goal, or the end; where the reader is, is told by the focus. */
function next() {
  const [goal, ...others] = queue;
  if (!goal) {
    say(part("end"), { n: received });
    view("done");
    return part("end").focus();
  }
  form.reset();
  quote(part("title"), named(goal));
  say(part("left"), { n: others.length });
  show(part("unsaid"), false);
  show(part("fault"), false);
  view("ask");
  return received || others.length ? part("title").focus({ preventScroll: true }) : null;
}

function past() {
  queue = queue.slice(1);
  next();
}

async function send(value) {
  const round = form.dataset.week;
  const { ok, answer } = await present("/say/polls", token, { poll: queue[0].id, round, value }).catch(() => ({}));
  part("fault-text").textContent = ok ? "" : answer?.message || part("fault").dataset.offline;
  show(part("fault"), !ok);
  return ok;
}

async function submit(event) {
  event.preventDefault();
  const value = new FormData(form).get("value");
  show(part("unsaid"), value === null);
  if (value === null) return form.querySelector("input").focus();
  const buttons = form.querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  const ok = await send(Number(value));
  for (const one of buttons) one.disabled = false;
  if (!ok) return;
  received += 1;
  show(part("received"));
  past();
}

function begin(event) {
  event.preventDefault();
  const chosen = new FormData(event.target).getAll("goal");
  show(part("none"), chosen.length === 0);
  if (chosen.length === 0) return event.target.querySelector("input").focus();
  queue = goals.filter((goal) => chosen.includes(goal.id));
  received = 0;
  show(part("received"), false);
  next();
}

function skip() {
  show(part("received"), false);
  past();
}

async function open() {
  const { keys } = await trusted();
  token = await actor(keys);
  if (!token) return view("empty");
  goals = await list();
  queue = goals.filter((goal) => goal.id === wanted);
  if (wanted && !queue.length) return view("gone");
  return wanted ? next() : choose();
}

async function start() {
  if (!window.isSecureContext || !window.indexedDB) return view("insecure");
  if (document.body.dataset.kiosk) return view("empty");
  form.noValidate = true;
  form.addEventListener("submit", submit);
  part("choose").addEventListener("submit", begin);
  part("skip").addEventListener("click", skip);
  part("again").addEventListener("click", choose);
  return open().catch((error) => view(error.reason && error.reason !== "no-log" ? "distrust" : "offline"));
}

start();
