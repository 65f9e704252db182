// A part of a page becomes another one, and what is the same in both stays where it is: of a large board a move
// changes two topics, and the browser need lay out no more than these.
const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE && (node.id || node.dataset.card)) || "";

function attributes(old, fresh) {
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const name of fresh.getAttributeNames()) {
    if (old.getAttribute(name) !== fresh.getAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
  }
}

/** The children that have a name, by it. */
const named = (parent) => new Map([...parent.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));

function children(old, fresh) {
  const wanted = named(fresh);
  for (const [key, node] of named(old)) if (!wanted.has(key)) node.remove();
  const known = named(old);
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const key = keyOf(child);
    const alike = place && !keyOf(place) && place.nodeName === child.nodeName ? place : null;
    const same = key ? known.get(key) : alike;
    if (same && same === place) place = place.nextSibling;
    else old.insertBefore(same ?? child, place);
    if (same) morph(same, child);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/** Makes one node into the other. */
export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName || keyOf(old) !== keyOf(fresh)) {
    old.replaceWith(fresh);
    return;
  }
  attributes(old, fresh);
  children(old, fresh);
}
