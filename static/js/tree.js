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

if (tree?.querySelector("[data-move]")) {
  part("hint").hidden = false;
  tree.addEventListener("dragstart", (event) => {
    taken = event.target.closest("[data-move]");
    event.dataTransfer.setData("text/plain", taken.dataset.goal);
    event.dataTransfer.effectAllowed = "move";
  });
  tree.addEventListener("dragover", (event) => {
    const goal = goalOf(event.target);
    mark(takes(goal) ? goal : null);
    if (takes(goal)) event.preventDefault();
  });
  tree.addEventListener("drop", (event) => {
    const goal = goalOf(event.target);
    if (!takes(goal)) return;
    event.preventDefault();
    const lang = new URLSearchParams(location.search).get("lang");
    location.assign(`${taken.dataset.move.split("?")[0]}?under=${goal.dataset.goal}${lang ? `&lang=${lang}` : ""}`);
  });
  tree.addEventListener("dragend", () => {
    mark(null);
    taken = null;
  });
}
