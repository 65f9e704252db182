// A television on the wall turns the page by itself; whoever stands before it can hold it still.
import { part, show } from "./dom.js";

const next = document.body.dataset.next;
const wait = Number(document.body.dataset.seconds) * 1000;

function turn() {
  location.replace(next);
}

let timer = setTimeout(turn, wait);

part("hold").addEventListener("click", () => {
  clearTimeout(timer);
  show(part("hold"), false);
  show(part("go-on"));
});

part("go-on").addEventListener("click", () => {
  timer = setTimeout(turn, 0);
});

show(part("hold"));
