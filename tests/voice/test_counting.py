"""What a release counts, what pages may read of it, and where a group too small is counted."""

import random

import pytest
from sqlalchemy import func, select

from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.voice import counts
from portal.voice.counting import count_anew
from portal.voice.counts import Shown, Told
from portal.voice.crowds import Thresholds, places, thresholds
from portal.voice.models import CountView, Post
from portal.voice.stages import UNSURE
from tests.voice.company import BOARD, Member, aim, hire, item, join, leave, released

NUMBERS = {"k": (5, 8)}


@pytest.fixture
def company(app, monkeypatch):
    """The company with its goals, under the thresholds that an organisation has."""
    others = app.extensions["portal"].model_copy(update=NUMBERS)
    monkeypatch.setitem(app.extensions, "portal", others)
    hire(random.Random(7))  # noqa: S311 - a made company, the same each time
    return aim("p000")


@pytest.fixture
def sites(company):
    return {name: id_ for id_, name in directory().sites().items()}


def said(company, team, number, site=None, cause="rule"):
    return [item(company[team], site, cause, 2)] * number


def rows():
    query = select(CountView).order_by(CountView.scope, CountView.by, CountView.value)
    return [(r.scope, r.by, r.value, r.shown, r.count) for r in db.session.scalars(query)]


@pytest.mark.everywhere
def test_a_number_is_of_the_release_after_the_review(backend, company):
    released(said(company, "沖壓課", 6), 1)
    assert counts.read().values[""] == Shown(Told.FEW)
    remark = item(company["沖壓課"], None, None, None) | {"kind": "comment"}
    released([remark], 2)
    assert counts.read().values[""] == Shown(Told.NUMBER, 6)
    assert counts.read(company["沖壓課"], "cause").values["rule"] == Shown(Told.NUMBER, 6)
    assert counts.read(company["沖壓課"], "severity").values["2"] == Shown(Told.NUMBER, 6)
    assert counts.unanswered() == 6
    assert counts.read(by="kind").values == {
        "blocker": Shown(Told.NUMBER, 6),
        "comment": Shown(Told.FEW),
    }
    released([], 3)
    assert counts.read().values[""] == Shown(Told.NUMBER, 7)


def test_under_five_a_number_is_few_and_no_more_is_told(company):
    released(said(company, "沖壓課", 4), 1)
    released([], 2)
    assert counts.read(company["沖壓課"]).values == {"": Shown(Told.FEW)}


def test_before_the_first_release_nothing_is_told(company):
    assert counts.read().values == {}
    assert counts.unanswered() is None


@pytest.mark.everywhere
def test_a_rerun_counts_the_same(backend, company):
    released(said(company, "裝配課", 9), 1)
    released([], 2)
    before = rows()
    with transaction():
        for post in db.session.scalars(select(Post)):
            post.target = UNSURE
    count_anew()
    assert rows() == before


@pytest.mark.everywhere
def test_a_group_too_small_is_counted_under_its_parent(backend, company):
    small, board = directory().team("採購課"), directory().team(BOARD)
    released(said(company, "沖壓課", 7), 1)
    released([], 2)
    found = counts.read(small, "cause")
    assert (found.scope, found.under_parent) == (board, True)
    assert found.values["rule"] == Shown(Told.NUMBER, 7)
    assert {row[3] for row in rows() if row[0] == small} == {"parent"}


@pytest.mark.everywhere
def test_what_few_say_stands_under_the_parent_for_good(backend, company):
    released(said(company, "採購課", 6), 1)
    found = {post.target for post in db.session.scalars(select(Post))}
    assert company["採購課"] not in found
    assert found == {places([company["採購課"]])[company["採購課"]]} != {UNSURE}
    join([Member(f"n{n}", "採購課", "一廠") for n in range(9)])
    assert places([company["採購課"]])[company["採購課"]] == company["採購課"]
    released(said(company, "採購課", 1), 2)
    numbers = dict(
        db.session.execute(select(Post.target, func.count()).group_by(Post.target)).all()
    )
    assert sorted(numbers.values()) == [1, 6]


def test_in_a_company_of_few_nothing_is_counted_and_all_stands_under_no_goal(company):
    for n in range(115):
        leave(f"p{n:03}")
    released(said(company, "沖壓課", 6), 1)
    released([], 2)
    assert set(db.session.scalars(select(Post.target))) == {UNSURE}
    assert {row[3] for row in rows()} == {"withheld", "parent"}
    assert counts.read().values == {"": Shown(Told.WITHHELD)}


def test_a_site_of_few_people_is_not_told_nor_left_over(company, sites):
    team, spread = directory().team("品保課"), directory().spread()
    few = {id_ for id_ in sites.values() if spread.get((team, id_), 0) < 5}
    released([one for id_ in sites.values() for one in said(company, "品保課", 6, id_)], 1)
    released([], 2)
    told = counts.read(team, "site").values
    assert few
    assert {told[id_].told for id_ in few} == {Told.WITHHELD}
    # Nobody else has said anything: in the numbers of all it is still them.
    assert {counts.read(by="site").values[id_].told for id_ in few} == {Told.WITHHELD}


def test_thresholds_are_never_lowered_once_there_are_posts(company, app, monkeypatch):
    released(said(company, "沖壓課", 1), 1)
    lower = app.extensions["portal"].model_copy(update={"k": (2, 3)})
    monkeypatch.setitem(app.extensions, "portal", lower)
    assert thresholds() == Thresholds(5, 8)
    higher = app.extensions["portal"].model_copy(update={"k": (9, 12)})
    monkeypatch.setitem(app.extensions, "portal", higher)
    assert thresholds() == Thresholds(9, 12)
