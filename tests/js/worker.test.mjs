// Blinding and unblinding against a plain RSA signer.
import assert from "node:assert/strict";
import { constants, createHash, generateKeyPairSync, privateDecrypt, verify } from "node:crypto";
import test from "node:test";
import { b64u, unb64u } from "../../static/js/bytes.js";

const answers = [];
globalThis.self = { postMessage: (answer) => answers.push(answer) };
await import("../../static/js/wallet-worker.js");

async function work(name, given) {
  await globalThis.self.onmessage({ data: { work: name, given } });
  return answers.pop();
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
const spki = b64u(publicKey.export({ type: "spki", format: "der" }));
const sign = (blinded) => privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, unb64u(blinded, 384));

test("a blind signature becomes a plain PSS signature of the prepared message", async () => {
  const { result: rows } = await work("blind", { spki, count: 3 });
  assert.equal(new Set(rows.map(({ blinded }) => blinded)).size, 3);
  const signatures = rows.map(({ blinded }) => b64u(sign(blinded)));
  const { result } = await work("finalize", { spki, rows, signatures });
  for (const { msg, sig } of result) {
    const how = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
    assert.ok(verify("sha384", unb64u(msg, 64), how, unb64u(sig, 384)));
    assert.ok(!rows.some(({ blinded }) => blinded === sig));
  }
});

test("a signature by another key is refused", async () => {
  const { result: rows } = await work("blind", { spki, count: 1 });
  const wrong = createHash("sha512").update("x").digest();
  const { error } = await work("finalize", { spki, rows, signatures: [b64u(Buffer.concat(Array(6).fill(wrong)))] });
  assert.match(error, /invalid signature/);
});
