"""However many posts there are, no list reads them all: each finds its rows by an index."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from portal.answers import board, inbox
from portal.core import schema
from portal.voice import rows, service

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
            found.extend(row[3] for row in rows)

    event.listen(engine, "before_cursor_execute", explain)
    yield found
    event.remove(engine, "before_cursor_execute", explain)


def scans(plans: list[str]) -> list[str]:
    """Every look through all rows of a table whose name begins with `post`."""
    scanned = [plan for plan in plans if plan.startswith("SCAN") and " post" in plan]
    return [plan.split(" USING")[0] for plan in scanned]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda _bob: rows.published(TARGETS, page=50), "ix_post_target"),
        (lambda _bob: service.published_for(TARGETS), "ix_post_target"),
        (lambda _bob: rows.stuck(), "ix_post_worst"),
        (lambda _bob: service.waiting(), "ix_post_state"),
        (lambda bob: inbox.inbox(bob, "open"), BY_STAGE),
        (lambda bob: inbox.count_inbox(bob, "decided"), BY_STAGE),
    ],
)
def test_it_is_found_by_an_index(goal, actors, plans, ask, index):
    ask(actors["bob"])
    own = [plan for plan in plans if any(one in plan for one in index.split())]
    assert own
    assert scans(plans) == []


def test_a_question_without_an_index_is_noticed(plans, app):
    with schema.engine_of("main").connect() as connection:
        connection.exec_driver_sql("SELECT id FROM post WHERE cause = 'machine'")
    assert scans(plans) == ["SCAN post"]


@pytest.mark.parametrize("tab", inbox.TABS)
def test_an_inbox_asks_for_the_clocks_of_each_blocker_alone(actors, plans, tab):
    inbox.inbox(actors["bob"], tab)
    inbox.count_inbox(actors["bob"], tab)
    assert any("ix_post_" in plan for plan in plans)
    assert [plan for plan in plans if "ix_hop_due" in plan or "ix_hop_account" in plan] == []
    assert [plan for plan in plans if plan.startswith("SCAN hop")] == []
    assert scans(plans) == []


def test_the_board_walks_along_the_days_of_decisions(plans):
    board.decided()
    assert plans[0] == "SCAN decision USING INDEX ix_decision_day"
    own = plans[: plans.index("SEARCH post USING PRIMARY KEY (id=?)")]
    assert "USE TEMP B-TREE FOR ORDER BY" not in own


def test_what_is_stuck_is_sorted_by_its_index_alone(plans):
    rows.stuck()
    walked = [plan for plan in plans if "ix_post_worst" in plan]
    assert len(walked) == 24
    assert not any("ix_post_state" in plan for plan in plans)
    assert all("severity=?" in plan for plan in walked)
