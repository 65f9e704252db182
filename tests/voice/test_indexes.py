"""However many posts there are, no list reads them all: each finds its rows by an index."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from portal.answers import inbox
from portal.core import schema
from portal.voice import service
from portal.voice.stages import UNANSWERED

TARGETS = ["a" * 26]
# Either holds all that is asked; which one SQLite takes hangs by the order in which they were made.
BY_STAGE = "ix_post_progress ix_post_worst"


@pytest.fixture
def plans(app) -> Iterator[list[str]]:
    """How SQLite goes about each question to the main database, from now on."""
    found, engine = [], schema.engine_of("main")

    def explain(_connection, cursor, statement, values, _context, _many):
        if statement.startswith("SELECT"):
            rows = cursor.execute(f"explain query plan {statement}", values)
            found.extend(row[3] for row in rows if " post" in row[3])

    event.listen(engine, "before_cursor_execute", explain)
    yield found
    event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda _bob: service.published_rows(TARGETS, page=50), "ix_post_target"),
        (lambda _bob: service.published_for(TARGETS), "ix_post_target"),
        (lambda _bob: service.blockers(UNANSWERED), "ix_post_worst"),
        (lambda _bob: service.waiting(), "ix_post_state"),
        (lambda bob: inbox.inbox(bob, "open"), BY_STAGE),
        (lambda bob: inbox.count_inbox(bob, "decided"), BY_STAGE),
    ],
)
def test_it_is_found_by_an_index(goal, actors, plans, ask, index):
    ask(actors["bob"])
    own = [plan for plan in plans if any(one in plan for one in index.split())]
    assert own
    assert not [plan for plan in plans if plan.startswith("SCAN")]


def test_a_question_without_an_index_is_noticed(plans, app):
    with schema.engine_of("main").connect() as connection:
        connection.exec_driver_sql("SELECT id FROM post WHERE cause = 'machine'")
    assert [plan.split(" USING")[0] for plan in plans] == ["SCAN post"]
