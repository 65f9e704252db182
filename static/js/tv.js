// The board on a television: the next page comes by itself, until somebody stops it to read on.
import { part } from "./dom.js";

const { next, seconds } = document.body.dataset;
const stop = part("stop");
const turning = setTimeout(() => location.replace(next), Number(seconds) * 1000);

stop.addEventListener("click", () => {
  clearTimeout(turning);
  stop.hidden = true;
  part("next").focus();
});
stop.hidden = false;
