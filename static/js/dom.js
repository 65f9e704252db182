// The page's own words and places: scripts hold no text, they fill and show what the page brings.
const HAN = /[\u3400-\u9fff]/;

export const part = (name, within = document) => within.querySelector(`[data-part="${name}"]`);

const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/** Fills {names} into the sentence the page keeps in data-text, data-text-one (n = 1) or data-text-none (n = 0). */
export function say(element, values) {
  const { text, textOne, textNone } = element.dataset;
  const sentence = (values.n === 1 && textOne) || (values.n === 0 && textNone) || text;
  element.textContent = filled(sentence, values);
}

export function show(element, visible = true) {
  if (element) element.hidden = !visible;
}

/** How many people: several at least, or nothing, for a smaller number would say that somebody did it just now. */
export function crowd(place, bucket) {
  const people = bucket && !bucket.startsWith("<") ? bucket : "";
  if (people) say(place, { people });
  show(place, Boolean(people));
}

/** A person's words, in the print of their language. */
export function quote(place, body) {
  place.textContent = body;
  place.lang = HAN.test(body) ? "zh-Hant-TW" : "en";
}

/** Shows one view of the page and hides the others. */
export function view(name) {
  for (const element of document.querySelectorAll("[data-view]")) show(element, element.dataset.view === name);
  window.scrollTo(0, 0);
}

/** Lets nobody press a button again before what it does is done. */
export async function busy(button, act) {
  button.disabled = true;
  await act();
  button.disabled = false;
}

export const copyOf = (name) => document.querySelector(`template[data-copy="${name}"]`).content.firstElementChild.cloneNode(true);

/** "2026-11-25" as the page says days; a numeric month is a bare figure, which Intl would not give in Chinese. */
export function dayText(iso) {
  const { date, month, weekday } = document.querySelector("template[data-date]").dataset;
  const [year, number, day] = iso.split("-").map(Number);
  const at = new Date(year, number - 1, day);
  const word = (how) => new Intl.DateTimeFormat(document.documentElement.lang, how).format(at);
  return filled(date, { day, month: month === "numeric" ? number : word({ month }), weekday: word({ weekday }) });
}

/** A confirmed candidate of an input method is not a sent form. */
export function guardComposing(root = document) {
  root.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && composing && event.target.matches("input")) event.preventDefault();
  });
}

/** Choices from the page's template, of which one is taken: `all` are [value, name]. */
export function choices(place, template, all, chosen) {
  place.replaceChildren(...all.map(([value, name], number) => {
    const row = copyOf(template);
    const [input, label] = [row.querySelector("input"), row.querySelector("label")];
    Object.assign(input, { id: `${template}-${number}`, value: String(value), checked: String(value) === chosen });
    label.htmlFor = input.id;
    label.textContent = name;
    return row;
  }));
}
