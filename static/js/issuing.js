// Tokens of a key: blinded here, signed by whoever may sign, finished here. The arithmetic runs in a thread of its own.
import { begin, begun, finish } from "./wallet.js";

/* global WALLET_WORKER */
const worker = (work, given) => new Promise((resolve, reject) => {
  const thread = new Worker(new URL(WALLET_WORKER, import.meta.url), { type: "module" });
  const end = (settle, value) => {
    thread.terminate();
    settle(value);
  };
  thread.onmessage = ({ data }) => (data.error ? end(reject, new Error(data.error)) : end(resolve, data.result));
  thread.onerror = () => end(reject, new Error("the worker did not start"));
  thread.postMessage({ work, given });
});

async function blinded(key) {
  const first = await begun(key.kid);
  if (first) return first;
  const rows = await worker("blind", { spki: key.spki, count: key.quota });
  return begin({ kid: key.kid, rows });
}

/** Lets `send(kid, blinded)` have tokens of a key signed, and keeps them in the wallet; its answer. */
export async function take(key, seq, send) {
  const { rows } = await blinded(key);
  const answer = await send(key.kid, rows.map((row) => row.blinded));
  if (!answer.ok) return answer;
  const { signatures } = await answer.json();
  const signed = await worker("finalize", { spki: key.spki, rows, signatures });
  await finish(key, signed, { seq });
  return answer;
}
