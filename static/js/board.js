// The board of the grouping for who leads: cards are moved without loading the page, by drag, by menu or by keys.
import { dragging } from "./drag.js";
import { part, show } from "./dom.js";
import { takePage } from "./following.js";

const form = () => document.getElementById("move");
const chosen = () => [...document.querySelectorAll("[data-card] :checked")];

/** Says aloud what was done, in the page's own words. */
function tell(sentence) {
  part("board-said").textContent = sentence ?? part("did")?.textContent ?? "";
}

function complain(page) {
  const place = part("board-fault");
  const said = new DOMParser().parseFromString(page, "text/html").querySelectorAll(".retro-mid [role=alert]");
  place.setAttribute("role", "alert");
  place.classList.add("note-late");
  place.textContent = [...said].map((one) => one.textContent.trim()).join(" ");
  show(place, Boolean(place.textContent));
  return Boolean(place.textContent);
}

/** What was chosen is done with: the boxes must not be carried over to the new page. */
function clear() {
  for (const box of chosen()) box.checked = false;
  form()?.reset();
}

let sending = Promise.resolve();

async function post(address, fields, done) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
  const page = await answer.text();
  if (!answer.ok) return complain(page) || location.reload();
  clear();
  if (!takePage(page)) return location.assign(answer.url);
  return tell(done);
}

/** One after another: each is shown before the next one begins. */
function send(...words) {
  sending = sending.then(() => post(...words)).catch(() => location.reload());
  return sending;
}

/** Where the eye was: beside what is gone, the topic's name or the board's. */
function stay(topic) {
  if (document.activeElement !== document.body) return;
  const heading = (topic && document.getElementById(`t-${topic}`)) || document.querySelector("[data-board] button");
  heading?.focus({ preventScroll: true });
}

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-board]")) return;
  event.preventDefault();
  const { target, submitter } = event;
  const topic = /^(accept|reject)$/.test(submitter?.name) ? submitter.value : target.elements.into?.value;
  await send(submitter?.hasAttribute("formaction") ? submitter.formAction : target.action, new FormData(target, submitter), target.dataset.done);
  stay(topic);
});

// A card's handle, pressed: it is chosen, and one says where it goes.
document.addEventListener("click", (event) => {
  const grip = event.target.closest(".card-grip");
  if (!grip) return;
  event.preventDefault();
  grip.parentElement.querySelector("input").checked = true;
  form().elements.into.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest("#move")) return;
  const [first] = chosen();
  clear();
  first?.focus();
});

dragging((card, place) => {
  const box = card.querySelector("input");
  const all = box.checked ? chosen() : [box];
  const token = form().elements.csrf_token.value;
  return send(form().action, [["csrf_token", token], ["into", place], ...all.map(({ value }) => ["card", value])]);
});
