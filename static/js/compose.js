// The posting page: nothing leaves the device before "send", and then without a cookie, a name or an address of origin.
import { actor } from "./acting.js";
import { send, resume } from "./arrival.js";
import { watchSimilar } from "./companions.js";
import { guardComposing, part, show, view } from "./dom.js";
import { fields, follow, form, missing, names, restore, said, sending, trouble } from "./form.js";
import { watch } from "./hintbox.js";
import { drawn, texts, watchPhotos } from "./photos.js";
import { prepareByPoster, taken, welcome } from "./poster.js";
import { prepare, secrets } from "./posting.js";
import { drawRow } from "./row.js";
import { seal, unseal } from "./sealed.js";
import { forget, keep, note } from "./store.js";
import { trusted } from "./trust.js";
import { anything, collected, prune, shown, tokens } from "./wallet.js";

const PAUSE = 600;
const NONE = { keys: [], closed: [], released: -1 };
const poster = taken();
let kids = [];
let made = {};
let believing = null;
let rights = null;

/** The secrets shown in "my row" are those that are sent, so that the row is the truth. */
function mine() {
  const wanted = fields().receipt === "yes";
  made[wanted] ||= secrets(wanted);
  return made[wanted];
}

async function preview() {
  if (part("record").open) await drawRow(said(), { ...names(), poster }, await mine());
}

let pause = 0;

/** A page that is left has no time to keep anything: the draft is kept whenever the writer pauses. */
function keepSoon() {
  clearTimeout(pause);
  pause = setTimeout(saveDraft, PAUSE);
}

function changed() {
  follow();
  preview();
}

async function post() {
  const { hold, receipt } = fields();
  const own = await mine();
  const label = receipt === "yes" ? part("title").textContent : "";
  await drawn();
  const how = { hold: hold || "release", label, photos: texts(), ...own };
  const ready = await (poster ? prepareByPoster(poster, said(), how) : prepare(said(), { kids, ...how }));
  if (ready) made = {};
  return ready;
}

async function submit(event) {
  event.preventDefault();
  const lacking = missing();
  trouble(lacking);
  if (lacking || part("send").disabled) return;
  sending(true);
  try {
    await believing;
    const ready = poster || kids.length ? await post() : null;
    if (ready) await send(ready);
    else if (!poster) trouble("no-token");
  } catch (error) {
    if (!poster || !(error instanceof TypeError)) throw error;
    trouble("refused");
  } finally {
    sending(false);
  }
}

async function saveDraft() {
  const { body, ...others } = fields();
  if (!form.hidden && body.trim()) await keep("draft", await seal({ body, ...others, photos: texts() }));
}

async function takeDraft() {
  const draft = await unseal(await note("draft"));
  if (!draft) return forget("draft");
  restore(draft);
  show(part("draft"));
  part("discard").addEventListener("click", async () => {
    await forget("draft");
    form.reset();
    show(part("draft"), false);
    changed();
  });
}

async function fold() {
  if (await note("visited")) for (const fold of document.querySelectorAll("[data-fold]")) fold.open = false;
  await keep("visited", true);
}

/** The keys as far as they can be believed now: checked afresh, or the ones checked last when there is no network. */
async function keysNow() {
  try {
    return await trusted();
  } catch (error) {
    if (error.reason === "no-log") return NONE;
    if (error.reason) throw error;
    return (await note("log")) || NONE;
  }
}

async function describe(usable, released) {
  const marks = await Promise.all(usable.map((key) => note(collected(key.kid))));
  show(part("fresh"), marks.some((mark) => mark && mark.seq > released));
}

async function believe() {
  const { keys, released, closed } = await keysNow();
  await prune(closed);
  const held = await tokens();
  const owned = keys.filter((key) => key.kind === "post" && held.some((token) => token.kid === key.kid));
  const usable = owned.filter((key) => ["open", "retired"].includes(key.state));
  kids = usable.map((key) => key.kid);
  rights = { reader: await shown(kids), actor: await actor(keys) };
  await describe(usable, released);
  if (!kids.length && !form.hidden) view(owned.length ? "early" : "empty");
}

const distrust = (error) => {
  if (!error.reason) throw error;
  kids = [];
  rights = null;
  view("distrust");
};

function listen() {
  watch(form.elements.body, changed);
  watchPhotos(changed);
  form.addEventListener("input", changed);
  if (!poster) form.addEventListener("input", keepSoon);
  form.addEventListener("submit", submit);
  part("record").addEventListener("toggle", preview);
  document.addEventListener("visibilitychange", () => document.hidden && !poster && saveDraft());
}

/** By a poster: nothing is looked up on this device, and nothing is left on it. */
function openScanned() {
  view("write");
  welcome(poster);
  listen();
  changed();
}

async function open() {
  view("write");
  await takeDraft();
  await fold();
  listen();
  changed();
  await resume();
  believing = believe().catch(distrust);
  const look = watchSimilar(form.elements.body, () => fields().target, () => believing.then(() => rights));
  if (fields().body) look();
}

async function start() {
  if (!window.isSecureContext || !window.indexedDB) return view("insecure");
  guardComposing();
  if (poster) return openScanned();
  if (document.body.dataset.kiosk) return view("kiosk");
  const ready = await anything().catch(() => false);
  return ready ? open() : view("empty");
}

start();
