"""The wall of candles: filters, orders, its table, its pages, and that it may be compressed."""

import re
from decimal import Decimal

import pytest

from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.front import candles
from portal.okr import readings
from tests.making import make_goal


@pytest.fixture
def goals(goal, actors):
    """One that got better, one that got worse, one that nobody updates."""
    worse, silent = (
        make_goal("bob", "樣品當天寄出"),
        make_goal("charlie", "電話不響三聲", "門市營運"),
    )
    with transaction():
        for one, value in ((goal, 90), (worse, 80)):
            readings.check_in(actors["bob"], one, Decimal(value), 6, "")
    db.session.flush()
    return goal, worse, silent


@pytest.fixture
def seen(sign_in, goals):
    """The titles that the wall shows to whom asks for so much of it."""
    browser = sign_in("alice")

    def look(query=""):
        page = browser.get(f"/in/candles?{query}").text
        places = [(page.index(one.plain), one.plain) for one in goals if one.plain in page]
        return [plain for _place, plain in sorted(places)]

    return look


def test_everybody_sees_every_goal_of_the_cycle(seen):
    assert sorted(seen()) == ["客人訂的貨，準時送到", "樣品當天寄出", "電話不響三聲"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("team={門市營運}", ["電話不響三聲"]),
        ("team={公司}", ["客人訂的貨，準時送到", "樣品當天寄出", "電話不響三聲"]),
        ("team={沖壓課}", ["客人訂的貨，準時送到", "樣品當天寄出", "電話不響三聲"]),
        ("shown=none", ["電話不響三聲"]),
        ("shown=worse", []),
        ("shown=x&order=y&team=z", ["客人訂的貨，準時送到", "樣品當天寄出", "電話不響三聲"]),
        ("team={生產部}&order=behind", ["樣品當天寄出", "客人訂的貨，準時送到"]),
        ("as=table&team={門市營運}", ["電話不響三聲"]),
    ],
)
def test_it_shows_what_was_asked_for(seen, query, titles):
    found = seen(query.format(**{name: id_ for id_, name in directory().teams().items()}))
    assert (found if "order=behind" in query else sorted(found)) == titles


def test_a_goal_that_went_away_from_its_target_is_among_the_worse(seen, goals, actors):
    with transaction():
        readings.check_in(actors["bob"], goals[0], Decimal(70), 6, "")
    assert seen("shown=worse") == ["客人訂的貨，準時送到"]


def test_it_goes_on_on_another_page(seen, monkeypatch):
    monkeypatch.setattr(candles, "SIZE", 2)
    assert len(seen("")) == 2
    assert len(seen("page=2")) == 1


def test_it_is_sent_compressed_and_holds_no_secret_and_no_word_of_its_address(sign_in, goals):
    browser = sign_in("bob")
    answer = browser.get("/in/candles?team=echoed", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    page = browser.get("/in/candles?team=echoed").text
    assert "csrf" not in page
    assert "echoed" not in page.replace("lang=", "")


def test_a_team_is_offered_where_it_or_one_under_it_has_goals(sign_in, goals):
    chosen = sign_in("alice").get("/in/candles").text.partition('id="team"')[2]
    names = re.findall(r'<option value="\w+">([^<]*)', chosen.partition("</select>")[0])
    assert names == ["公司", "\u3000生產部", "\u3000門市營運"]
