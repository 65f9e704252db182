// Shows what could identify the writer, and says it more vaguely at one tap. It never stands in the way.
import { copyOf, part, say, show } from "./dom.js";
import { around, find, soften } from "./hints.js";

const PAUSE = 400;
const MOST = 6;

function vaguer(hint) {
  const words = document.querySelector(`template[data-hint="${hint.kind}"]`).dataset;
  return hint.keep || words[hint.lang];
}

function line(text, hint, apply) {
  const row = copyOf("hint");
  const [before, passage, after] = around(text, hint);
  part("before", row).textContent = before;
  part("passage", row).textContent = passage;
  part("after", row).textContent = after;
  const button = row.querySelector("button");
  say(button, { word: vaguer(hint) });
  button.addEventListener("click", () => apply(soften(text, hint, vaguer(hint))));
  return row;
}

/** Watches a textarea; `changed` runs after a passage was replaced. */
export function watch(area, changed) {
  const box = part("hints");
  let timer = 0;
  function apply(text) {
    area.value = text;
    area.focus();
    changed();
    look();
  }
  function look() {
    const text = area.value;
    const hints = find(text);
    show(box, hints.length > 0);
    say(part("hint-count"), { n: hints.length });
    say(part("hint-more"), { n: hints.length - MOST });
    show(part("hint-more"), hints.length > MOST);
    part("hint-list").replaceChildren(...hints.slice(0, MOST).map((hint) => line(text, hint, apply)));
  }
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  look();
}
