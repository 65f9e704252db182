// A check-in begins with its figure, marked to be written over; on a phone nothing moves for that.
const field = document.getElementById("value");

// Where somebody comes back to it, too: the old figure is nothing to type into.
field.addEventListener("focus", () => field.select());
if (!document.querySelector(".is-invalid")) field.focus({ preventScroll: true });
