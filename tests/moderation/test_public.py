"""What the public reads of moderation: rules, and buckets as of the last release."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import public
from portal.moderation.models import Review, ReviewView
from tests.moderation.conftest import post_of

pytestmark = pytest.mark.everywhere


def test_the_page_holds_the_rules_and_no_cookie_before_any_release(app):
    answer = app.test_client().get("/about/moderation")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert "批評會通過" in answer.text
    assert "下一次打散之後" in answer.text


def review(post_id, cast, number, outcome, reason=None, ago=0):
    row = Review(post_id=post_id, number=number, account_id=cast.mona, outcome=outcome)
    row.reason, row.day = reason, clock.today() - timedelta(days=ago)
    db.session.add(row)


@pytest.fixture
def judged(mine, cast):
    """Six rejections, one withdrawal, three appeals, and something long ago."""
    with transaction():
        for number in range(1, 7):
            review(mine, cast, number, "reject", "insult")
        review(mine, cast, 7, "withdraw", "threat")
        for number, outcome in enumerate(("uphold", "overturn", "overturn"), start=8):
            review(mine, cast, number, outcome)
        review(mine, cast, 11, "reject", "spam", ago=31)
    return mine


def test_numbers_are_buckets_that_a_release_worked_out(judged, app, minute):
    before = db.session.scalars(select(ReviewView)).all()
    assert {row.shown for row in before if row.by != "days"} == {"<5"}
    jobs.release_at(minute(5))
    found = public.read()
    assert (found["outcome"]["reject"], found["outcome"]["overturn"]) == ("5+", "<5")
    assert (found["reason"]["insult"], found["reason"]["spam"]) == ("5+", "<5")
    page = app.test_client().get("/about/moderation").text
    assert "5+" in page
    assert "6" not in page.split("<dl")[1]


def test_the_median_counts_working_days_and_needs_enough_of_them(judged, app, monkeypatch):
    with transaction():
        post_of(judged).day = clock.today() - timedelta(days=7)
    public.renew()
    assert public.read()["days"][""] == "5"
    settings = app.extensions["portal"]
    monkeypatch.setattr(
        "portal.moderation.public.settings", lambda: settings.model_copy(update={"k": (2, 8)})
    )
    public.renew()
    assert public.read()["days"][""] == ""


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-27", "2026-11-27", 0),
        ("2026-11-27", "2026-11-30", 1),
        ("2026-11-23", "2026-12-01", 6),
    ],
)
def test_a_weekend_is_no_working_day(start, end, days):
    assert public.working_days(date.fromisoformat(start), date.fromisoformat(end)) == days
