// The proof of work of a post by poster (protocol, part 9). Browsers offer SHA-256 only one promise at a time, which is
// slow; this one hashes the one block that a proof is, and gives no more of the hash than the zeros in front.
import { concat, unb64u, utf8 } from "./bytes.js";

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const ROUND = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const FRONT_WORDS = 11;
const block = new Int32Array(64);

const turn = (word, by) => (word >>> by) | (word << (32 - by));

function spread() {
  for (let at = 16; at < 64; at += 1) {
    const near = block[at - 2];
    const far = block[at - 15];
    const some = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    const others = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    block[at] = (some + block[at - 7] + others + block[at - 16]) | 0;
  }
}

/** The zero bits with which the hash of the block begins, counted up to 64. */
function zeros() {
  // Not by destructuring, which halves the pace.
  let a = START[0];
  let b = START[1];
  let c = START[2];
  let d = START[3];
  let e = START[4];
  let f = START[5];
  let g = START[6];
  let h = START[7];
  for (let at = 0; at < 64; at += 1) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[at] + block[at]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const top = Math.clz32(a + START[0]);
  return top < 32 ? top : 32 + Math.clz32(b + START[1]);
}

const put = (at, byte) => (block[FRONT_WORDS + (at >> 2)] |= byte << (24 - 8 * (at & 3)));

/** Counts the zero bits of SHA-256("portal/pow/1" || nullifier || proof) for proofs of at most eleven digits. */
export function counter(nullifier) {
  const view = new DataView(concat(utf8("portal/pow/1"), unb64u(nullifier, 32)).buffer);
  const front = Int32Array.from({ length: FRONT_WORDS }, (_, at) => view.getInt32(4 * at));
  return (proof) => {
    block.set(front);
    block.fill(0, FRONT_WORDS, 16);
    for (let at = 0; at < proof.length; at += 1) put(at, proof.charCodeAt(at));
    put(proof.length, 0x80);
    block[15] = 8 * (4 * FRONT_WORDS + proof.length);
    spread();
    return zeros();
  };
}
