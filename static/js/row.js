// "Show me my row": the literal record that will be stored, before anything is sent.
import { hex, sha256 } from "./bytes.js";
import { part } from "./dom.js";
import { commitment } from "./item.js";

const short = (text) => `${text.slice(0, 4)}…${text.slice(-4)}`;
const START = 8;

function beginning(body) {
  const letters = Array.from(body);
  return letters.length > START ? `${letters.slice(0, START).join("")}…` : body;
}

/** Fills the table for an item and the secrets it would be sent with ({mailbox or null, salt}). */
export async function drawRow(said, names, { mailbox, salt }) {
  const none = part("record").dataset.none;
  const cells = {
    kind: said.kind,
    target: names.target || none,
    body: said.body ? beginning(said.body) : none,
    cause: names.cause || none,
    severity: said.severity || none,
    ask: names.ask || none,
    poster: part("record").dataset[names.poster ? "yes" : "no"],
    photos: said.photos.map(short).join(" ") || none,
    mailbox: mailbox ? short(hex(await sha256(mailbox))) : none,
    commitment: short(await commitment(salt, said)),
  };
  for (const [name, value] of Object.entries(cells)) part(`row-${name}`).textContent = value;
}
