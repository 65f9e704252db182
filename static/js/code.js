// A slip's QR carries its code behind the #, which no server ever sees: it goes into the field and out of the history.
import { unb64u } from "./bytes.js";
import { part, show } from "./dom.js";
import { drawn, texts, watchPhotos } from "./photos.js";

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

// The photos go as they were drawn here, under a name that says nothing.
const form = part("slip");
const asFile = (text) => new File([unb64u(text)], "photo.jpg", { type: "image/jpeg" });
show(part("redrawing"));
watchPhotos(() => {});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await drawn();
  const sent = new DataTransfer();
  for (const text of texts()) sent.items.add(asFile(text));
  part("photos-sent").files = sent.files;
  form.submit();
});
