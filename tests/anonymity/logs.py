"""Logs for tests: lines chained and heads signed as a server could that checks nothing."""

import hashlib
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.anonymity import keylog
from portal.anonymity.encoding import b64u, canonical
from portal.anonymity.keylog import Closed, Log, Opened, Published, Release, Retired

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DAY = "2026-11-01"
FIRST = Log(day=DAY, key=b64u(KEY.public_key().public_bytes_raw()))
ROOT = "ab" * 32


def publication(key, **changes) -> Published:
    terms = {"kind": "post", "scope": "2026-11", "roster": 40, "quota": 10, "cap": 30, "floor": 20}
    line = Published(
        day=DAY, kid=key.kid, spki=b64u(key.spki), opens="2026-11-08", demo=False, **terms
    )
    return replace(line, **changes)


def whole_life(key) -> list:
    post = {"kind": "post", "kid": key.kid}
    return [
        FIRST,
        publication(key),
        Opened(day="2026-11-08", early=False, **post),
        Release(day="2026-11-09", batch=1, root=ROOT),
        Retired(day="2026-12-01", **post),
        Closed(day="2026-12-08", issued=90, redeemed=12, roster=41, **post),
        Release(day="2026-12-09", batch=4, root=ROOT),
    ]


def chained(*lines) -> list[bytes]:
    """Chain lines as a server could that checks nothing."""
    raw, prev = [], "0" * 64
    for seq, line in enumerate(lines):
        fields = {name: getattr(line, name) for name in line.__dataclass_fields__}
        common = {"v": 1, "seq": seq, "prev": prev, "type": line.type}
        raw.append(canonical(common | fields))
        prev = hashlib.sha256(raw[-1]).hexdigest()
    return raw


def head_of(lines, key=KEY, **changes) -> bytes:
    last = hashlib.sha256(lines[-1]).digest()
    seq = len(lines) - 1
    sig = key.sign(b"portal/head/1" + seq.to_bytes(8, "big") + last)
    return canonical({"v": 1, "seq": seq, "hash": last.hex(), "sig": b64u(sig)} | changes)


def complaints(*lines) -> str:
    raw = chained(*lines)
    return "; ".join(keylog.check(raw, head_of(raw)))
