// Every signed-in page: collect tokens on an own device, say how many there are, keep forms from being sent twice.
import { collectAgain, collectOnce, stopCollecting } from "./collect.js";
import { guardComposing } from "./dom.js";
import { searchBySlash } from "./slash.js";
import { wipe } from "./store.js";
import { tokens } from "./wallet.js";

const own = document.body.dataset.ownDevice === "yes";

const sentence = ({ none, some }, n) => (n ? some.replace("COUNT", String(n)) : none);

async function count() {
  const places = document.querySelectorAll("[data-token-count]");
  if (!places.length) return;
  const { length } = await tokens();
  for (const place of places) place.textContent = sentence(place.dataset, length);
}

async function wallet() {
  // A page that is sent compressed has no token against forgery, and asks for nothing.
  if (!own || !window.isSecureContext || !document.querySelector('meta[name="csrf-token"]')) return;
  // Nothing to tell the reader: the next page tries again.
  await collectOnce().catch((error) => error.name === "AbortError" || console.warn(error));
  await count().catch(() => {});
  await offerAgain().catch(() => {});
}

/** On the account page alone: a wallet that is empty can be filled once more, as often as the key allows. */
async function offerAgain() {
  const place = document.querySelector("[data-again]");
  if (!place || (await tokens()).some(({ kid }) => kid === place.dataset.again)) return;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async ({ target }) => {
    target.disabled = true;
    await collectAgain(place.dataset.again);
    location.reload();
  });
}

/** Nothing is asked for in the name of who left; a shared device forgets everything with its session. */
function leave(form) {
  form.addEventListener("submit", async (event) => {
    stopCollecting();
    if (own) return;
    event.preventDefault();
    await Promise.race([wipe().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1000))]);
    form.submit();
  });
}

/** A button that copies what stands in another element; without the right to, it stays hidden. */
function copies(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    button.parentElement.querySelector("[data-copied]").hidden = false;
  });
}

const idle = new Map();

/** After the form is read: a disabled button would not be sent along. */
function busy(form) {
  for (const button of form.querySelectorAll("[data-sending]")) {
    idle.set(button, [...button.childNodes]);
    button.replaceChildren(button.dataset.sending);
    button.disabled = true;
  }
}

function rest() {
  for (const [button, nodes] of idle) {
    button.replaceChildren(...nodes);
    button.disabled = false;
  }
  idle.clear();
}

document.querySelectorAll("[data-sign-out]").forEach(leave);
document.querySelectorAll("[data-copies]").forEach(copies);
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) setTimeout(busy, 0, event.target);
});
window.addEventListener("pageshow", rest);
document.querySelector(".is-invalid")?.focus();
guardComposing();
searchBySlash();
wallet();
