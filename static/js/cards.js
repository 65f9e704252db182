// A card for a retrospective: written here, read by nobody until all are revealed.
import { present } from "./acting.js";
import { busy, choices, part, say, show, view } from "./dom.js";
import { tidy } from "./item.js";
import { draw, giveBack, landed, tokens } from "./wallet.js";

const form = part("form");
let kids = [];

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
  const asked = room.columns.map(({ code, name }) => [code, name]);
  choices(part("columns"), "column", asked, new FormData(form).get("column"));
  say(part("people"), { count: room.people });
  await tellLeft();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  return busy(form.querySelector("button"), send);
});
