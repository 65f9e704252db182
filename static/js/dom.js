// The page's own words and places: scripts hold no text, they fill and show what the page brings.
export const part = (name, within = document) => within.querySelector(`[data-part="${name}"]`);

/** Fills {names} into the sentence the page keeps in data-text, data-text-one (n = 1) or data-text-none (n = 0). */
export function say(element, values) {
  const { text, textOne, textNone } = element.dataset;
  const sentence = (values.n === 1 && textOne) || (values.n === 0 && textNone) || text;
  element.textContent = sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

export function show(element, visible = true) {
  if (element) element.hidden = !visible;
}

/** Shows one view of the page and hides the others. */
export function view(name) {
  for (const element of document.querySelectorAll("[data-view]")) show(element, element.dataset.view === name);
  window.scrollTo(0, 0);
}

export const copyOf = (name) => document.querySelector(`template[data-copy="${name}"]`).content.firstElementChild.cloneNode(true);

/** A confirmed candidate of an input method is not a sent form. */
export function guardComposing(root = document) {
  root.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && composing && event.target.matches("input")) event.preventDefault();
  });
}
