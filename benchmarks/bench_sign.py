"""Blind signatures a second on one core, beside OpenSSL's plain RSA of the same size."""

import os
import secrets
import subprocess
import time

from benchmarks.harness import ROUNDS, Spread, say
from benchmarks.judging import Report
from portal.anonymity.blindrsa import PrivateKey, sign

SECONDS = 3
BITS = 3072


def ours(key: PrivateKey) -> float:
    """Signatures per CPU second of `sign`, blinding and its own check included."""
    top = key.public.n - 2
    numbers = (secrets.randbelow(top - 1) + 2 for _number in range(64))
    blinded = [number.to_bytes(key.public.size, "big") for number in numbers]
    done, begun = 0, time.process_time()
    while (passed := time.process_time() - begun) < SECONDS:
        sign(key, blinded[done % len(blinded)])
        done += 1
    return done / passed


def openssl() -> float:
    """Signatures per CPU second by `openssl speed`."""
    command = ["openssl", "speed", "-seconds", str(SECONDS), "-mr", f"rsa{BITS}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    row = next(line for line in done.stdout.splitlines() if line.startswith("+F2:"))
    _mark, _index, bits, signed, _verified = row.split(":")
    if int(bits) != BITS:
        raise RuntimeError(f"openssl measured another key: {row}")
    return float(signed)


def run() -> Report:
    """Alternate and judge."""
    key, pairs, loads = PrivateKey.generate(BITS), [], []
    for number in range(ROUNDS + 1):
        pair = (ours(key), openssl())
        if number:
            pairs.append(pair)
            loads.append(os.getloadavg()[0])
            say(f"  round {number}: {pair[0]:.0f}/s, openssl {pair[1]:.0f}/s")
    report = Report("sign", [])
    report.note("signatures a second", [[round(x, 1) for x in pair] for pair in pairs])
    report.note("load", loads)
    report.note("ours, a second", str(Spread.of([one for one, _other in pairs])))
    report.note("openssl, a second", str(Spread.of([other for _one, other in pairs])))
    report.judge("signing", Spread.of([one / other for one, other in pairs]))
    return report
