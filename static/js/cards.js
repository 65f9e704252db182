// A card for a retrospective: written here, read by nobody until all are revealed.
import { present } from "./acting.js";
import { copyOf, part, say, show, view } from "./dom.js";
import { tidy } from "./item.js";
import { draw, giveBack, landed, tokens } from "./wallet.js";

const form = part("form");
let kids = [];

function choices(columns) {
  const chosen = new FormData(form).get("column");
  part("columns").replaceChildren(...columns.map(({ code, name }, place) => {
    const row = copyOf("column");
    const [input, label] = [row.querySelector("input"), row.querySelector("label")];
    Object.assign(input, { id: `column-${place}`, value: code, checked: code === chosen });
    label.htmlFor = input.id;
    label.textContent = name;
    return row;
  }));
}

async function tellLeft() {
  const left = (await tokens("card")).filter((token) => kids.includes(token.kid)).length;
  say(part("left"), { count: left });
  return left;
}

function complain(answer) {
  part("fault-text").textContent = answer?.message || part("fault").dataset.offline;
  show(part("fault"));
}

/** Sends one card. Its token is spent once the server has it, or has refused it for good; else it returns. */
async function send() {
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
  return (await tellLeft()) || view("empty");
}

/** True while somebody has words in the form that no card is yet. */
export const isWriting = () => form.elements.body.value.trim() !== "";

/** Lets the tokens of these keys write cards: `room` is what /say/retro told. */
export async function offerCards(room, keys) {
  kids = keys;
  part("title").textContent = room.title;
  choices(room.columns);
  say(part("people"), { count: room.people });
  await tellLeft();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  await send();
  button.disabled = false;
});
