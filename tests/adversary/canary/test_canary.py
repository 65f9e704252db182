"""What a known person sends stands nowhere that it should not, in no spelling."""

import sqlite3
from base64 import b64encode
from contextlib import closing
from fnmatch import fnmatch

import pytest

from tests.adversary.canary.gathering import Gathering
from tests.adversary.canary.searching import digests, search, spellings
from tests.adversary.canary.story import Story
from tests.adversary.stores import PostgresStores, SqliteStores

# What may stand where, and why. Nothing of main, inbox, issuance, logs or backups is here.
ALLOWED = {
    (
        "text",
        "data/search.db*",
    ): "published and rendered; never backed up, goes with its key",
    ("text", "kept/export.*"): "a manager exported what is published; the file is theirs",
    ("text on a slip", "data/search.db*"): "the same",
    ("text on a slip", "kept/export.*"): "the same",
    ("text by poster", "data/search.db*"): "the same",
    ("text by poster", "kept/export.*"): "the same",
    ("reply", "data/search.db*"): "the same",
    (
        "card",
        "kept/export.voting.*",
    ): "all cards lie on the table by then; a page, and files of a manager",
    ("card", "kept/export.counted.*"): "the same",
}


def unexplained(hits):
    return {
        hit
        for hit in hits
        if not any(hit.what == what and fnmatch(hit.place, place) for what, place in ALLOWED)
    }


@pytest.fixture
def stores(request, tmp_path, tmp_path_factory):
    made = request.param(tmp_path / "data")
    yield made
    made.close()


def on_postgres(data):
    return PostgresStores.made(data)


EVERYWHERE = [
    pytest.param(SqliteStores, id="sqlite"),
    pytest.param(on_postgres, id="postgres", marks=(pytest.mark.postgres, pytest.mark.long)),
]


@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.parametrize("stores", EVERYWHERE, indirect=True)
def test_nothing_of_a_person_or_a_secret_stands_anywhere(stores, tmp_path):
    before = digests(stores.folders)
    with Story(tmp_path, stores).told() as story:
        story.say()
        story.say_with_a_slip()
        assert search(story.folders, story.secrets, before) == set()
        story.release(0)
        assert search(story.folders, story.secrets, before) == set()
        story.review()
        story.ask()
        story.scan()
        assert unexplained(search(story.folders, story.secrets, before)) == set()
        story.release(1)
        story.answer()
        story.copy()
        room = Gathering(story)
        waits_unseen(room, before)
        hits = search(story.folders, story.secrets | room.waited, before)
    assert unexplained(hits) == set()
    assert unexplained(search(story.folders, story.secrets, before)) == set()
    # What is allowed was found, or the search would have looked where nothing is.
    for what, place in ALLOWED:
        assert any(hit.what == what and fnmatch(hit.place, place) for hit in hits)


def waits_unseen(room, before):
    """Before its step ends, what is said in a retrospective stands in the inbox alone, sealed."""
    story = room.story
    room.write()
    room.lead("safety")
    room.answer()
    story.take_along("asking")
    room.back_up()
    said = {what: secret for what, secret in story.secrets.items() if what in OF_THE_ROOM}
    hits = search(story.folders, said | room.waited, before)
    assert len(said) == len(OF_THE_ROOM)
    assert {(hit.what, is_of_the_inbox(hit)) for hit in hits} == WAITING
    room.lead("review", "vote")
    room.vote()
    story.take_along("voting")
    room.back_up()
    hits = search(story.folders, room.waited, before)
    assert {hit.what for hit in hits} >= {"ballot 1"}
    assert all(is_of_the_inbox(hit) for hit in hits)
    room.lead("actions")
    story.take_along("counted")


OF_THE_ROOM = {"card", "card token", "card signature", "vote token", "vote signature"}
WAITING = {("card as it waits", True), ("answer", True)}


def is_of_the_inbox(hit):
    """True for its file, its log, or the folder of its server."""
    return hit.place.startswith(("data/inbox.db", "inbox/"))


SECRETS = {"text": "鸚鵡在雨靴裡", "words": "parrot boot", "token": bytes(range(64, 160))}


@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("what", SECRETS)
def test_a_leak_is_found_in_every_spelling_and_at_every_place(tmp_path, what, before):
    for name, spelt in spellings(SECRETS[what]).items():
        folder = tmp_path / f"{what} {name}"
        folder.mkdir()
        (folder / "some.log").write_bytes(b"\0" * before + b"x" * 5000 + spelt + b"tail")
        assert {(hit.what, hit.spelling) for hit in search([folder], SECRETS)} >= {(what, name)}


def test_what_was_there_before_is_passed_over_and_what_changed_is_not(tmp_path):
    same, grown = tmp_path / "same", tmp_path / "grown"
    for path in (same, grown):
        path.write_text(SECRETS["words"], encoding="utf-8")
    before = digests([tmp_path])
    assert search([tmp_path], SECRETS, before) == set()
    grown.write_bytes(grown.read_bytes() + bytes(9000))
    assert {hit.place for hit in search([tmp_path], SECRETS, before)} == {f"{tmp_path.name}/grown"}


@pytest.mark.parametrize("before", range(5))
def test_a_leak_inside_a_longer_word_of_base64_is_found(tmp_path, before):
    (tmp_path / "some.log").write_bytes(b64encode(b"x" * before + SECRETS["token"] + b"tail"))
    assert {hit.what for hit in search([tmp_path], SECRETS)} == {"token"}


def test_a_leak_that_is_cut_in_two_by_pages_is_found_in_its_table(tmp_path):
    with closing(sqlite3.connect(tmp_path / "some.db")) as store:
        store.execute("create table said (words text)")
        for size in range(3900, 4200):
            store.execute("insert into said values (?)", ("x" * size + SECRETS["words"],))
        store.commit()
    hits = search([tmp_path], SECRETS)
    assert f"{tmp_path.name}/some.db: said" in {hit.place for hit in hits}


def test_a_leak_in_the_name_of_a_file_is_found(tmp_path):
    (tmp_path / SECRETS["words"]).touch()
    assert {hit.what for hit in search([tmp_path], SECRETS)} == {"words"}
