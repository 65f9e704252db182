// A ballot for the topics of a retrospective: whole, closed, and replaceable until the voting ends.
import { present } from "./acting.js";
import { busy, copyOf, part, say, show } from "./dom.js";

const fields = () => [...part("topics").querySelectorAll("input")];
const dots = () => fields().reduce((sum, field) => sum + Number(field.value || 0), 0);

let asked = {};

const tell = () => say(part("dots-left"), { count: asked.dots - dots() });

function draw({ topics, dots: all, most }) {
  part("topics").replaceChildren(...topics.map(({ id, title }) => {
    const row = copyOf("topic");
    part("name", row).textContent = title;
    Object.assign(row.querySelector("input"), { name: id, max: String(most) });
    return row;
  }));
  say(part("rules"), { dots: all, most });
  tell();
}

async function send(token) {
  const given = fields().map(({ name, value }) => [name, Number(value)]).filter(([, value]) => value > 0);
  const { ok, answer } = await present("/say/ballots", token, { votes: Object.fromEntries(given) }).catch(() => ({}));
  part("vote-fault-text").textContent = ok ? "" : answer?.message || part("vote-fault").dataset.offline;
  show(part("vote-fault"), !ok);
  show(part("voted"), ok);
  if (ok) part("voted").focus();
}

/** Lets a token of a session cast its ballot: `room` is what /say/retro told. */
export function offerBallot(room, token) {
  const same = JSON.stringify(room.topics) === JSON.stringify(asked.topics);
  asked = { ...room, token };
  part("vote-title").textContent = room.title;
  if (same) return;
  draw(room);
  show(part("voted"), false);
}

part("topics").addEventListener("input", tell);
part("ballot").addEventListener("submit", (event) => {
  event.preventDefault();
  return busy(part("ballot").querySelector("button"), () => send(asked.token));
});
