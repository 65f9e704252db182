// The browser's own database, "candor": what this device keeps, and one transaction at a time around it.
const NAME = "candor";
const STORES = { tokens: "msg", pending: "kid", flight: "msg", notes: "name" };
let opened = null;

function create(db) {
  for (const [name, keyPath] of Object.entries(STORES)) db.createObjectStore(name, { keyPath });
}

/** The answer of one request as a promise. */
export const ask = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function connect() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => create(request.result);
  const db = await ask(request);
  db.onversionchange = () => close();
  return db;
}

async function close() {
  const db = await opened;
  opened = null;
  db?.close();
}

const ended = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = () => reject(transaction.error);
});

/** Runs `work(stores)` in one read-write transaction; `work` may await nothing but requests. */
export async function within(names, work) {
  opened ||= connect();
  const transaction = (await opened).transaction(names, "readwrite");
  const end = ended(transaction);
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
  const [result] = await Promise.all([work(stores), end]);
  return result;
}

export async function note(name) {
  const row = await within(["notes"], ({ notes }) => ask(notes.get(name)));
  return row ? row.value : null;
}

export const keep = (name, value) => within(["notes"], ({ notes }) => ask(notes.put({ name, value })));

export const forget = (name) => within(["notes"], ({ notes }) => ask(notes.delete(name)));

/** Empties this device: tokens, receipts, drafts and the key they are sealed with. */
export async function wipe() {
  await close();
  await ask(indexedDB.deleteDatabase(NAME));
}

/** Receipts that somebody chose to keep here: [{name, value: {letters, label}}]. */
export const remembered = () => within(["notes"], ({ notes }) =>
  ask(notes.getAll(IDBKeyRange.bound("receipt:", "receipt:\uffff"))));
