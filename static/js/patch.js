// Parts of a page that come anew. Nothing that somebody types, has opened or stands on is lost by that.
import { morph } from "./morph.js";

const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";
const TYPING = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select";

// What came while somebody was typing in its place, by name.
const waiting = new Map();

const placeOf = (name) => document.querySelector(`[data-live="${CSS.escape(name)}"]`);

/** A word for an element that it has in the part that comes, too. */
function keyOf(element) {
  if (element.id) return `#${element.id}`;
  if (element.matches("summary")) return `summary ${element.textContent.trim()}`;
  if (element.matches("details")) return `details ${element.querySelector("summary")?.textContent.trim()}`;
  const { name = "", type = "", value = "" } = element;
  const own = /^(radio|checkbox|submit)$/.test(type) ? value : "";
  const form = element.form?.getAttribute("action") ?? "";
  return [element.localName, form, name, own, element.getAttribute("href") ?? ""].join(" ");
}

const byKey = (root, selector) => new Map([...root.querySelectorAll(selector)].map((found) => [keyOf(found), found]));

function isChanged(field) {
  if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.matches("[type=radio], [type=checkbox]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

function copy(field, into) {
  if (field.matches("[type=radio], [type=checkbox]")) into.checked = field.checked;
  else into.value = field.value;
}

/** Takes along what was typed and opened; false when there is no place for it in what comes. */
function carry(old, fresh) {
  const changed = [...old.querySelectorAll(FIELDS)].filter(isChanged);
  const fields = byKey(fresh, FIELDS);
  if (!changed.every((field) => fields.has(keyOf(field)))) return false;
  for (const field of changed) copy(field, fields.get(keyOf(field)));
  const opened = byKey(old, "details");
  for (const [key, details] of byKey(fresh, "details")) if (opened.has(key)) details.open = opened.get(key).open;
  return true;
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;

/** Replaces one part; what cannot come now comes when nobody types there any more. */
function replace(name, part) {
  waiting.delete(name);
  const old = placeOf(name);
  const fresh = typeof part === "string" ? parsed(part) : part;
  if (!old || !fresh || old.isEqualNode(fresh)) return;
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  if (focus?.matches(TYPING) || !carry(old, fresh)) {
    waiting.set(name, part);
    return;
  }
  morph(old, fresh);
  if (focus && !focus.isConnected) byKey(placeOf(name), focus.localName).get(keyOf(focus))?.focus({ preventScroll: true });
}

/** Shows parts, HTML or an element each, in the elements that have their names in data-live. */
export function put(parts) {
  for (const [name, part] of Object.entries(parts)) replace(name, part);
}

/** Whether a part has come that cannot be shown yet. */
export const waits = (name) => waiting.has(name);

document.addEventListener("focusout", () => setTimeout(() => put(Object.fromEntries(waiting))));
