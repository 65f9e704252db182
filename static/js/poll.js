// What a session asks all at once, and that one is ready for its next step: by the token of the ballot, which stays.
import { present } from "./acting.js";
import { busy, choices, part, show } from "./dom.js";

const form = part("poll");
const ready = part("ready");
let token;
let room;
let drawn;

const answered = (fields) => present("/say/polls", token, { poll: room.id, ...fields }).catch(() => ({}));

async function send() {
  const { ok, answer } = await answered({ round: room.poll.round, value: Number(new FormData(form).get("value")) });
  part("poll-fault-text").textContent = ok ? "" : answer?.message || part("poll-fault").dataset.offline;
  show(part("poll-fault"), !ok);
  show(part("answered"), ok);
  if (ok) part("answered").focus();
}

/** Lets a token answer what is asked: `told` is what /say/retro told. */
export function offerPoll(told, ballot) {
  [room, token] = [told, ballot];
  if (drawn === told.poll.round) return;
  drawn = told.poll.round;
  part("poll-title").textContent = told.title;
  part("poll-about").textContent = told.poll.about;
  show(part("poll-about"), Boolean(told.poll.about));
  part("poll-heading").textContent = told.poll.name;
  choices(part("answers"), "answer", told.poll.answers.map(({ value, name }) => [value, name]));
  show(part("answered"), false);
  show(part("poll-fault"), false);
}

/** Lets whoever holds the token say that they are ready; each step anew. */
export function offerReady(told, ballot) {
  if (ready.dataset.round !== told.ready) ready.setAttribute("aria-pressed", "false");
  [room, token, ready.dataset.round] = [told, ballot, told.ready || ""];
  show(part("ready-box"), Boolean(told.ready && ballot));
}

async function turn() {
  const value = ready.getAttribute("aria-pressed") === "true" ? 0 : 1;
  const { ok, answer } = await answered({ round: ready.dataset.round, value });
  if (ok) ready.setAttribute("aria-pressed", String(value === 1));
  part("ready-fault").textContent = ok ? "" : answer?.message || part("ready-fault").dataset.offline;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  return busy(form.querySelector("button"), send);
});
ready.addEventListener("click", async () => {
  await busy(ready, turn);
  ready.focus();
});
