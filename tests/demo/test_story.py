"""The story's files: their language, their days, and what every page needs of them."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from portal.demo.goals import Goals
from portal.demo.staff import CAST, MODERATORS, Staff
from portal.demo.story import Calendar, read, read_json
from portal.okr.service import quarter
from portal.voice.items import ASKS, CAUSES, check_body
from portal.voice.words import reasons

FILES = ("people.csv", "goals.json", "posts.json", "retros.json", "named.json")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Simplified characters that Big5 knows for another word.
LOOKALIKES = set("个么万与机来会对叶听体")
DAYS = [
    date(2026, 1, 1),
    date(2026, 3, 1),
    date(2026, 3, 31),
    date(2026, 5, 31),
    date(2026, 11, 23),
    date(2026, 12, 31),
    date(2027, 1, 2),
    date(2028, 2, 29),
]


def posts():
    return read_json("posts.json")


def simplified(text: str) -> set[str]:
    """Characters that nobody in Taiwan writes: Big5 does not hold them, or holds a lookalike."""
    found = set(HAN.findall(text))
    return {one for one in found if not one.encode("big5", "ignore") or one in LOOKALIKES}


@pytest.mark.parametrize("name", FILES)
def test_all_chinese_is_traditional(name):
    assert simplified(read(name).decode()) == set()


def test_simplified_characters_would_be_found():
    assert simplified("问题在机器，不在我们") == set("问题机们")


def test_both_languages_are_spoken():
    english = [one for one in posts() if not HAN.search(one["body"])]
    assert 8 <= len(english) <= 10
    assert len(posts()) - len(english) >= 60


def test_every_text_can_be_a_post_and_no_two_are_the_same():
    bodies = [one["body"] for one in posts()]
    for body in bodies:
        check_body(body)
    assert len(set(bodies)) == len(bodies)


def test_posts_use_the_words_of_the_contract(app):
    for one in posts():
        assert (one["kind"] == "blocker") == (one["cause"] in CAUSES)
        assert one["ask"] in {*ASKS, None}
        assert one.get("rejected") in {*reasons(), None}


def test_nothing_is_said_too_long_ago_or_done_before_its_review():
    for one in posts():
        assert 0 <= one["ago"] < 90
        assert all(1 <= act["after"] <= one["ago"] for act in one.get("acts", []))
        assert not (one.get("acts") and (one.get("waiting") or one.get("rejected")))


def test_no_name_of_the_roster_is_in_a_post():
    names = {row["name"] for row in csv.DictReader(io.StringIO(read("people.csv").decode()))}
    assert [one["body"] for one in posts() if any(name in one["body"] for name in names)] == []


def test_everybody_whom_the_story_names_works_there():
    rows = list(csv.DictReader(io.StringIO(read("people.csv").decode())))
    known = {row["identifier"] for row in rows}
    acts = [act for one in posts() for act in one.get("acts", [])]
    named = {act[role] for act in acts for role in ("by", "owner", "to") if role in act}
    assert named | {*CAST, *MODERATORS} <= known
    assert len(known) == len(rows) == len({row["name"] for row in rows})
    assert all(row["password"] == "" for row in rows)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_calendar_holds_this_quarter_and_the_one_before(today):
    calendar = Calendar(today)
    days = list(calendar.days())
    this, last = (quarter(calendar.quarters[name]) for name in ("this", "last"))
    assert last[1] + timedelta(days=1) == this[0] <= today <= this[1]
    assert (days[0], days[-1]) == (last[0], today)
    assert all(calendar.ago(one["ago"]) in days for one in posts())


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_first_retrospective_was_in_the_month_before_with_something_to_talk_about(today):
    calendar = Calendar(today)
    ago = (today - calendar.retro).days
    assert calendar.retro.weekday() < 5
    assert calendar.retro.month % 12 + 1 == today.month
    about = [one for one in posts() if one["goal"] == "ontime" and one["ago"] > ago + 1]
    told = {topic["cause"] for topic in read_json("retros.json")["topics"]}
    assert {one["cause"] for one in about if not one.get("rejected")} == told


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_readings_lie_in_their_quarter_and_never_after_today(today):
    calendar = Calendar(today)
    found = list(Goals(calendar, Staff()).readings())
    assert all(
        quarter(one.cycle)[0] <= one.day <= min(quarter(one.cycle)[1], today) for one in found
    )
    last = [one for one in found if one.cycle == calendar.quarters["last"]]
    assert len(last) == 13 * len({one.key for one in last})
