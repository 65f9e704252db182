"""What managers searched for is written down, for moderators, for a year."""

from datetime import timedelta

import pytest

from portal.core import clock, searches
from portal.core.db import db, transaction
from portal.core.searches import SearchRow


def record(actor, words):
    with transaction():
        searches.record(actor, words)


@pytest.mark.everywhere
def test_a_managers_search_stands_with_the_day_and_nobody_elses(actors):
    for name in ("alice", "bob", "charlie", "mona", "ada"):
        record(actors[name], "夜班")
    [row] = searches.rows()
    assert (row.account_id, row.words, row.day) == (actors["bob"].id, "夜班", clock.today())


def test_long_words_are_cut(actors):
    record(actors["bob"], "夜" * 1000)
    assert len(searches.rows()[0].words) == searches.LONGEST


def test_what_is_older_than_a_year_goes(actors):
    today = clock.today()
    with transaction() as session:
        for days in (366, 365):
            day = today - timedelta(days=days)
            session.add(SearchRow(account_id=actors["bob"].id, day=day, words=str(days)))
    record(actors["bob"], "今天")
    assert [row.words for row in searches.rows()] == ["今天", "365"]


def test_the_list_pages_and_moderators_read_it(actors, sign_in):
    assert "沒有主管搜尋過。" in sign_in("mona").get("/in/moderation/searches").text
    for number in range(3):
        record(actors["bob"], f"缺料 {number}")
    assert len(searches.rows(page=2, size=2)) == 1
    page = sign_in("mona").get("/in/moderation/searches").text
    assert "缺料 2" in page
    assert "黃志豪" in page
    assert db.session.query(SearchRow).count() == 3
