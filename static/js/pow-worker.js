// Searches for a proof of work in a thread of its own, and says now and then how many it has tried.
import { counter } from "./pow.js";

const REPORT = 65536;

self.onmessage = ({ data: { nullifier, bits } }) => {
  const zeros = counter(nullifier);
  for (let tried = 0; ; tried += 1) {
    const proof = String(tried);
    if (zeros(proof) >= bits) return self.postMessage({ proof });
    if (tried % REPORT === 0) self.postMessage({ tried });
  }
};
