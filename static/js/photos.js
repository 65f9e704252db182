// Photos that go with a post: drawn anew before they are anything else, shown as they will be sent.
import { b64u, hex, sha256, unb64u } from "./bytes.js";
import { copyOf, part, say, show } from "./dom.js";
import { redraw } from "./redraw.js";

const MOST = 3;
const place = part("photos");
const input = place.querySelector("input");
let held = [];
let drawing = Promise.resolve();
let follow = () => {};

/** What stands for each photo in the item: the hash of its bytes. */
export const hashes = () => held.map(({ hash }) => hash);

/** The photos as they are sent. */
export const texts = () => held.map(({ text }) => text);

/** Settles when every chosen picture is drawn. */
export const drawn = () => drawing;

function trouble(slug) {
  const words = slug && document.querySelector(`template[data-trouble="${slug}"]`);
  part("photo-trouble-text").textContent = words ? words.content.textContent.trim() : "";
  show(part("photo-trouble"), Boolean(slug));
}

function row({ url }, at) {
  const made = copyOf("photo");
  const picture = made.querySelector("img");
  picture.src = url;
  picture.alt = picture.dataset.text.replace("{n}", at + 1);
  say(part("remove-words", made), { n: at + 1 });
  part("remove", made).addEventListener("click", () => remove(at));
  return made;
}

function redrawn() {
  part("photo-list").replaceChildren(...held.map(row));
  show(part("photo-look"), held.length > 0);
  input.disabled = held.length >= MOST;
  if (held.length) say(part("photo-state"), { n: held.length });
  else part("photo-state").textContent = "";
  follow();
}

function remove(at) {
  URL.revokeObjectURL(held[at].url);
  held = held.filter((_photo, index) => index !== at);
  trouble(null);
  redrawn();
  const left = part("photo-list").querySelectorAll("button");
  (left[Math.min(at, left.length - 1)] || input).focus();
}

async function add(bytes) {
  const url = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  held.push({ url, hash: hex(await sha256(bytes)), text: b64u(bytes) });
}

async function take(files) {
  const room = MOST - held.length;
  trouble(files.length > room ? "photos-many" : null);
  for (const file of files.slice(0, room)) {
    try {
      await add(await redraw(file));
    } catch {
      trouble("photos-unread");
    }
  }
  redrawn();
}

function chosen() {
  const files = [...input.files];
  // The name of a file says more than its picture; it is not kept on the page either.
  input.value = "";
  show(part("photo-busy"));
  drawing = drawing.then(() => take(files)).finally(() => show(part("photo-busy"), false));
}

/** Puts the photos of a draft, or of a post that was not sent after all, back where there are none. */
export async function restorePhotos(kept = []) {
  if (held.length) return;
  for (const text of kept) await add(unb64u(text));
  redrawn();
}

function clear() {
  for (const { url } of held) URL.revokeObjectURL(url);
  held = [];
  trouble(null);
  redrawn();
}

/** Calls `changed` whenever photos came or went. */
export function watchPhotos(changed) {
  follow = changed;
  input.addEventListener("change", chosen);
  input.form.addEventListener("reset", clear);
}
