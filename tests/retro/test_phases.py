"""A session has the phases that were chosen, and counts what each of them takes."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.okr import readings
from portal.retro import actions, opening, phases, service, words
from portal.retro.models import Action, Phase, Session
from portal.voice import polls
from portal.voice.weekly import week_of
from tests.answers.test_service import publish_all
from tests.front.reading import refused
from tests.making import lead

pytestmark = pytest.mark.slow
USUAL = {phase.value: minutes for phase, minutes in phases.MINUTES.items()}


@pytest.fixture
def said(say, crowd, goal, actors):
    return publish_all(say, crowd[:1], goal.id, actors, {"cause": "schedule", "body": "改三次"})


@pytest.fixture
def session(said, goal, actors):
    with transaction():
        return opening.open_session(actors["bob"], "準時送到", [goal.id])


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


def go(actors, session, phase, **how):
    with transaction():
        phases.move_to(actors["bob"], db.session.get_one(Session, session.id), phase, **how)


def begin(actors, session):
    go(actors, session, session.phase)


def until(actors, session, phase):
    with transaction():
        lead(actors["bob"], db.session.get_one(Session, session.id), phase)


def again(session):
    db.session.expire_all()
    return db.session.get_one(Session, session.id)


def test_what_was_left_out_is_not_on_the_way(goal, actors):
    with transaction():
        found = opening.open_session(actors["bob"], "快的", [goal.id], {"discuss": 15})
    assert [(one.phase, one.planned) for one in phases.way(found)] == [
        ("review", phases.MINUTES[Phase.REVIEW]),
        ("discuss", 15),
        ("actions", phases.MINUTES[Phase.ACTIONS]),
    ]
    assert found.phase == Phase.REVIEW
    with pytest.raises(Invalid):
        go(actors, found, "figures")


@pytest.mark.parametrize("minutes", [{"nap": 5}, {"discuss": 0}, {"discuss": 241}])
def test_a_plan_that_cannot_be_is_refused(goal, actors, minutes):
    with pytest.raises(Invalid), transaction():
        opening.open_session(actors["bob"], "快的", [goal.id], minutes)


def test_ending_early_parks_what_is_left_and_loses_nothing(session, actors, goal):
    with pytest.raises(Invalid):
        go(actors, session, "closed")
    go(actors, session, "closed", early=True)
    [topic] = service.topics_of(again(session))
    assert (topic.ending, len(topic.cards)) == ("parked", 1)
    with transaction():
        later = opening.open_session(actors["bob"], "下一次", [goal.id])
    assert [len(topic.cards) for topic in service.topics_of(later)] == [1]


def test_each_phase_counts_its_own_minutes(session, actors, time_machine):
    go(actors, session, "icebreaker")
    begun = clock.now()
    time_machine.move_to(begun + timedelta(minutes=4), tick=False)
    go(actors, session, "review")
    time_machine.move_to(begun + timedelta(minutes=16), tick=False)
    go(actors, session, "icebreaker")
    time_machine.move_to(begun + timedelta(minutes=17), tick=False)
    assert {k: v for k, v in phases.spent(again(session)).items() if v} == {
        "icebreaker": 5 * 60,
        "review": 12 * 60,
    }
    assert phases.minutes(again(session), None) == phases.Minutes(17, None)


def test_a_session_stands_beside_the_one_before_it(session, actors, goal, time_machine):
    begin(actors, session)
    begun = clock.now()
    time_machine.move_to(begun + timedelta(minutes=6), tick=False)
    until(actors, session, "review")
    time_machine.move_to(begun + timedelta(minutes=30), tick=False)
    go(actors, session, "closed", early=True)
    with transaction():
        later = opening.open_session(actors["bob"], "下一次", [goal.id])
    assert phases.minutes(later, service.before(later)) == phases.Minutes(0, 6)
    until(actors, later, "actions")
    assert phases.minutes(again(later), service.before(later)).before == 30


def test_more_time_is_counted_from_now_when_it_is_up(session, actors, time_machine):
    go(actors, session, "icebreaker")
    begun = clock.now()
    time_machine.move_to(begun + timedelta(minutes=2), tick=False)
    with transaction():
        phases.extend(actors["bob"], again(session), 3)
    assert phases.left(again(session)) == pytest.approx(6 * 60, abs=2)
    time_machine.move_to(begun + timedelta(minutes=20), tick=False)
    assert phases.left(again(session)) < 0
    with transaction():
        phases.extend(actors["bob"], again(session), 1)
    assert phases.left(again(session)) == 60
    with pytest.raises(Invalid), transaction():
        phases.extend(actors["bob"], again(session), 0)


def test_a_closed_session_has_no_clock(session, actors):
    go(actors, session, "closed", early=True)
    assert phases.left(again(session)) is None
    with pytest.raises(Conflict), transaction():
        phases.extend(actors["bob"], again(session), 1)
    with pytest.raises(Conflict), transaction():
        actions.add(again(session), actors["bob"].id, "做", clock.today())


def test_the_form_leaves_out_what_has_no_minutes(bob, said, goal):
    form = {f"minutes_{phase}": minutes for phase, minutes in USUAL.items()}
    form |= {"minutes_icebreaker": "0", "minutes_review": "0", "minutes_discuss": "40"}
    bob.post("/in/retros", data={"title": "準時送到", "key_results": [goal.id], **form})
    found = db.session.query(Session).one()
    assert {one.phase: one.planned for one in phases.way(found)} == {
        **{phase: minutes for phase, minutes in USUAL.items() if phase != "icebreaker"},
        "discuss": 40,
    }


@pytest.mark.parametrize("minutes", ["-1", "241", "soon"])
def test_minutes_that_cannot_be_keep_what_was_typed(bob, goal, minutes):
    form = {"title": "準時送到", "key_results": [goal.id], "minutes_discuss": minutes}
    refused(bob.post("/in/retros", data=form), "準時送到", minutes)


def test_the_page_of_each_phase_shows_what_it_is_for(bob, session, actors, goal):
    page = f"/in/retros/{session.id}"
    assert "你敢說真話嗎" in bob.get(page).text
    until(actors, session, "icebreaker")
    assert words.questions()[0] in bob.get(page).text
    bob.post(f"{page}/question")
    assert words.questions()[1] in bob.get(page).text
    with transaction():
        readings.check_in(actors["bob"], goal, 91, 6, "")
    until(actors, session, "figures")
    assert "改三次" in bob.get(page).text
    assert "91" in bob.get(page).text
    until(actors, session, "actions")
    assert "還沒有行動" in bob.get(page).text


def test_figures_say_where_people_and_the_owner_see_it_differently(bob, session, actors, goal):
    last = clock.today() - timedelta(weeks=1)
    monday = last - timedelta(days=last.weekday())
    about = polls.about(goal.id, week_of(monday))
    with transaction(), clock.as_on(monday):
        readings.check_in(actors["bob"], goal, 91, 9, "")
    until(actors, session, "figures")
    assert "看法不同" not in bob.get(f"/in/retros/{session.id}").text
    with transaction():
        polls.tell([polls.Answer(bytes([n]) * 32, "k", about, 3) for n in range(5)])
    assert "看法不同" in bob.get(f"/in/retros/{session.id}").text


def test_figures_stand_beside_those_of_the_last_session(bob, session, actors, goal):
    with transaction():
        readings.check_in(actors["bob"], goal, 81, 6, "")
    go(actors, session, "closed", early=True)
    with transaction():
        readings.check_in(actors["bob"], goal, 93, 6, "")
        later = opening.open_session(actors["bob"], "下一次", [goal.id], {"figures": 5})
        db.session.get_one(Session, session.id).closed -= timedelta(days=0)
    until(actors, later, "figures")
    # Both readings are of the day on which the first one closed.
    assert "93" in bob.get(f"/in/retros/{later.id}").text


def test_an_action_may_belong_to_no_topic(bob, session, actors, cast):
    until(actors, session, "actions")
    page, due = f"/in/retros/{session.id}", clock.today().isoformat()
    form = {"what": "看板換大一點", "owner": cast.alice, "due": due, "how": "站在門口看得到"}
    assert bob.post(f"{page}/actions", data=form).status_code == 302
    shown = bob.get(page).text
    assert "看板換大一點" in shown
    assert "站在門口看得到" in shown
    assert db.session.query(Action).one().topic_id is None
    refused(bob.post(f"{page}/actions", data={**form, "due": ""}), "看板換大一點")


def test_somebody_else_leads_from_here_on(bob, session, cast):
    way = f"/in/retros/{session.id}/facilitator"
    assert bob.post(way, data={"to": cast.bob}).status_code == 302
    refused(bob.post(way, data={"to": cast.alice}))
    assert again(session).owner_id == cast.bob


def test_the_clock_is_given_more_time_on_the_page(bob, session, actors):
    assert "data-ends" not in bob.get(f"/in/retros/{session.id}").text
    begin(actors, session)
    assert "data-ends" in bob.get(f"/in/retros/{session.id}").text
    before = phases.left(again(session))
    assert bob.post(f"/in/retros/{session.id}/time", data={"minutes": "5"}).status_code == 302
    assert phases.left(again(session)) > before + 250
    refused(bob.post(f"/in/retros/{session.id}/time", data={"minutes": "many"}))


@pytest.mark.parametrize("what", ["phase", "time", "question", "facilitator", "actions"])
@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "mona", "ada"])
def test_only_who_leads_may_lead(session, sign_in, name, what):
    answer = sign_in(name).post(f"/in/retros/{session.id}/{what}", data={})
    assert (answer.status_code == 403) is (name != "bob")
