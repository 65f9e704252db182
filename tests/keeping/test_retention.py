"""The end of a text: after its months nobody can read it, whatever backup and keys they hold."""

from datetime import date

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import keylog
from portal.anonymity.sealing import Destroyed
from portal.answers import findable, outliving
from portal.answers import service as answers
from portal.answers.inbox import inbox as decisions_for
from portal.answers.models import Decision, Hop, Reply
from portal.core.db import db, reading, settle, transaction
from portal.detectors.segments import segmented, sought
from portal.keeping import backup, keycopies, restore, retention
from portal.moderation.models import Review
from portal.people import issuance
from portal.voice import photos, rendering, schedule
from portal.voice.keys import keys_folder, log_folder, sealer
from portal.voice.models import RENDERED, ActRow, Outcome, Photo, Post, PostEvent, Spent
from portal.voice.sweeping import give_up
from tests.conftest import make_settings
from tests.keeping.conftest import TEXTS, bring_back, inside
from tests.keeping.test_refusals import broken
from tests.voice.conftest import inbox

pytestmark = [pytest.mark.everywhere, pytest.mark.slow]

BEFORE, AFTER = date(2028, 11, 30), date(2028, 12, 1)


@pytest.fixture
def aged(published):
    """The posts as if they all were of November 2026, whenever this test runs."""
    rename("2026-11")
    return published


def rename(epoch):
    """Seal every post anew, for another epoch."""
    with transaction() as session:
        for post in session.scalars(select(Post)).all():
            item = rendering.open_item(post)
            post.epoch, post.sealed = epoch, rendering.seal_item(post.id, epoch, item)
    for other in sealer().keys.epochs() - {epoch}:
        sealer().keys.destroy(other)
    rendering.rebuild()


def count(*models):
    return [len(db.session.scalars(select(model)).all()) for model in models]


def test_until_its_last_day_a_text_is_there_and_then_nothing_of_it(aged):
    assert retention.retain(BEFORE) == {}
    assert count(Post, PostEvent, Outcome, Review, Hop) == [3, 6, 3, 3, 3]
    assert retention.retain(AFTER) == {"2026-11": 3}
    assert count(Post, PostEvent, Outcome, Review, Hop) == [0, 0, 0, 0, 0]
    assert sealer().keys.epochs() == set()
    with reading("search") as connection:
        assert connection.execute(select(RENDERED)).all() == []
    assert retention.retain(AFTER) == {}


def test_acts_and_verdicts_about_a_post_go_with_it(aged):
    post = db.session.scalars(select(Post.id)).first()
    said = (("support", post), ("verdict", f"{post}/{'a' * 26}"), ("poll", f"{'b' * 26}/2026-W48"))
    with transaction() as session:
        for number, (act, about) in enumerate(said):
            session.add(ActRow(mark=bytes([number]) * 32, act=act, object=about))
    retention.retain(AFTER)
    assert [one.act for one in db.session.scalars(select(ActRow))] == ["poll"]


def test_no_search_finds_what_is_over_nor_the_words_that_quoted_it(aged, actors, app):
    post = db.session.scalars(select(Post)).all()[0]
    quoted = rendering.open_body(post)
    details = {"reason": "other", "text": f"{quoted}不做", "until": None}
    with transaction():
        answers.decide(actors["bob"], answers.find_blocker(post.id), "decline", details)
    assert [len(look("不做")) for look in (said, wrote)] == [0, 1]
    assert len(said(quoted[:2])) == 1
    retention.retain(AFTER)
    assert said(quoted[:2]) == wrote("不做") == []
    settle("search")
    left = (app.extensions["portal"].data / "search.db").read_bytes()
    tokens = " ".join(segmented(text) for text in (*TEXTS, "不做")).split()
    assert min(one.encode() for one in tokens if len(one) > 1) not in left


def said(words):
    return rendering.hits(sought(words).match, None, page=1, size=20)


def wrote(words):
    return findable.hits(sought(words).match, None, page=1, size=20)


def test_a_preview_destroys_nothing(aged):
    assert retention.due(AFTER) == {"2026-11": 3}
    assert retention.due(BEFORE) == {}
    assert len(sealer().keys.epochs()) == 1


@pytest.mark.parametrize(
    "step", ["_delete_posts", "unlink_files", "_delete_spent", "_let_go", "compact"]
)
def test_a_crash_is_healed_by_the_next_run(aged, monkeypatch, step):
    with monkeypatch.context() as patch:
        patch.setattr(retention, step, broken)
        with pytest.raises(OSError, match="power"):
            retention.retain(AFTER)
    retention.retain(AFTER)
    assert count(Post, PostEvent) == [0, 0]
    assert sealer().keys.epochs() == set()


def test_the_key_goes_although_what_is_derived_cannot_be_written(aged, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "forget_epochs", broken)
        with pytest.raises(OSError, match="power"):
            retention.retain(AFTER)
    assert sealer().keys.epochs() == set()


def test_a_backup_from_before_yields_no_text_with_the_keys_of_after(aged, tmp_path, app):
    backup.back_up(tmp_path / "backup")
    retention.retain(AFTER)
    sealer().keys.find_or_make("2028-12")
    keycopies.keep(keys_folder(), tmp_path / "copies", AFTER)
    # Read as a thief reads: the backup's rows, and every key that is left.
    found = restore.plan(tmp_path / "backup", tmp_path / "copies", app.extensions["portal"])
    assert found.found.batch == 1
    restore.perform(found)
    posts = db.session.scalars(select(Post)).all()
    assert len(posts) == 3
    for post in posts:
        with pytest.raises(Destroyed):
            rendering.open_item(post)
    assert not any(said(text[:2]) for text in TEXTS)
    pages = str(rendering.bodies(posts))
    assert not any(text in pages for text in TEXTS)


def test_keys_of_texts_over_their_time_are_not_brought_back(
    aged, tmp_path, elsewhere, time_machine, monkeypatch
):
    backup.back_up(tmp_path / "backup")
    keycopies.keep(keys_folder(), tmp_path / "copies", AFTER)
    new = elsewhere()
    time_machine.move_to("2028-12-01T12:00:00+00:00", tick=False)
    with monkeypatch.context() as patch:
        patch.setattr(retention, "retain", broken)
        with pytest.raises(OSError, match="power"):
            bring_back(new, tmp_path / "backup", tmp_path / "copies")
    # Not for a moment, as if it had to be destroyed once more.
    assert not list((new.extensions["portal"].data / "keys" / "dek").iterdir())
    assert bring_back(new, tmp_path / "backup", tmp_path / "copies") == 0
    with inside(new):
        assert count(Post, PostEvent) == [0, 0]
        assert sealer().keys.epochs() == set()


def test_what_waited_all_the_time_ends_with_its_epoch(aged, queue):
    waiting = queue("從來沒有人放出來")
    assert give_up([]) == 0
    assert set(inbox()) == {waiting}
    retention.retain(AFTER)
    assert inbox() == {}


def test_what_waits_since_another_epoch_stays(aged, queue):
    waiting = queue("還新")
    with transaction() as session:
        for post in session.scalars(select(Post)).all():
            item = rendering.open_item(post)
            post.epoch, post.sealed = "2026-10", rendering.seal_item(post.id, "2026-10", item)
    assert retention.retain(date(2028, 11, 1)) == {"2026-10": 3}
    assert set(inbox()) == {waiting}
    assert sealer().keys.epochs() == {"2026-11"}


def test_spent_tokens_are_forgotten_with_their_closed_key_only(aged, open_posting):
    assert count(Spent) == [3]
    retention.retain(AFTER)
    assert count(Spent) == [3]
    closed = keylog.Closed(
        day="2026-12-08", kind="post", kid=open_posting, issued=30, redeemed=3, roster=5
    )
    retired = keylog.Retired(day="2026-12-01", kind="post", kid=open_posting)
    keylog.append(log_folder(), issuance.folder().log_key(), retired, closed)
    retention.retain(BEFORE)
    assert count(Spent) == [3]
    retention.retain(AFTER)
    assert count(Spent) == [0]


@pytest.fixture
def decided(aged, actors, cast):
    """A decision that quotes what was said, one that does not, and a reply."""
    first, second, _third = sorted(db.session.scalars(select(Post)).all(), key=lambda p: p.id)
    body = rendering.open_body(first)
    for post, question in ((first, f"你說「{body[:8]}」，是哪一天？"), (second, "一週大約幾次？")):
        with transaction():
            blocker = answers.find_blocker(post.id)
            answers.decide(actors["bob"], blocker, "ask", {"question": question})
            answers.reply(actors["bob"], blocker, "謝謝。")


def test_decisions_outlive_what_they_answered_but_for_quotations(decided, cast):
    retention.retain(AFTER)
    found = db.session.scalars(select(Decision)).all()
    assert [(one.post_id, one.account_id, one.kind) for one in found] == [
        (None, cast.bob, "ask")
    ] * 2
    assert sorted(one.details["question"] for one in found) == ["", "一週大約幾次？"]
    assert count(Reply) == [0]


def test_nobody_trips_over_a_decision_without_its_blocker(decided, actors, sign_in):
    with transaction() as session:
        for one in session.scalars(select(Decision)):
            one.kind, one.details = "transfer", {"to": actors["bob"].id}
    retention.retain(AFTER)
    assert decisions_for(actors["bob"], "open") == []
    assert sign_in("bob").get("/in/inbox").status_code == 200


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("排程一天改三次", True),
        ("排程、一天 改三次？", True),
        ("排程一天改", False),
        ("我們會談排程", False),
        ("", False),
    ],
)
def test_a_quotation_is_six_characters_in_a_row(words, quoted):
    assert outliving.quotes(words, TEXTS[0]) is quoted


@pytest.mark.parametrize(
    ("words", "quoted"), [("So the mould is late, too", True), ("late", False)]
)
def test_words_of_other_languages_count_as_one(words, quoted):
    assert outliving.quotes(words, "the mould is late too") is quoted
    assert outliving.quotes("anything", "") is False


@pytest.mark.parametrize(
    ("scope", "until"),
    [
        ("2026-11", "2028-12-01"),
        ("2026-12", "2029-01-01"),
        ("2026-Q4", "2029-01-01"),
        ("2026-W48", "2028-11-30"),
        ("2026-W53", "2029-01-04"),
        ("demo", None),
    ],
)
def test_each_scope_has_its_last_day(tmp_path, scope, until):
    found = schedule.kept_until(make_settings(tmp_path), scope)
    assert (found.isoformat() if found else None) == until


def test_photos_and_acts_go_with_their_posts(aged, app):
    ids = [post.id for post in db.session.scalars(select(Post))]
    with transaction() as session:
        session.add(Photo(post_id=ids[0], place=0, epoch="2026-11"))
        session.add(ActRow(mark=bytes(32), act="support", object=ids[0]))
        session.add(ActRow(mark=b"1" * 32, act="poll", object="another", value="5"))
    files = [photos.folder() / name for name in (db.session.scalar(select(Photo.id)), "b" * 26)]
    for file in files:
        file.touch()
    retention.retain(AFTER)
    assert count(Photo, ActRow) == [0, 1]
    assert [file.exists() for file in files] == [False, True]
    files[1].unlink()


def test_it_is_a_job_that_may_run_twice(aged, time_machine):
    time_machine.move_to("2028-12-01T12:00:00+00:00", tick=False)
    assert jobs.retain() == {"2026-11": 3}
    assert jobs.retain() == {}
