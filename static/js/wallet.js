// Unspent tokens. A drawn token leaves the wallet in the same transaction, so two tabs never spend the same.
import { random } from "./bytes.js";
import { ask, within } from "./store.js";

// How long a page may take between drawing a token and keeping its request.
const LEASE = 150 * 1000;

/** A whole number below `count`, each as likely as the other. */
export function pick(count) {
  const limit = 2 ** 32 - (2 ** 32 % count);
  for (;;) {
    const [value] = new Uint32Array(random(4).buffer);
    if (value < limit) return value % count;
  }
}

/** The unspent tokens of a kind; those that say no kind are for posting. */
export const tokens = (kind = "post") => within(["tokens"], async ({ tokens: kept }) =>
  (await ask(kept.getAll())).filter((token) => (token.kind || "post") === kind));

/** True where there is something to speak with, or something said that waits for its answer. */
export const anything = async () =>
  (await tokens()).length > 0 || within(["flight"], async ({ flight }) => (await ask(flight.count())) > 0);

export const collected = (kid) => `collected:${kid}`;

/** Keeps blinded values before they are sent; the ones kept first win, so that a repeat sends the same bytes. */
export const begin = (row) => within(["pending"], async ({ pending }) => {
  const first = await ask(pending.get(row.kid));
  if (!first) await ask(pending.put(row));
  return first || row;
});

export const begun = (kid) => within(["pending"], ({ pending }) => ask(pending.get(kid)));

/** Ends a collection: the blinding is erased, the tokens stand in the wallet, the key is marked. Once only. */
export const finish = ({ kid, kind }, signed, mark) => within(["pending", "tokens", "notes"], async (stores) => {
  if (!(await ask(stores.pending.get(kid)))) return;
  stores.pending.delete(kid);
  for (const { msg, sig } of signed) stores.tokens.put({ kid, kind, msg, sig });
  await ask(stores.notes.put({ name: collected(kid), value: mark }));
});

/** Takes one token of these keys at random, or null. It stays in flight until `landed` or `giveBack`. */
export const draw = (kids) => within(["tokens", "flight"], async (stores) => {
  const usable = (await ask(stores.tokens.getAll())).filter((token) => kids.includes(token.kid));
  if (!usable.length) return null;
  const token = usable[pick(usable.length)];
  stores.tokens.delete(token.msg);
  await ask(stores.flight.put({ ...token, sealed: null, lease: Date.now() + LEASE }));
  return { kid: token.kid, msg: token.msg, sig: token.sig };
});

/** A token of these keys at random, or null, to be shown and not spent: it stays in the wallet. */
export async function shown(kids, kind = "post") {
  const usable = (await tokens(kind)).filter((token) => kids.includes(token.kid));
  if (!usable.length) return null;
  const { kid, msg, sig } = usable[pick(usable.length)];
  return { kid, msg, sig };
}

/** Keeps the exact bytes of a request until its answer is known. */
export const fly = (msg, sealed) => within(["flight"], async ({ flight }) => {
  const row = await ask(flight.get(msg));
  if (row) await ask(flight.put({ ...row, sealed }));
});

/** False once another tab has had the answer. */
export const flying = (msg) => within(["flight"], async ({ flight }) => (await ask(flight.count(msg))) > 0);

export const landed = (msg) => within(["flight"], ({ flight }) => ask(flight.delete(msg)));

export const giveBack = (msg) => within(["tokens", "flight"], async (stores) => {
  const row = await ask(stores.flight.get(msg));
  if (!row) return;
  stores.tokens.put({ kid: row.kid, kind: row.kind, msg: row.msg, sig: row.sig });
  await ask(stores.flight.delete(msg));
});

/** Requests without an answer. Repeating one is harmless: the same bytes arrive once. What was drawn and never sent returns. */
export const unanswered = () => within(["tokens", "flight"], async (stores) => {
  const rows = await ask(stores.flight.getAll());
  for (const { kid, kind, msg, sig } of rows.filter((row) => !row.sealed && row.lease < Date.now())) {
    stores.flight.delete(msg);
    stores.tokens.put({ kid, kind, msg, sig });
  }
  return rows.filter((row) => row.sealed);
});

/** Drops what can no longer be spent. */
export const prune = (kids) => within(["tokens"], async ({ tokens: kept }) => {
  const rows = await ask(kept.getAll());
  for (const row of rows) if (kids.includes(row.kid)) kept.delete(row.msg);
});
