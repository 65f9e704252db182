// A card taken by its handle, by mouse, pen or finger, and laid down at another place.
const FAR = 6;
const EDGE = 60;
const STEP = 14;

let held;

const placeAt = (x, y) => document.elementFromPoint(x, y)?.closest("[data-drop]");

/** A picture of the card that goes along. */
function lift(card) {
  const picture = card.cloneNode(true);
  picture.classList.add("carried");
  picture.setAttribute("aria-hidden", "true");
  for (const one of picture.querySelectorAll("input, a")) one.remove();
  delete picture.dataset.card;
  for (const one of [picture, ...picture.querySelectorAll("[id]")]) one.removeAttribute("id");
  document.body.append(picture);
  card.classList.add("dragged");
  return picture;
}

function over(place) {
  if (held.place === place) return;
  held.place?.classList.remove("over-drop");
  place?.classList.add("over-drop");
  held.place = place;
}

function follow({ clientX, clientY }) {
  held.picture.style.transform = `translate(${clientX + 8}px, ${clientY + 8}px)`;
  over(placeAt(clientX, clientY));
  held.pull = clientY < EDGE ? -STEP : clientY > innerHeight - EDGE ? STEP : 0;
}

/** Near an edge of the window the page goes along. */
function scroll() {
  if (!held?.picture) return;
  if (held.pull) window.scrollBy(0, held.pull);
  requestAnimationFrame(scroll);
}

function letGo() {
  held.place?.classList.remove("over-drop");
  held.card.classList.remove("dragged");
  held.picture?.remove();
  held = undefined;
}

/** A drag is no click on the handle. */
function swallow() {
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", stop, { capture: true }));
}

/** Calls `laid` with a card and the name of the place where it was let go. */
export function dragging(laid) {
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(".card-grip");
    if (!grip || event.button || held) return;
    held = { card: grip.closest("[data-card]"), id: event.pointerId, x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    if (!held.picture) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR) return;
      held.picture = lift(held.card);
      requestAnimationFrame(scroll);
    }
    follow(event);
  });
  document.addEventListener("pointerup", (event) => {
    if (held?.id !== event.pointerId) return;
    const { card, place, picture } = held;
    letGo();
    if (!picture) return;
    swallow();
    if (place && place !== card.closest("[data-drop]")) laid(card, place.dataset.drop);
  });
  for (const name of ["pointercancel", "contextmenu"]) document.addEventListener(name, () => held && letGo());
  document.addEventListener("keydown", (event) => event.key === "Escape" && held && letGo());
  document.addEventListener("dragstart", (event) => event.target.closest?.(".card-grip") && event.preventDefault());
}
