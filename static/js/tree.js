// The tree of goals: an objective is dragged onto another one, and the page that asks comes.
import { part } from "./dom.js";

const tree = part("tree");
let taken;

const goalOf = (target) => target.closest?.("[data-goal]");

/** Onto itself, or onto what stands under it, nothing moves. */
const takes = (goal) => taken && goal && goal !== taken && !taken.contains(goal);

function mark(goal) {
  for (const one of tree.querySelectorAll(".target")) one.classList.remove("target");
  goal?.classList.add("target");
}

const movable = (tree?.dataset.movable || "").split(" ").filter(Boolean).map((id) => tree.querySelector(`[data-goal="${id}"]`)).filter(Boolean);

function take(event) {
  taken = event.target.closest("[draggable=true]");
  event.dataTransfer.setData("text/plain", taken.dataset.goal);
  event.dataTransfer.effectAllowed = "move";
}

function over(event) {
  const goal = goalOf(event.target);
  mark(takes(goal) ? goal : null);
  if (takes(goal)) event.preventDefault();
}

/** Asks on the page that moves by a form: nothing moves because a hand slipped. */
function drop(event) {
  const goal = goalOf(event.target);
  if (!takes(goal)) return;
  event.preventDefault();
  const address = new URL(tree.dataset.move.replace("_", taken.dataset.goal), location.href);
  address.searchParams.set("under", goal.dataset.goal);
  location.assign(address);
}

if (movable.length && part("hint")) {
  part("hint").hidden = false;
  for (const goal of movable) goal.draggable = true;
  tree.addEventListener("dragstart", take);
  tree.addEventListener("dragover", over);
  tree.addEventListener("drop", drop);
  tree.addEventListener("dragend", () => {
    mark(null);
    taken = null;
  });
}
