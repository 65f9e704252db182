// Others who said it already, shown while somebody writes. It never stands in the way; whatever fails, fails silently.
import { present, published } from "./acting.js";
import { copyOf, crowd, part, quote, show } from "./dom.js";
import { alike, comparable, marks } from "./similar.js";

const PAUSE = 700;
const lists = new Map();
const told = new Set();

/** Asked once for each goal, by a token that stays unspent; what was not answered is asked again later. */
function listOf(target, { reader }) {
  if (!lists.has(target)) lists.set(target, published(reader, target).catch(() => void lists.delete(target)));
  return lists.get(target);
}

async function tell(post, row, { actor }) {
  const button = part("me-too", row);
  button.disabled = true;
  const sent = await present("/say/supports", actor, { post: post.id }).catch(() => ({ ok: false }));
  button.disabled = false;
  show(part("unsent", row), !sent.ok);
  if (!sent.ok) return;
  told.add(post.id);
  show(button, false);
  show(part("counted", row));
  part("counted", row).focus();
}

function line(post, rights) {
  const row = copyOf("similar");
  quote(part("quote", row), post.body);
  crowd(part("crowd-same", row), post.supporters);
  show(part("me-too", row), !told.has(post.id));
  show(part("counted", row), told.has(post.id));
  part("me-too", row).addEventListener("click", () => tell(post, row, rights));
  return row;
}

/** The rows that stand there already stay as they are: who is about to tap one does not tap another. */
function draw(posts, rights, drawn) {
  if (posts.map(({ id }) => id).join() === drawn.ids) return;
  drawn.ids = posts.map(({ id }) => id).join();
  part("similar-list").replaceChildren(...posts.map((post) => line(post, rights)));
  show(part("similar"), posts.length > 0);
  // One sentence in a line kept free for it, written once: a reader hears it once.
  const place = part("similar-told");
  part("similar-link").hidden = !posts.length;
  if (posts.length && !place.textContent) place.textContent = place.dataset.text;
}

/** Watches a textarea. `target` gives the goal; `rights` what this device may show: {reader, actor}, or null. */
export function watchSimilar(area, target, rights) {
  const drawn = { ids: "" };
  let timer = 0;
  async function look() {
    const [text, about, found] = [area.value, target(), await rights().catch(() => null)];
    if (!found?.reader || !found.actor || !about) return;
    const posts = comparable(marks(text)) ? (await listOf(about, found)) || [] : [];
    if (area.value === text && target() === about) draw(alike(text, posts), found, drawn);
  }
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  area.form.addEventListener("input", soon);
  return soon;
}
