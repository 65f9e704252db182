import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.anonymity import durable, keylog
from portal.anonymity.encoding import b64u, unb64u
from portal.anonymity.keylog import Log, LogRefused, Release, Restored, State
from tests.anonymity.logs import DAY, FIRST, KEY, ROOT, chained, head_of, publication, whole_life

SHARED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def life(signer) -> list:
    return whole_life(signer)


def test_a_log_of_a_whole_life_is_without_fault(tmp_path, life):
    for line in life:
        log = keylog.append(tmp_path, KEY, line)
    assert list(log.lines) == chained(*life)
    assert log.head == head_of(log.lines)
    assert keylog.read(tmp_path) == log
    assert keylog.check(log.lines, log.head) == []


def test_the_files_are_the_bytes_that_are_served(tmp_path, life):
    log = keylog.append(tmp_path, KEY, *life)
    assert (tmp_path / "log.ndjson").read_bytes() == log.raw
    assert (tmp_path / "head.json").read_bytes() == log.head
    assert keylog.split(log.raw) == log.lines


def test_lines_carry_exactly_the_published_fields(tmp_path, life, signer):
    log = keylog.append(tmp_path, KEY, *life, Restored(day=DAY, reason="disk"))
    common = {"v", "seq", "prev", "type", "day"}
    terms = ["kind", "kid", "spki", "scope", "roster", "quota", "cap", "floor", "opens", "demo"]
    closing = ["kind", "kid", "issued", "redeemed", "roster"]
    assert [set(json.loads(line)) - common for line in log.lines] == [
        {"key"}, set(terms), {"kind", "kid", "early"}, {"batch", "root"}, {"kind", "kid"},
        set(closing), {"batch", "root"}, {"reason"},
    ]  # fmt: skip
    assert all(set(json.loads(line)) >= common for line in log.lines)
    assert unb64u(json.loads(log.lines[1])["spki"]) == signer.spki


def test_states_follow_the_lines(life, signer):
    seen = [keylog.states(chained(*life[:count])).get(signer.kid) for count in range(1, 8)]
    assert seen[0] is None
    assert [entry.state for entry in seen[1:]] == [
        State.PUBLISHED, State.OPEN, State.OPEN, State.RETIRED, State.CLOSED, State.CLOSED,
    ]  # fmt: skip
    last = seen[-1]
    days = (last.day, last.opens, last.opened, last.retired, last.closed)
    assert days == (DAY, "2026-11-08", "2026-11-08", "2026-12-01", "2026-12-08")
    assert (last.floor, last.quota, last.cap, last.demo) == (20, 10, 30, False)


def test_the_pin_is_the_beginning_of_the_last_lines_hash(tmp_path, life):
    log = keylog.append(tmp_path, KEY, *life)
    assert log.pin == json.loads(log.head)["hash"][:8]
    assert keylog.KeyLog((), b"").pin == ""


def test_an_absent_log_is_empty(tmp_path):
    assert keylog.read(tmp_path / "keylog") == keylog.KeyLog((), b"")
    assert keylog.append(tmp_path / "keylog", KEY) == keylog.KeyLog((), b"")
    assert keylog.read(tmp_path / "keylog").raw == b""
    assert keylog.check((), b"") == ["the log is empty"]


class PowerCut(Exception):
    pass


def cut(*_):
    raise PowerCut


@contextmanager
def power_cut_before_the_head(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(durable, "replace", cut)
        with pytest.raises(PowerCut):
            yield


def test_a_crash_between_log_and_head_is_healed_on_the_next_open(tmp_path, life, monkeypatch):
    keylog.append(tmp_path, KEY, *life[:2])
    with power_cut_before_the_head(monkeypatch):
        keylog.append(tmp_path, KEY, life[2])
    broken = keylog.read(tmp_path)
    assert "last line" in "; ".join(keylog.check(broken.lines, broken.head))
    healed = keylog.append(tmp_path, KEY)
    assert list(healed.lines) == chained(*life[:3])
    assert keylog.check(healed.lines, healed.head) == []
    assert keylog.read(tmp_path) == healed


def test_a_crash_before_the_first_head_is_healed(tmp_path, life, monkeypatch):
    with power_cut_before_the_head(monkeypatch):
        keylog.append(tmp_path, KEY, life[0])
    assert keylog.read(tmp_path).head == b""
    healed = keylog.append(tmp_path, KEY, life[1])
    assert keylog.check(healed.lines, healed.head) == []


@given(torn=st.integers(1, 200))
@SHARED
def test_a_torn_last_line_goes_and_nothing_else(tmp_path_factory, signer, torn):
    folder = tmp_path_factory.mktemp("keylog")
    whole = keylog.append(folder, KEY, FIRST, publication(signer))
    line = chained(FIRST, publication(signer), Release(day=DAY, batch=1, root=ROOT))[2]
    with (folder / "log.ndjson").open("ab") as file:
        file.write(line[:torn])
    assert keylog.read(folder) == whole
    after = keylog.append(folder, KEY, Release(day=DAY, batch=2, root=ROOT))
    assert after.lines[:2] == whole.lines
    assert keylog.check(after.lines, after.head) == []
    assert (folder / "log.ndjson").read_bytes() == after.raw


def test_writers_at_the_same_time_make_one_chain(tmp_path):
    keylog.append(tmp_path, KEY, FIRST)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: keylog.append(tmp_path, KEY, Restored(day=DAY, reason=str(n))),
                      range(12)))  # fmt: skip
    log = keylog.read(tmp_path)
    assert len(log.lines) == 13
    assert keylog.check(log.lines, log.head) == []


def test_a_line_that_a_browser_would_refuse_is_never_written(tmp_path, life):
    log = keylog.append(tmp_path, KEY, *life[:2])
    with pytest.raises(LogRefused, match="published before"):
        keylog.append(tmp_path, KEY, life[1])
    assert keylog.read(tmp_path) == log


def test_an_old_fault_does_not_stop_new_lines(tmp_path, life):
    raw = chained(FIRST, replace(life[1], roster=3))
    (tmp_path / "log.ndjson").write_bytes(b"".join(line + b"\n" for line in raw))
    log = keylog.append(tmp_path, KEY, Release(day=DAY, batch=1, root=ROOT))
    assert keylog.check(log.lines, log.head) == ["line 1: a roster under the floor"]


def test_a_log_that_lost_lines_is_never_signed_again(tmp_path, life):
    keylog.append(tmp_path, KEY, *life)
    lines = chained(*life)
    for shorter in (lines[:-1], [*lines[:-1], lines[0]]):
        (tmp_path / "log.ndjson").write_bytes(b"".join(line + b"\n" for line in shorter))
        with pytest.raises(LogRefused, match="does not go on from its head"):
            keylog.append(tmp_path, KEY)


def test_a_damaged_head_is_never_replaced_in_silence(tmp_path, life):
    keylog.append(tmp_path, KEY, *life)
    (tmp_path / "head.json").write_text("{}")
    with pytest.raises(LogRefused, match="cannot be trusted"):
        keylog.append(tmp_path, KEY)


def test_another_key_than_the_logs_signs_nothing(tmp_path, life):
    keylog.append(tmp_path, KEY, *life[:2])
    other = Ed25519PrivateKey.generate()
    with pytest.raises(LogRefused, match="not the key that the log names"):
        keylog.append(tmp_path, other, life[2])
    line = Log(day=DAY, key=b64u(other.public_key().public_bytes_raw()))
    log = keylog.append(tmp_path, other, line)
    assert keylog.check(log.lines, log.head) == []


def test_the_first_line_names_the_key(tmp_path, life):
    with pytest.raises(LogRefused, match="first line"):
        keylog.append(tmp_path, KEY, Restored(day=DAY, reason="x"))


def test_a_head_that_fits_is_left_alone(tmp_path, life):
    keylog.append(tmp_path, KEY, *life)
    before = (tmp_path / "head.json").stat()
    keylog.append(tmp_path, KEY)
    assert (tmp_path / "head.json").stat() == before
