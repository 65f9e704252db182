// The room of a session, on a device that holds tokens of it: cards, ballots, answers; whatever is asked now.
import { present } from "./acting.js";
import { isWriting, offerCards } from "./cards.js";
import { guardComposing, part, show, view } from "./dom.js";
import { offerPoll, offerReady } from "./poll.js";
import { invitation, sit } from "./seat.js";
import { trusted } from "./trust.js";
import { offerBallot } from "./vote.js";
import { shown } from "./wallet.js";

const { retro } = document.querySelector("[data-retro]").dataset;
const AGAIN = () => 5000 + 4000 * Math.random();

let held;
let last;
let at;

/** The kids of this session's open keys of a kind. */
const kidsOf = (keys, kind) =>
  keys.filter((key) => key.kind === kind && key.scope === retro && key.state === "open").map(({ kid }) => kid);

function change(name) {
  if (at !== name) view(name);
  at = name;
}

/** What the session wants of whoever holds these tokens. */
function wanted(told) {
  if (told.poll && held.ballot) return "poll";
  if (told.takes_ballots && held.ballot) return "vote";
  if (told.takes_cards && held.card) return "write";
  return held.ballot || !told.takes_cards ? "over" : "empty";
}

const OFFERS = {
  poll: (told) => offerPoll(told, held.ballot),
  vote: (told) => offerBallot(told, held.ballot),
  write: (told) => offerCards(told, held.cards),
};

/** Shows what the session asks now, and true: nobody is interrupted who has begun to write. */
async function take(told) {
  offerReady(told, held.ballot);
  const name = wanted(told);
  if (at === "write" && name !== "write" && isWriting()) {
    show(part("gone-on"), !told.takes_cards);
    return false;
  }
  await OFFERS[name]?.(told);
  show(part("gone-on"), false);
  change(name);
  return true;
}

/** Asks what the session shows now; the ballot's token asks, so that no card's is seen before it is used. */
async function look() {
  const { ok, answer } = await present("/say/retro", held.ballot || held.card, {});
  if (!ok) {
    show(part("ready-box"), false);
    return at === "write" && isWriting() ? undefined : change("over");
  }
  const told = JSON.stringify(answer);
  if (told !== last && (await take(answer))) last = told;
  return undefined;
}

async function hold(keys) {
  const [cards, ballots] = [kidsOf(keys, "card"), kidsOf(keys, "ballot")];
  held = { cards, card: await shown(cards, "card"), ballot: await shown(ballots, "ballot") };
  return Boolean(held.card || held.ballot);
}

/** Who holds tokens comes in by them; who has none yet, by the room's QR. False where neither opens. */
async function enter(secret) {
  const { keys, head } = await trusted();
  if (await hold(keys)) return true;
  if (!secret) return change("empty");
  const mine = keys.filter(({ scope, state }) => scope === retro && state === "open");
  const why = mine.length ? await sit(mine, secret, head.seq) : part("shut-text").dataset.none;
  if (!why) return hold(keys);
  part("shut-text").textContent = why;
  return change("shut");
}

/** What this device lacked may have come meanwhile, in another window. */
async function again() {
  if (held.ballot || held.card || (await hold((await trusted()).keys))) await look();
}

async function follow() {
  if (document.visibilityState === "visible") await again().catch(() => undefined);
  setTimeout(follow, AGAIN());
}

async function open() {
  if (await enter(invitation())) await look();
  if (at !== "shut") setTimeout(follow, AGAIN());
}

async function start() {
  if (!window.isSecureContext || !window.indexedDB) return view("insecure");
  return open().catch((error) => view(error.reason && error.reason !== "no-log" ? "distrust" : "offline"));
}

document.addEventListener("visibilitychange", () => held && document.visibilityState === "visible" && again().catch(() => undefined));
guardComposing();
start();
