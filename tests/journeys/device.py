"""What a browser keeps on its device: by every door that a page has, and in its profile."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import FLAGS, PATIENCE, PHONE, executable
from tests.browser.watch import Watch

# Bytes as text, as they would be found in a store of another kind; a key that cannot be read
# stands there as its name.
DUMP = """async () => {
  const digits = (byte) => byte.toString(16).padStart(2, "0");
  const plain = (_name, value) => {
    if (value instanceof ArrayBuffer) return plain(_name, new Uint8Array(value));
    if (value instanceof Uint8Array) return Array.from(value, digits).join("");
    if (typeof value === "bigint") return String(value);
    return value instanceof CryptoKey ? String(value) : value;
  };
  const ask = (request) => new Promise((settle, fail) => {
    request.onsuccess = () => settle(request.result);
    request.onerror = () => fail(request.error);
  });
  const databases = {};
  for (const { name } of await indexedDB.databases()) {
    const db = await ask(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      databases[store] = await ask(db.transaction(store).objectStore(store).getAll());
    }
    db.close();
  }
  const cached = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) cached.push(url);
  }
  const [local, session] = [{ ...localStorage }, { ...sessionStorage }];
  return JSON.stringify({ databases, caches: cached, local, session }, plain);
}"""
# What a page puts into its database while it collects; afterwards it is said to be erased.
NOTE_PENDING = """const put = IDBObjectStore.prototype.put;
window.pending = [];
IDBObjectStore.prototype.put = function (row, ...others) {
  if (this.name === "pending") window.pending.push(...row.rows);
  return put.call(this, row, ...others);
};"""


def kept(page: Page) -> dict[str, Any]:
    """Everything that this page's origin keeps, cookies apart."""
    found: dict[str, Any] = json.loads(page.evaluate(DUMP))
    return found


@contextmanager
def phone(browser: Browser, watch: Watch, profile: Path) -> Iterator[BrowserContext]:
    """A browser whose profile lies in a folder and stays there."""
    words: dict[str, Any] = {"base_url": watch.url, "locale": "zh-TW", "viewport": PHONE}
    program = browser.browser_type
    words |= {"executable_path": executable(), "args": list(FLAGS)}
    context = program.launch_persistent_context(profile, **words)
    context.set_default_timeout(PATIENCE)
    watch.follow(context)
    try:
        yield context
    finally:
        context.close()
