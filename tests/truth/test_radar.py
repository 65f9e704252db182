"""The radar's page: each sign with its figure and its goals, and what owners write beside it."""

import re
from decimal import Decimal
from html import unescape

import pytest

from portal.core import audit
from portal.core.access import Role
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.okr import readings
from portal.okr.models import CheckIn
from portal.people import service as people
from portal.people.models import Account
from portal.truth import gathering, spots
from portal.truth.models import Annotation
from tests.truth.reported import LAST, check_in, cycle_of, formalist, honest, objective, result

pytestmark = pytest.mark.everywhere


def read(browser, address=f"/in/radar?cycle={LAST}"):
    return unescape(browser.get(address).text)


@pytest.fixture
def goals(cast):
    """Bob's four objectives of the last quarter, all by the ruler."""
    return formalist(cast.bob)


def word(code, subject="company"):
    return f"{cycle_of().id}.{code}.{subject}"


def test_a_sign_stands_there_with_its_figure_its_threshold_and_its_goals(goals, sign_in):
    page = read(sign_in("alice"))
    assert "進度像用尺畫的" in page
    assert "12 個關鍵結果裡，有 100% 每週都前進一樣多。" in page
    assert "55% 以上才會列出來。" in page
    sign = read(sign_in("alice"), f"/in/radar/{word('straight')}")
    for one in goals:
        assert f"/in/objectives/{one.id}" in sign
        assert all(f"/in/krs/{kr.id}" in sign for kr in one.key_results)


def test_every_reader_reads_the_same(goals, sign_in):
    shown = re.compile(r"<main.*?</main>", re.DOTALL)
    pages = {shown.search(read(sign_in(name)))[0] for name in ("alice", "charlie", "mona", "ada")}
    assert len(pages) == 1


def test_signs_of_departments_and_objectives_have_pages_of_their_own(goals, sign_in):
    page = read(sign_in("alice"))
    department = goals[0].team_id
    assert f"/in/radar/{word('straight', department)}" in page
    assert f"/in/radar/{word('straight', goals[0].id)}" in page
    alone = read(sign_in("alice"), f"/in/radar/{word('straight', goals[0].id)}")
    assert goals[0].title in alone
    assert goals[1].title not in alone


def test_of_an_ordinary_quarter_nothing_is_told_and_it_is_no_proof(cast, sign_in):
    honest(cast.bob)
    page = read(sign_in("alice"))
    assert "沒有特別的跡象" in page
    assert "這不證明大家都說真話" in page
    # All figures can be looked up, with the threshold that they do not reach.
    assert re.search(r"進度像用尺畫的</th>\s*<td>0%</td>", page)


def test_with_no_goals_at_all_the_page_says_what_comes(sign_in):
    assert "沒有特別的跡象" in read(sign_in("alice"), "/in/radar")
    assert sign_in("alice").get("/in/radar?cycle=1999Q9").status_code == 404


def test_a_new_check_in_is_seen_at_once(goals, sign_in, actors):
    browser = sign_in("alice")
    assert "進度像用尺畫的：" not in read(browser, "/in/radar")
    with transaction():
        for kr in [kr for one in goals for kr in one.key_results][:6]:
            for number in (20, 21):
                db.session.add(moved(kr, number))
    assert "55% 以上才會列出來。" not in read(browser).split("<details")[0]


def moved(kr, number):
    return check_in(kr, number, cycle_of().ends, 0.3, f"改過 {number}")


def test_whoever_owns_the_goal_writes_beside_it_and_everybody_reads_it(goals, sign_in, cast):
    address = f"/in/radar/{word('straight', goals[0].id)}"
    answer = sign_in("bob").post(address, data={"body": "一家店一家店推，本來就會這樣。"})
    assert answer.status_code == 302
    [note] = db.session.query(Annotation)
    assert (note.account_id, note.level, note.signal) == (cast.bob, "objective", "straight")
    # Beside the objective, and beside the sign of all.
    for where in (address, f"/in/radar/{word('straight')}"):
        page = read(sign_in("alice"), where)
        assert "一家店一家店推，本來就會這樣。" in page
        assert "黃志豪" in page
    assert "負責人寫了 1 則說明。" in read(sign_in("alice"))
    assert [row.action for row in audit.rows_about(cast.bob)] == ["annotate"]


def test_nobody_else_writes_there(goals, sign_in):
    for name in ("alice", "charlie", "mona", "ada"):
        browser = sign_in(name)
        address = f"/in/radar/{word('straight', goals[0].id)}"
        assert browser.post(address, data={"body": "我也要說"}).status_code == 403
        assert "<textarea" not in read(browser, address)
    assert db.session.query(Annotation).count() == 0


def test_beside_a_department_writes_who_manages_it_and_beside_all_who_manages_all(
    goals, sign_in, cast, actors
):
    body = {"body": "去年底就講好的節奏。"}
    assert (
        sign_in("bob").post(f"/in/radar/{word('done', goals[0].team_id)}", data=body).status_code
        == 302
    )
    assert sign_in("bob").post(f"/in/radar/{word('done')}", data=body).status_code == 403
    with transaction():
        people.set_role(actors["ada"], db.session.get_one(Account, cast.charlie), Role.MANAGER)
    assert (
        sign_in("charlie")
        .post(f"/in/radar/{word('done', goals[0].team_id)}", data=body)
        .status_code
        == 403
    )


@pytest.mark.parametrize("body", ["", "x" * 1001, "這是誰寫的？說出來。"])
def test_what_cannot_stand_there_comes_back_with_a_reason(goals, sign_in, body):
    answer = sign_in("bob").post(f"/in/radar/{word('even', goals[0].id)}", data={"body": body})
    assert answer.status_code == 422
    assert body in unescape(answer.text)
    assert "invalid-feedback" in answer.text
    assert db.session.query(Annotation).count() == 0


def test_whichever_way_it_comes_nobody_is_asked_for(goals, actors):
    with pytest.raises(Invalid):
        spots.annotate(actors["bob"], spots.find(word("done", goals[0].id)), "這是誰寫的？說出來。")


def test_a_note_outlives_its_sign(cast, sign_in, actors):
    [first, *_rest] = honest(cast.bob)
    with transaction():
        spots.annotate(actors["bob"], spots.find(word("copied", first.id)), "當時是這樣。")
    page = read(sign_in("alice"), f"/in/radar/{word('copied', first.id)}")
    assert "目前沒有這個跡象" in page
    assert "當時是這樣。" in page


@pytest.mark.parametrize(
    "address",
    [
        "x",
        "a.b.c",
        "{cycle}.straight",
        "{cycle}.nothing.company",
        "{cycle}.straight.nobody",
        "{cycle}.straight.company.more",
    ],
)
def test_what_is_no_sign_is_nowhere(goals, sign_in, address):
    browser = sign_in("bob")
    wanted = f"/in/radar/{address.format(cycle=cycle_of().id)}"
    assert browser.get(wanted).status_code == 404
    assert browser.post(wanted, data={"body": "x"}).status_code == 404


def test_an_objective_of_another_quarter_is_no_spot(goals, sign_in, goal):
    assert sign_in("bob").get(f"/in/radar/{word('done', goal.objective_id)}").status_code == 404


def test_check_ins_beside_the_quarter_count_to_its_nearest_week(cast):
    with transaction():
        one = objective(cast.bob, "遲到的")
        result(one, 0, [0.1, 0.5, 0.9], weeks=[-3, 4, 30])
    [found] = gathering.quarter(cycle_of()).results
    assert [reading.week for reading in found.readings] == [1, 5, 13]
    assert [reading.share for reading in found.readings] == [0.1, 0.5, 0.9]


def test_a_corrected_check_in_counts_as_it_stands_now(cast, actors):
    with transaction():
        one = objective(cast.bob, "改過的")
        kr = result(one, 0, [0.1, 0.5, 0.9])
    first = db.session.query(CheckIn).filter_by(key_result_id=kr.id, number=2).one()
    for value, note in (("40", "看錯表"), ("45", "又看錯")):
        with transaction():
            readings.correct(actors["bob"], first, Decimal(value), 3, note)
    [found] = gathering.quarter(cycle_of()).results
    assert [(one.week, one.share) for one in found.readings] == [(1, 0.1), (2, 0.45), (3, 0.9)]
    assert (found.readings[1].confidence, found.readings[1].note) == (3, "又看錯")


def test_what_the_portal_reads_itself_is_no_sign(cast):
    goals = formalist(cast.bob)
    with transaction():
        goals[0].key_results[0].source = "hours"
    found = gathering.quarter(cycle_of()).results
    assert len(found) == 11
    assert goals[0].key_results[0].id not in {one.id for one in found}


def test_the_goals_page_leads_there(goals, sign_in):
    page = read(sign_in("alice"), f"/in/objectives?cycle={LAST}")
    assert f'href="/in/radar?cycle={LAST}"' in page
    assert 'href="/in/leaders"' in page


def test_long_lists_have_pages(cast, sign_in):
    with transaction():
        for number in range(25):
            one = objective(cast.bob, f"目標 {number:02}")
            for place in range(3):
                result(one, place, [0.99])
    browser = sign_in("alice")
    first, second = read(browser), read(browser, f"/in/radar?cycle={LAST}&page=2")
    assert "目標 00" in first
    assert "目標 24" not in first
    assert "目標 24" in second
    sign = f"/in/radar/{word('done')}"
    assert "目標 24" not in read(browser, sign)
    assert "目標 24" in read(browser, f"{sign}?page=2")
