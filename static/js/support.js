// The page of one post for whoever says the same: "me too", a report, and whether it is solved. The device keeps nothing of it.
import { actor, present, published } from "./acting.js";
import { crowd, guardComposing, part, quote, show, view } from "./dom.js";
import { trusted } from "./trust.js";

const [target, id, wish] = location.hash.slice(1).split(".");
// Out of the history, which would tell what somebody wanted to say; another language is another page.
const elsewhere = document.querySelector(".head-say [lang]");
if (elsewhere && id) elsewhere.hash = location.hash;
history.replaceState(null, "", location.pathname + location.search);

/** Sends an act by a form; its own words say that it was received, or the server's that it was not. */
function takes(name, token, path, fields) {
  const form = part(name);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const buttons = form.querySelectorAll("button");
    for (const one of buttons) one.disabled = true;
    const { ok, answer } = await present(path, token, { post: id, ...fields(form, event) }).catch(() => ({}));
    for (const one of buttons) one.disabled = false;
    part("fault-text", form).textContent = ok ? "" : answer?.message || part("fault", form).dataset.offline;
    show(part("fault", form), !ok);
    if (!ok) return;
    show(form, false);
    show(part(`${name}-done`));
    part(`${name}-done`).focus();
  });
}

function draw(post, token) {
  quote(part("body"), post.body);
  crowd(part("people"), post.supporters);
  show(part("claim"), post.progress === "claimed");
  takes("same", token, "/say/supports", () => ({}));
  takes("verdict", token, "/say/verdicts", (_form, { submitter }) => ({ verdict: submitter.value }));
  takes("report", token, "/say/reports", (form) => ({ reason: new FormData(form).get("reason") || "other" }));
  part("report-fold").open = wish === "report";
  view("post");
}

async function open() {
  const { keys } = await trusted();
  const token = await actor(keys);
  if (!token) return view("empty");
  const post = (await published(token, target)).find((one) => one.id === id);
  return post ? draw(post, token) : view("gone");
}

async function start() {
  if (!window.isSecureContext || !window.indexedDB) return view("insecure");
  if (document.body.dataset.kiosk) return view("empty");
  if (!id) return view("gone");
  return open().catch((error) => view(error.reason && error.reason !== "no-log" ? "distrust" : "offline"));
}

guardComposing();
start();
