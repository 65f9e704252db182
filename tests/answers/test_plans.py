"""How SQLite goes about lists of blockers: none may look at all that is open for each row."""

import pytest
from sqlalchemy import event

from portal.answers import board, inbox
from portal.core.db import db
from portal.voice import service as voice
from portal.voice.stages import UNANSWERED


@pytest.fixture
def plans(app):
    """Every way that a SELECT goes from now on, as SQLite tells it."""
    found = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection, cursor, statement, parameters, *_more):
        if statement.startswith("SELECT"):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in rows.fetchall())

    yield found
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("tab", inbox.TABS)
def test_an_inbox_asks_for_the_clocks_of_each_blocker_alone(actors, plans, tab):
    inbox.inbox(actors["bob"], tab)
    inbox.count_inbox(actors["bob"], tab)
    assert any("ix_post_" in step for step in plans)
    assert [step for step in plans if "ix_hop_due" in step or "ix_hop_account" in step] == []
    assert [step for step in plans if step.startswith(("SCAN post", "SCAN hop"))] == []


def test_the_board_walks_along_the_days_of_decisions(plans):
    board.answered()
    assert plans[0] == "SCAN decision USING INDEX ix_decision_day"
    own = plans[: plans.index("SEARCH post USING PRIMARY KEY (id=?)")]
    assert "USE TEMP B-TREE FOR ORDER BY" not in own


def test_what_is_stuck_is_sorted_by_its_index_alone(plans):
    voice.blockers(UNANSWERED)
    walked = [step for step in plans if "ix_post_worst" in step]
    assert len(walked) == 24
    assert all("severity=?" in step for step in walked)
