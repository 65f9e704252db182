// What an author asks or says by receipt: sent with the mailbox alone, as long as every other request.
import { b64u } from "./bytes.js";
import { padded } from "./item.js";
import { inLanguage, PLAIN } from "./trust.js";

/** The answer of an address under /say/receipts; throws TypeError without a network. */
export function ask(mailbox, address = "", fields = {}) {
  return fetch(inLanguage(`/say/receipts${address}`), {
    ...PLAIN, method: "POST", headers: { "Content-Type": "application/json" },
    body: padded({ v: 1, mailbox: b64u(mailbox), ...fields }),
  });
}
