// The clock of a phase counts down by itself; the server alone knows when it ends.
import { part } from "./dom.js";

const { now } = document.querySelector("[data-now]").dataset;
const came = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now());
// By how much the server's clock goes before this device's.
const before = Number(now) - came;

/** Looks at the page's clock each time: it comes anew with another end. */
function tick() {
  const clock = part("countdown");
  if (!clock) return;
  const left = Math.round((Number(clock.dataset.ends) * 1000 - Date.now() - before) / 1000);
  clock.classList.toggle("over", left < 0);
  clock.textContent = left < 0 ? clock.dataset.over : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

setInterval(tick, 1000);
