// The candles of one key result, to look closer at: drawn by the server already, redrawn here with a zoom.
import { part } from "./dom.js";

const place = part("candles");
const told = JSON.parse(place.dataset.chart);

async function draw() {
  const { chart } = await import("./kline.js");
  part("drawn").hidden = true;
  place.hidden = false;
  chart(place, told);
}

// What is drawn already stays where the larger module does not come.
draw().catch(() => {
  place.hidden = true;
  part("drawn").hidden = false;
});
