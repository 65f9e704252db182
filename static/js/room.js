// Cards for a retrospective, from a device that holds tokens of it: written here, read by nobody until all are revealed.
import { present } from "./acting.js";
import { copyOf, guardComposing, part, say, show, view } from "./dom.js";
import { tidy } from "./item.js";
import { trusted } from "./trust.js";
import { offerBallot } from "./vote.js";
import { draw, giveBack, landed, shown, tokens } from "./wallet.js";

const { retro } = document.querySelector("[data-retro]").dataset;
const form = part("form");

function choices(columns) {
  part("columns").replaceChildren(...columns.map(({ code, name }, place) => {
    const row = copyOf("column");
    const [input, label] = [row.querySelector("input"), row.querySelector("label")];
    Object.assign(input, { id: `column-${place}`, value: code });
    label.htmlFor = input.id;
    label.textContent = name;
    return row;
  }));
}

async function tellLeft(kids) {
  const left = (await tokens("card")).filter((token) => kids.includes(token.kid)).length;
  say(part("left"), { count: left });
  return left;
}

function complain(answer) {
  part("fault-text").textContent = answer?.message || part("fault").dataset.offline;
  show(part("fault"));
}

/** Sends one card. Its token is spent once the server has it, or has refused it for good; else it returns. */
async function send(kids) {
  const token = await draw(kids);
  if (!token) return view("empty");
  const item = { column: new FormData(form).get("column"), body: tidy(form.elements.body.value) };
  const { ok, status, answer } = await present("/say/cards", token, { item }).catch(() => ({}));
  await (ok || status === 409 ? landed(token.msg) : giveBack(token.msg));
  show(part("fault"), false);
  if (!ok) return complain(answer);
  form.elements.body.value = "";
  show(part("done"));
  part("done").focus();
  return (await tellLeft(kids)) || view("empty");
}

/** The kids of this session's open keys of a kind. */
const kidsOf = (keys, kind) =>
  keys.filter((key) => key.kind === kind && key.scope === retro && key.state === "open").map(({ kid }) => kid);

async function offerCards(answer, kids) {
  part("title").textContent = answer.title;
  choices(answer.columns);
  await tellLeft(kids);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    await send(kids);
    button.disabled = false;
  });
}

async function open() {
  const { keys } = await trusted();
  const cards = kidsOf(keys, "card");
  const [card, ballot] = [await shown(cards, "card"), await shown(kidsOf(keys, "ballot"), "ballot")];
  if (!card && !ballot) return view("empty");
  const { ok, answer } = await present("/say/retro", card || ballot, {});
  if (ok && answer.takes_ballots && ballot) {
    offerBallot(answer, ballot);
    return view("vote");
  }
  if (!ok || !answer.takes_cards) return view("over");
  if (!card) return view("empty");
  await offerCards(answer, cards);
  return view("write");
}

async function start() {
  if (!window.isSecureContext || !window.indexedDB) return view("insecure");
  return open().catch((error) => view(error.reason && error.reason !== "no-log" ? "distrust" : "offline"));
}

guardComposing();
start();
