"""The canary in files and in the journal: every spelling is found, what cannot be read is said."""

import base64
import os
import sqlite3
import time
from contextlib import closing
from urllib.parse import quote

import pytest

from portal.doctor.canary import Canary
from portal.doctor.findings import Level
from portal.doctor.traces import CHUNK, SLACK, Search, usual_places

CANARY = Canary()
WORD = CANARY.word


def search(place, **how):
    return list(Search(CANARY).within(place, **how))


def percent(word):
    return "".join(f"%{byte:02X}" for byte in word.encode())


SPELLINGS = {
    "in a line of a log": f'10.0.0.7 - "GET /say/?q={WORD} HTTP/1.1" 200',
    "in an address": quote(f"/in/{WORD}?ü"),
    "in capitals": WORD.upper(),
    "percent": percent(WORD),
    "percent in small letters": percent(WORD).lower(),
    "hex": WORD.encode().hex(),
    "hex in capitals": WORD.encode().hex().upper(),
    **{
        f"base64, {before} before": base64.b64encode(f"{'x' * before}{WORD}:y".encode()).decode()
        for before in range(4)
    },
    "base64 for addresses": base64.urlsafe_b64encode(f"xx?{WORD}".encode()).decode(),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_is_found(tmp_path, name):
    (tmp_path / "access.log").write_text(f"before\n{SPELLINGS[name]}\nafter")
    [found] = search(tmp_path)
    assert (found.level, "access.log holds" in found.said) == (Level.BROKEN, True)


def test_utf_16_is_found(tmp_path):
    (tmp_path / "log").write_bytes(WORD.encode("utf-16"))
    assert "in UTF-16" in search(tmp_path)[0].said


def test_another_canary_is_not_found(tmp_path):
    (tmp_path / "log").write_text(Canary().word)
    assert search(tmp_path) == []


def test_a_word_across_two_pieces_is_found(tmp_path):
    (tmp_path / "log").write_text("x" * (CHUNK - 10) + WORD)
    assert len(search(tmp_path)) == 1


def test_a_name_of_a_file_is_found(tmp_path):
    (tmp_path / f"upload-{WORD}").touch()
    assert "The name of" in search(tmp_path)[0].said


def test_what_waits_in_a_write_ahead_log_is_found(tmp_path):
    path = tmp_path / "main.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("create table said (words)")
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("insert into said values (?)", [WORD])
        [found] = search(tmp_path, all_of_it=True)
    assert f"{path}-wal holds" in found.said


def test_what_is_older_is_read_only_where_all_of_it_is_wanted(tmp_path):
    path = tmp_path / "log"
    path.write_text(WORD)
    later = Canary(WORD, since=time.time() + 2 * SLACK)
    assert list(Search(later).within(tmp_path)) == []
    assert len(list(Search(later).within(tmp_path, all_of_it=True))) == 1


def test_no_file_is_read_twice(tmp_path):
    (tmp_path / "log").write_text(WORD)
    once = Search(CANARY)
    assert [len(list(once.within(place))) for place in (tmp_path, tmp_path / "log")] == [1, 0]
    assert once.read == 1


def test_links_and_pipes_in_a_folder_are_left_alone(tmp_path):
    (tmp_path / "away").symlink_to("/proc/self/mem")
    os.mkfifo(tmp_path / "pipe")
    assert search(tmp_path) == []


def test_a_log_that_is_not_there_is_said(tmp_path):
    [found] = search(tmp_path / "access.log")
    assert (found.level, "is not there" in found.said) == (Level.UNSEEN, True)


def test_a_log_that_cannot_be_read_is_said(tmp_path):
    # Nobody may read it from its beginning, not even root.
    (tmp_path / "log").symlink_to("/proc/self/mem")
    [found] = search(tmp_path / "log")
    assert (found.level, "could not be read" in found.said) == (Level.UNSEEN, True)


def test_a_folder_that_cannot_be_listed_is_said(tmp_path, monkeypatch):
    def refuse(place, onerror):
        onerror(PermissionError(13, "Permission denied", str(place)))
        return iter([(str(place), [], [])])

    monkeypatch.setattr(os, "walk", refuse)
    [found] = search(tmp_path)
    assert found.level is Level.UNSEEN
    assert found.said == f"{tmp_path} could not be read: Permission denied."


def test_a_file_that_goes_meanwhile_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr("portal.doctor.traces._plain", lambda _path: True)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert search(tmp_path) == []


def program(tmp_path, script):
    path = tmp_path / "journalctl"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


@pytest.mark.parametrize(
    ("script", "level"),
    [
        (f"echo MESSAGE={WORD}", Level.BROKEN),
        ("echo MESSAGE=KeyError in voice.compose", Level.FINE),
        ("exit 1", Level.UNSEEN),
        ("echo Hint: You are currently not seeing messages from other users. >&2", Level.UNSEEN),
    ],
    ids=["found", "clean", "refused", "of others"],
)
def test_the_journal_is_searched_or_it_is_said(tmp_path, script, level):
    assert Search(CANARY).journal(program(tmp_path, script)).level is level


def test_a_machine_without_a_journal_has_none_to_search(monkeypatch):
    monkeypatch.setattr("portal.doctor.traces.shutil.which", lambda _name: None)
    assert Search(CANARY).journal().level is Level.FINE


def test_the_usual_places_are_there():
    assert all(place.exists() for place in usual_places())
