// The clock of a phase counts down by itself; the server alone knows when it ends.
import { part } from "./dom.js";

const clock = part("countdown");
const ends = Date.now() + Number(clock?.dataset.left) * 1000;

function tick() {
  const left = Math.round((ends - Date.now()) / 1000);
  clock.classList.toggle("over", left < 0);
  clock.textContent = left < 0 ? clock.dataset.over : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

if (clock) setInterval(tick, 1000);
