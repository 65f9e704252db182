// A slip's QR carries its code behind the #, which no server ever sees: it goes into the field and out of the history.
import { part, show } from "./dom.js";

const code = part("code");
const scanned = decodeURIComponent(location.hash.slice(1));
if (scanned) {
  code.value = scanned;
  history.replaceState(null, "", location.pathname + location.search);
}

const stuck = part("stuck");
const kinds = document.querySelectorAll('input[name="kind"]');
const chosen = () => show(stuck, document.querySelector('input[name="kind"]:checked')?.value !== "comment");
for (const kind of kinds) kind.addEventListener("change", chosen);
chosen();
