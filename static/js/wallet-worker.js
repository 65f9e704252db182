// Blinds and unblinds in a thread of its own: RSABSSA-SHA384-PSS-Randomized (RFC 9474).
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { b64u, random, unb64u } from "./bytes.js";

const suite = RSABSSA.SHA384.PSS.Randomized();

const publicKey = (spki) =>
  crypto.subtle.importKey("spki", unb64u(spki), { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);

async function blindOne(key) {
  const msg = suite.prepare(random(32));
  const { blindedMsg, inv } = await suite.blind(key, msg);
  return { msg: b64u(msg), blinded: b64u(blindedMsg), inv: b64u(inv) };
}

async function blind({ spki, count }) {
  const key = await publicKey(spki);
  const rows = [];
  for (let made = 0; made < count; made += 1) rows.push(await blindOne(key));
  return rows;
}

async function finalize({ spki, rows, signatures }) {
  const key = await publicKey(spki);
  const signed = [];
  for (const [at, { msg, inv }] of rows.entries()) {
    const sig = await suite.finalize(key, unb64u(msg), unb64u(signatures[at]), unb64u(inv));
    signed.push({ msg, sig: b64u(sig) });
  }
  return signed;
}

const WORK = { blind, finalize };

self.onmessage = async ({ data: { work, given } }) => {
  try {
    self.postMessage({ result: await WORK[work](given) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
