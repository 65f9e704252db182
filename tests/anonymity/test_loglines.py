import json
from dataclasses import replace

import pytest

from portal.anonymity import keylog
from portal.anonymity.encoding import canonical
from portal.anonymity.keylog import Release, Restored
from tests.anonymity.logs import DAY, FIRST, ROOT, chained, complaints, head_of, publication


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("post", "2026-W07"), ("support", "2026-Q4"), ("card", "a" * 26), ("ballot", "2" * 26)],
)
def test_each_kind_has_its_terms_and_scope(signer, kind, scope):
    terms = keylog.KINDS[kind]
    line = publication(signer, kind=kind, scope=scope, quota=terms.quota, cap=terms.cap)
    assert complaints(FIRST, line) == ""
    assert "scope" in complaints(FIRST, replace(line, scope="x"))


@pytest.mark.parametrize("changes", [{"root": "AB" * 32}, {"root": "ab"}, {"batch": "1"}])
def test_a_release_line_of_wrong_form_is_found(changes):
    release = Release(day=DAY, batch=1, root=ROOT)
    assert "no possible value" in complaints(FIRST, replace(release, **changes))


def test_a_restore_gives_a_reason():
    assert "reason has no possible value" in complaints(FIRST, Restored(day=DAY, reason=""))


def respelt(line: bytes) -> list[tuple[bytes, str]]:
    fields = json.loads(line)
    return [
        (line.replace(b",", b", ", 1), "canonical"),
        (line.replace(b"}", b',"day":"2026-11-01"}'), "canonical"),
        (line.replace(b'"v":1', b'"v":1.0'), "v has no possible value"),
        (canonical(fields | {"v": 2}), "unknown version"),
        (canonical(fields | {"note": "x"}), "unknown or missing fields"),
        (canonical({name: fields[name] for name in fields if name != "day"}), "missing fields"),
        (canonical(fields | {"type": "renamed"}), "unknown type"),
        (canonical(fields | {"type": ["log"]}), "unknown type"),
        (canonical(fields | {"prev": "0" * 63}), "prev has no possible value"),
        (b"", "not a JSON object"),
        (b"[]", "not a JSON object"),
        (b"\xff", "not a JSON object"),
        (b"[" * 100_000, "not a JSON object"),
    ]


def test_a_line_in_any_other_spelling_is_found():
    line = chained(FIRST)[0]
    for other, complaint in respelt(line):
        found = keylog.check([other], head_of([other]))
        assert complaint in "; ".join(found), other[:80]
