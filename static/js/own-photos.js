// The author's own photos on the way back: asked for by mailbox and hash, and kept in memory alone.
import { copyOf, part, show } from "./dom.js";
import { ask } from "./mailbox.js";

async function fetchPhoto(mailbox, photo) {
  const answer = await ask(mailbox, "/photo", { photo });
  if (!answer.ok) throw new TypeError("there is no such photo");
  return answer.blob();
}

function drawn(blob, at) {
  const row = copyOf("photo");
  const picture = row.querySelector("img");
  picture.alt = picture.dataset.text.replace("{n}", at + 1);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  picture.src = URL.createObjectURL(blob);
  return row;
}

/** Shows the photos with these hashes under the text; one that does not come is left out. */
export async function showPhotos(mailbox, hashes) {
  const place = part("photos");
  place.replaceChildren();
  show(place, hashes.length > 0);
  for (const [at, hash] of hashes.entries()) {
    const blob = await fetchPhoto(mailbox, hash).catch(() => null);
    if (blob) place.append(drawn(blob, at));
  }
}
