"""Sessions for which people write and vote in their own time, and meet only to talk."""

from datetime import datetime, timedelta

import pytest

from portal import jobs
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.settings import settings
from portal.notify import digests, letters
from portal.notify.choices import wanted
from portal.people import issuance
from portal.people.models import Account
from portal.retro import collecting, opening, own_time, phases, polls, service
from portal.retro.opening import Asking
from tests.answers.test_service import publish_all
from tests.front.reading import refused
from tests.retro.test_collecting import again, bob, collect_all, everybody, held, shown, waiting
from tests.tokens import minted

__all__ = ["bob", "everybody"]
pytestmark = pytest.mark.slow
DAY = timedelta(days=1)


@pytest.fixture
def days():
    return clock.today() + 3 * DAY, clock.today() + 5 * DAY


@pytest.fixture
def session(say, crowd, goal, actors, everybody, days):
    publish_all(say, crowd[:1], goal.id, actors, {"cause": "schedule", "body": "改三次"})
    with transaction():
        asking = Asking(write_until=days[0], vote_until=days[1])
        found = opening.open_session(actors["bob"], "準時送到", [goal.id], asking=asking)
    jobs.turn_rooms()
    for kind in ("card", "ballot"):
        collect_all(collecting.key_of(found, kind).kid)
    return found


@pytest.fixture
def write(say, session):
    def send(body):
        token = minted(issuance.folder().signer(collecting.key_of(session).kid))
        item = {"column": "cause", "body": body}
        return say("/say/cards", {"v": 1, **shown(token), "item": item})

    return send


def on(time_machine, day):
    """Noon of a day, and the job that looks at days."""
    time_machine.move_to(datetime.combine(day, clock.NOON, settings().zone))
    db.session.expire_all()
    jobs.lead_sessions()


@pytest.mark.everywhere
def test_it_goes_on_by_itself_and_waits_for_the_room(
    session, write, say, days, time_machine, bob, actors
):
    assert (session.phase, phases.until(session)) == ("collect", days[0])
    write("換模換到一半被叫回去")
    on(time_machine, days[0])
    assert again(session).phase == "collect"
    on(time_machine, days[0] + DAY)
    assert (again(session).phase, phases.until(again(session))) == ("vote", days[1])
    assert waiting() == []
    assert len(held(session)) == 0
    topics = service.topics_of(again(session))
    kid = collecting.key_of(session, "ballot").kid
    for _ in range(5):
        token = minted(issuance.folder().signer(kid))
        body = {"v": 1, **shown(token), "votes": {topics[0].id: 2}}
        assert say("/say/ballots", body).status_code == 202
    on(time_machine, days[1] + DAY)
    found = again(session)
    assert (found.phase, found.began, found.cast) == ("safety", None, 5)
    assert service.topics_of(found)[0].votes == 10
    assert polls.asked(found) is None
    assert phases.spent(found) == dict.fromkeys(phases.spent(found), 0)
    assert "開始" in bob.get(f"/in/retros/{session.id}").text
    assert bob.post(f"/in/retros/{session.id}/phase", data={"phase": "safety"}).status_code == 302
    assert polls.asked(again(session)).name == "safety-1"


def test_the_job_leaves_a_session_of_the_room_alone(goal, actors, time_machine):
    with transaction():
        found = opening.open_session(actors["bob"], "現場", [goal.id])
    on(time_machine, clock.today() + 30 * DAY)
    assert again(found).phase == "safety"


def test_without_a_day_to_vote_the_room_votes(goal, actors, days, time_machine):
    with transaction():
        asking = Asking(write_until=days[0])
        found = opening.open_session(actors["bob"], "先寫", [goal.id], asking=asking)
    on(time_machine, days[0] + DAY)
    assert (again(found).phase, phases.until(again(found))) == ("group", None)


@pytest.mark.parametrize(
    ("write", "vote"), [("2026-11-01", ""), ("", "2099-01-01"), ("2099-01-01", ""), ("soon", "")]
)
def test_days_that_cannot_be_keep_what_was_typed(bob, goal, write, vote):
    form = {"title": "準時送到", "key_results": [goal.id], "write_until": write, "vote_until": vote}
    refused(bob.post("/in/retros", data=form), "準時送到", write)


def test_a_day_for_a_step_that_was_left_out_is_refused(bob, goal, days):
    form = {"title": "準時送到", "key_results": [goal.id], "write_until": days[0].isoformat()}
    refused(bob.post("/in/retros", data=form | {"minutes_collect": "0"}), "準時送到")


def test_the_form_opens_one_in_ones_own_time(bob, goal, days):
    texts = [day.isoformat() for day in days]
    form = {"title": "各自寫", "key_results": [goal.id]}
    answered = bob.post(
        "/in/retros", data=form | dict(zip(("write_until", "vote_until"), texts, strict=True))
    )
    page = bob.get(answered.headers["Location"]).text
    assert "各自找時間" in page
    assert f"{days[0].month} 月 {days[0].day} 日" in page


def test_who_leads_may_put_off_the_day(bob, session, days):
    page = f"/in/retros/{session.id}/day"
    assert bob.post(page, data={"day": (days[0] + DAY).isoformat()}).status_code == 302
    found = again(session)
    assert (found.collect_until, found.vote_until) == (days[0] + DAY, days[1] + DAY)
    refused(bob.post(page, data={"day": (clock.today() - DAY).isoformat()}))
    refused(bob.post(page, data={"day": "soon"}))
    bob.post(f"/in/retros/{session.id}/phase", data={"phase": "group"})
    refused(bob.post(page, data={"day": days[0].isoformat()}), status=409)


def test_whoever_is_invited_finds_it_at_home_and_in_the_mail(session, sign_in, cast, actors, days):
    team = db.session.get_one(Account, cast.bob).team_id
    with transaction():
        alice = db.session.get_one(Account, cast.alice)
        alice.team_id, alice.email = team, "alice@example.com"
    assert "複盤收卡片" in sign_in("alice").get("/in/").text
    facts = digests.facts_for(actors["bob"], wanted(cast.bob), clock.today())
    assert facts["retro"] == [session.id]
    today = clock.today()
    assert not own_time.is_news(again(session), today + DAY, today + 2 * DAY)
    last = digests.facts_for(actors["bob"], wanted(cast.bob), days[0])
    assert last["retro"] == [session.id]


def test_the_mail_names_it_and_no_more_once_it_is_over(session, cast, actors, app):
    bob = db.session.get_one(Account, cast.bob)
    with app.test_request_context():
        told = letters._digest(bob, {"retro": [session.id]}, "t").text  # noqa: SLF001
    assert "準時送到" in told
    assert f"/in/retros/{session.id}" in told
    with transaction():
        phases.move_to(actors["bob"], again(session), "closed", early=True)
    assert own_time.asking([session.id]) == []
