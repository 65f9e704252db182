"""Orders of posts within a release, and of members: whatever might keep who came when."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.adversary.attack import reading
from tests.adversary.attack.evidence import Evidence

Order = list[str]
POST_FIELDS = ("id", "commitment", "mailbox", "sealed", "target", "_rowid", "_xmin", "_ctid")
MEMBER_FIELDS = ("id", "identifier", "password_hash", "_rowid", "_ctid")
ALLOWANCE_FIELDS = ("n", "request", "_rowid", "_xmin", "_ctid")


def _sorted(names: Iterable[str], key: Callable[[str], Any]) -> Order:
    """Those that have a key, by it; the others tell nothing."""
    return sorted((n for n in names if key(n) is not None), key=lambda name: (key(name), name))


def of_posts(evidence: Evidence, batch: int) -> dict[str, Order]:
    """The posts of a release in every order that the artefacts keep."""
    ids = evidence.batches.get(batch, [])
    posts = evidence.posts
    found = {f: _sorted(ids, lambda id_, f=f: posts[id_].get(f)) for f in POST_FIELDS}
    found["size"] = _sorted(ids, lambda id_: len(posts[id_].get("sealed", "")))
    for name, path in _files(evidence, batch).items():
        found |= {f"{name} {kind}": order for kind, order in _laid(path, ids, posts).items()}
    found |= _spent(evidence, batch)
    found["photo file"] = _photos(evidence, batch)
    found["came"] = evidence.came(batch)
    return {name: order for name, order in found.items() if len(order) > 1}


def _files(evidence: Evidence, batch: int) -> dict[str, Path]:
    night, raw = evidence.nights.get(batch), evidence.end / "raw"
    found = {"end": evidence.end / "main.db", "raw": raw / "main.db", "wal": raw / "main.db-wal"}
    found |= {"heap": raw / f"{evidence.table}.heap", "pg wal": raw / "main.wal"}
    if night:
        found |= {"night": night / "main.db", "night wal": night / "main.wal"}
    return found


@cache
def _places(path: Path, ids: frozenset[str]) -> dict[str, list[int]]:
    return reading.places(path, ids)


def forget() -> None:
    """Let go of what was read of one world."""
    _places.cache_clear()
    reading.forget()


def _laid(path: Path, ids: Collection[str], known: Collection[str] = ()) -> dict[str, Order]:
    """By where they stand in a file: first, last, and in which order a page was filled.

    `known`: more that will be asked of the same file, so that it is gone through once.
    """
    every = _places(path, frozenset((*ids, *known)))
    at = {id_: every[id_] for id_ in ids if id_ in every}
    return {
        "first": sorted(at, key=lambda id_: at[id_][0]),
        "last": sorted(at, key=lambda id_: at[id_][-1]),
        "filled": sorted(at, key=lambda id_: reading.inside_page(at[id_][0])),
        "filled alike": _evenly({id_: reading.inside_page(found[0]) for id_, found in at.items()}),
    }


def _evenly(at: Mapping[str, tuple[int, int]]) -> Order:
    """Of several pages, each in the order in which it was filled: all at the same pace."""
    pages: dict[int, Order] = {}
    for id_ in sorted(at, key=lambda one: at[one]):
        pages.setdefault(at[id_][0], []).append(id_)
    share = {id_: (k + 0.5) / len(ids) for ids in pages.values() for k, id_ in enumerate(ids)}
    return sorted(share, key=lambda id_: share[id_])


def _spent(evidence: Evidence, batch: int) -> dict[str, Order]:
    """Posts in the order in which the tokens came that were spent at the same places.

    When each of these came, the live disk told.
    """
    night, spent = evidence.nights.get(batch), evidence.spent_in(batch)
    if night is None or not spent:
        return {}
    came = {nullifier: place for place, nullifier in enumerate(arrivals(evidence, batch))}
    ids = evidence.batches.get(batch, [])
    if len(spent) != len(ids) or not came:
        return {}
    paths = {"": night / "main.db", " raw": evidence.end / "raw/main.db"}
    found = {"spent as read": dict(zip(ids, spent, strict=True))}
    for name, path in paths.items():
        one, other = _laid(path, ids).get("filled", []), _laid(path, spent).get("filled", [])
        if len(one) == len(other) == len(ids):
            found[f"spent by place{name}"] = dict(zip(one, other, strict=True))
    return {n: _sorted(ids, lambda id_, m=m: came.get(m[id_])) for n, m in found.items()}


def arrivals(evidence: Evidence, batch: int) -> Order:
    """Tokens in the order in which the live disk saw them come to the inbox."""
    found: list[str] = []
    for folder in evidence.instants.get(batch, []):
        here = reading.rows(folder, "inbox", "inbox")
        new = [row for row in here if row["nullifier"] not in found]
        logged = reading.places(folder / "inbox.wal", [row["nullifier"] for row in new])
        new.sort(
            key=lambda row: (
                row.get("_xmin", row.get("_rowid", 0)),
                logged.get(row["nullifier"]) or [1 << 40],
            )
        )
        found += [row["nullifier"] for row in new]
    return found


def _photos(evidence: Evidence, batch: int) -> Order:
    """Posts by the inodes of their photos' files."""
    folder = evidence.nights.get(batch, evidence.end)
    files = reading.listing(folder / "files.json")
    photos = {row["post_id"]: row["id"] for row in reading.rows(evidence.end, "main", "photo")}
    inodes = {
        post: files.get(f"uploads/{photo}", [0, 0, 0, None])[3] for post, photo in photos.items()
    }
    return _sorted((id_ for id_ in evidence.batches.get(batch, []) if id_ in photos), inodes.get)


def of_members(evidence: Evidence, batch: int) -> dict[str, Order]:
    """Members who had collected by a release, in every order that the artefacts keep."""
    names = evidence.collected.get(batch, [])
    rows = {row["identifier"]: row for row in evidence.accounts.values()}
    found = {f"account {f}": _sorted(names, lambda n, f=f: rows[n].get(f)) for f in MEMBER_FIELDS}
    looks = evidence.instants.get(batch, [])
    folder = looks[-1] if looks else evidence.end
    allowed = evidence.allowances(folder, evidence.kid_of(batch))
    for field in ALLOWANCE_FIELDS:
        found[f"allowance {field}"] = _sorted(
            (n for n in names if n in allowed), lambda n, f=field: allowed[n].get(f)
        )
    ids = {row["id"]: row["identifier"] for row in evidence.accounts.values()}
    for file in ("issuance.db", "issuance.wal"):
        for kind, order in _laid(folder / file, ids).items():
            found[f"{file} {kind}"] = [ids[id_] for id_ in order if ids[id_] in set(names)]
    found["fresh"] = [name for name in evidence.fresh(batch) if name in set(names)]
    return {name: order for name, order in found.items() if order}
