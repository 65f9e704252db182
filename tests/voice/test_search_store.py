"""search.db can be lost at any time: pages go on, and the next start makes it anew."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import fulltext, schema
from portal.core.db import db, reading, settle, transaction
from portal.detectors.segments import segmented, sought
from portal.moderation import service as moderation
from portal.voice import rendering
from portal.voice.models import RENDERED, Post

COPIED = ("kind", "target", "batch", "day", "epoch", "sealed", "state")


@pytest.fixture
def shown(queue, minute, actors):
    """A published post."""
    queue("排程一天改三次")
    jobs.release_at(minute(0))
    post = db.session.scalars(select(Post)).one()
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
    rendering.derive(post)
    return post


def file_of(app):
    return app.extensions["portal"].data / "search.db"


def lose(app, how):
    """Take search.db away, or spoil it, as an accident does; memory forgets what it held."""
    engine = schema.engine_of("search")
    engine.dispose()
    path = file_of(app)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    if how == "lost":
        path.unlink()
    else:
        path.write_bytes(b"no database at all " * 500)
    rendering.forget_all()


def derived():
    with reading("search") as connection:
        return {row.post_id: row.html for row in connection.execute(select(RENDERED))}


def found(words):
    """The ids of the posts that hold these words, as a search looks them up."""
    return list(rendering.hits(sought(words).match, None, page=1, size=20))


def on_disk(app):
    """Every byte of search.db, when nothing waits in its log."""
    settle("search")
    return file_of(app).read_bytes()


@pytest.fixture
def mended(app):
    """Whatever a test did, the run's application gets its search.db back."""
    yield
    rendering.forget_all()
    schema.engine_of("search").dispose()
    file_of(app).unlink(missing_ok=True)
    RENDERED.metadata.create_all(schema.engine_of("search"))


@pytest.mark.parametrize("how", ["lost", "spoilt"])
def test_pages_and_reviews_go_on_without_it(shown, app, how, mended, caplog, sign_in):
    lose(app, how)
    assert rendering.bodies([shown]) == {shown.id: "排程一天改三次"}
    rendering.derive(shown)
    rendering.forget(shown.id)
    assert sign_in("alice").get(f"/in/blockers/{shown.id}").status_code == 200
    search = sign_in("alice").get("/in/search?q=x")
    assert search.status_code == 503
    assert "搜尋正在重做" in search.text
    assert {one.getMessage() for one in caplog.records} <= {
        "OperationalError in search.db",
        "DatabaseError in search.db",
    }


@pytest.mark.parametrize("how", ["lost", "spoilt"])
def test_it_is_made_anew_from_what_is_sealed(shown, app, how, mended):
    before = derived()
    lose(app, how)
    assert not schema.is_sound("search")
    assert rendering.rebuild() == 1
    assert schema.is_sound("search")
    assert derived() == before
    assert found("排程") == [shown.id]


def test_a_rebuild_knows_no_text_whose_key_is_gone(shown, app, mended):
    rendering.sealer().keys.destroy(shown.epoch)
    rendering.rebuild()
    assert derived() == {}
    assert found("排程") == []
    assert "排程" not in str(rendering.bodies([shown]))
    assert rendering.open_body(shown) == str(rendering.bodies([shown])[shown.id])


# Of tokens that begin alike a segment holds the rest: the first one of a text stands there whole.
FIRST = min(one.encode() for one in segmented("排程一天改三次").split())


@pytest.mark.parametrize("how", ["forget", "forget_epochs"])
def test_what_is_forgotten_leaves_no_byte_in_the_index(shown, app, how):
    assert FIRST in on_disk(app)
    assert found("排程") == [shown.id]
    rendering.forget(shown.id) if how == "forget" else rendering.forget_epochs([shown.epoch])
    assert found("排程") == []
    assert FIRST not in on_disk(app)


def test_an_index_that_is_not_compacted_does_leave_some(shown, app, monkeypatch):
    monkeypatch.setattr(fulltext, "compact", lambda *_words: None)
    rendering.forget(shown.id)
    assert FIRST in on_disk(app)


def test_what_is_derived_anew_is_found_by_its_new_words_alone(shown, monkeypatch):
    rendering.forget(shown.id)
    monkeypatch.setattr(rendering, "as_html", lambda _body: rendering.Markup("■■ &amp; 一天<br>改"))
    rendering.derive(shown)
    assert [found(words) for words in ("排程", "一天", "amp")] == [[], [shown.id], []]


def test_an_answer_is_found_under_the_goal_of_its_blocker(shown, goal):
    rendering.forget(shown.id)
    with transaction():
        reply = db.session.get_one(Post, shown.id)
        asked = Post(**{name: getattr(reply, name) for name in COPIED}, commitment=bytes(32))
        db.session.add(asked)
        db.session.flush()
        reply.kind, reply.target = "reply", asked.id
    rendering.derive(reply)
    assert list(rendering.hits(sought("排程").match, [goal.id], page=1, size=5)) == [reply.id]
