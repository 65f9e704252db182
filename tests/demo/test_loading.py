"""The demo as it lies in the stores, on the first day of a quarter and on a leap day."""

from collections import Counter
from itertools import pairwise

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from portal import jobs
from portal.anonymity import keylog
from portal.anonymity.receipts import derive
from portal.anonymity.tokens import commitment
from portal.answers import service as answers
from portal.answers.inbox import count_inbox
from portal.answers.models import KINDS, Decision, Reply
from portal.core import clock
from portal.core.access import Permission, Role, allows
from portal.core.audit import AuditRow
from portal.core.db import db, reading
from portal.core.directory import directory
from portal.core.errors import Conflict
from portal.core.outbox import Message
from portal.demo import CAST, PASSWORD, load
from portal.jobs import under_floor
from portal.moderation import service as moderation
from portal.moderation.models import Review
from portal.notify import letters
from portal.okr import outcomes, readings, versions
from portal.okr import service as okr
from portal.okr.models import CheckIn, KeyResult, Mount, Question
from portal.okr.progress import freshness
from portal.okr.versions import GoalVersion
from portal.people.actors import actor_of
from portal.people.models import Account, SignInLink
from portal.people.passwords import matches
from portal.people.service import by_identifier, count_active, find_account
from portal.remarks.models import Remark
from portal.retro.models import Action, Session
from portal.voice import candour, rendering, thread
from portal.voice.example import RECEIPT
from portal.voice.keys import log, open_key
from portal.voice.models import INBOX_ROW, Appeal, Outcome, Post, PostEvent, Release, Spent
from portal.voice.stages import PUBLIC, UNSURE, Progress, State


def everything(model):
    return db.session.scalars(select(model)).all()


def test_a_second_load_is_refused_and_changes_nothing(demo):
    before = len(everything(Post))
    with pytest.raises(Conflict):
        load(demo.today)
    assert len(everything(Post)) == before


def test_failures_of_the_last_quarter_are_told_and_a_goal_was_turned(demo):
    told = outcomes.learnings()
    assert [one.ending for one in told].count("failed") == 2
    assert all(one.objective.cycle.ends < demo.today and one.why and one.next for one in told)
    turned = {one.key_result_id for one in everything(GoalVersion) if one.turned}
    assert [versions.turns_of(goal) for goal in turned] == [2]


def test_the_cast_signs_in_with_the_one_password_and_nobody_else_has_any(demo):
    with_password = [one for one in everything(Account) if one.password_hash]
    assert {one.identifier for one in with_password} == set(CAST)
    assert all(matches(one.password_hash, PASSWORD) for one in with_password)
    assert everything(SignInLink) == []


def test_the_cast_has_its_roles_and_its_places(demo):
    alice, bob, charlie, mona, ada = (by_identifier(name) for name in CAST)
    assert [one.role for one in (alice, bob, charlie, mona, ada)] == [
        Role.MEMBER,
        Role.MANAGER,
        Role.MEMBER,
        Role.MODERATOR,
        Role.ADMIN,
    ]
    assert alice.team_id in actor_of(bob).teams
    assert charlie.team_id not in actor_of(bob).teams


def test_the_organisation_is_a_factory_with_shops(demo):
    assert 120 <= count_active() <= 160
    assert (count_active(Role.MODERATOR), count_active(Role.ADMIN)) == (3, 1)
    crowds = {name: directory().crowd_at(id_) for id_, name in directory().sites().items()}
    assert sorted(crowds.values())[-3] >= 20
    led = {one.team_id for one in everything(Account) if one.role == Role.MANAGER}
    assert led == set(directory().teams())


def test_two_quarters_have_goals_with_parents(demo):
    this, last = okr.cycles()
    assert last.starts <= last.ends < this.starts <= demo.today <= this.ends
    for cycle in (this, last):
        objectives = okr.objectives_of(cycle)
        assert 6 <= len(objectives) <= 9
        assert all(2 <= len(one.key_results) <= 4 for one in objectives)
        parents = [one.parent for one in objectives if one.parent]
        assert len(parents) >= 4
        assert all(parent.cycle_id == cycle.id for parent in parents)
    assert {one.kind for one in everything(KeyResult)} == {"reach", "reduce", "rate"}


def test_check_ins_follow_each_other_and_end_today_or_before(demo):
    for key_result in everything(KeyResult):
        found = readings.latest(key_result.id, size=99)[::-1]
        assert all(one.day < after.day for one, after in pairwise(found))
        assert all(one.day <= min(demo.today, key_result.due) for one in found)
        if found:
            assert (key_result.current, key_result.updated) == (found[-1].value, found[-1].day)


def test_the_last_quarter_is_full_and_this_one_has_come_as_far_as_today(demo):
    this, last = okr.cycles()
    for cycle, most in ((last, 13), (this, (demo.today - this.starts).days // 7 + 1)):
        found = [one for objective in okr.objectives_of(cycle) for one in objective.key_results]
        counts = [len(readings.latest(one.id, size=99)) for one in found]
        assert max(counts) <= most
        assert cycle is this or min(counts) == 13


def test_a_goal_was_missed_and_says_what_was_learnt(demo):
    notes = [one for one in everything(CheckIn) if "學到的" in one.note]
    assert any(one.confidence == 0 for one in notes)


def test_some_goal_is_stale_once_the_quarter_runs(demo):
    stale = [freshness(one, demo.today).stale for one in okr.open_key_results()]
    running = (demo.today - okr.current_cycle().starts).days
    assert any(stale) == (running > 7)


def test_posts_stand_in_every_state_and_stage(demo):
    posts = everything(Post)
    assert len(posts) >= 70
    states = Counter(post.state for post in posts)
    assert set(states) == {one.value for one in State}
    assert (states["masked"], states["merged"], states["split"]) == (1, 1, 1)
    assert 5 <= states["waiting"] <= 7
    stages = Counter(post.progress for post in posts if post.progress)
    assert set(stages) == set(Progress)
    assert len({post.day for post in posts if post.progress == "open"}) > 5
    assert any(post.target == UNSURE and post.state == "published" for post in posts)


def test_an_appeal_was_overturned_by_another_moderator(demo):
    appeal = db.session.scalars(select(Appeal)).one()
    reviews = db.session.scalars(select(Review).filter_by(post_id=appeal.post_id)).all()
    assert appeal.outcome == "overturn"
    assert db.session.get_one(Post, appeal.post_id).state == "published"
    assert len({one.account_id for one in reviews}) == len(reviews) == 2


def test_people_do_something_under_their_names(demo):
    assert {one.state for one in everything(Mount)} == {"accepted", "asked"}
    assert {
        db.session.get_one(Account, one.account_id).identifier for one in everything(Remark)
    } == {
        "alice",
        "bob",
    }
    assert [one.role for one in everything(Account) if one.away_until] == [Role.MANAGER]
    assert len(directory().away()) == 1
    [asked] = everything(Question)
    assert (asked.day, asked.closed) == (demo.today, None)


def test_what_waits_reaches_the_moderator(demo):
    assert 5 <= len(moderation.queue(actor_of(by_identifier("mona")), "secret")) <= 7


def test_the_manager_has_something_to_decide(demo):
    assert count_inbox(actor_of(by_identifier("bob")), "open") >= 2


def test_every_kind_of_decision_was_made_by_somebody_who_may(demo):
    made = everything(Decision)
    assert {one.kind for one in made} == set(KINDS)
    for one in made:
        decider = actor_of(db.session.get_one(Account, one.account_id))
        blocker = answers.find_blocker(one.post_id)
        assert allows(decider, Permission.ANSWER_DECIDE, blocker) or one.details.get("to")


def test_moderators_judged_and_gave_reasons(demo):
    reviews = everything(Review)
    judges = {db.session.get_one(Account, one.account_id).role for one in reviews}
    assert judges == {Role.MODERATOR}
    assert len({one.reason for one in reviews if one.outcome == "reject"}) >= 4


def test_people_and_owners_see_some_goals_differently_once_weeks_are_over(demo):
    with clock.as_on(demo.today):
        cycle = okr.current_cycle()
        found = candour.of_cycle(cycle)
    assert all(one.monday + candour.WEEK <= demo.today for one in found)
    assert any(one.is_wide for one in found) is ((demo.today - cycle.starts).days > 14)


def test_no_day_is_still_to_come(demo):
    models = (AuditRow, CheckIn, Decision, Post, PostEvent, Release, Reply, Review)
    days = [one.day for model in models for one in everything(model)]
    sessions = everything(Session)
    days += [one.started for one in sessions] + [one.closed for one in sessions if one.closed]
    assert max(days) == demo.today


def test_each_post_is_released_then_reviewed_then_decided(demo):
    posts = {post.id: post for post in everything(Post)}
    reviewed = {one.post_id: one.day for one in everything(Review)}
    assert all(posts[post_id].day <= day for post_id, day in reviewed.items())
    assert all(reviewed[one.post_id] <= one.day for one in everything(Decision))
    for post_id in posts:
        query = select(PostEvent.day).where(PostEvent.post_id == post_id).order_by(PostEvent.step)
        days = list(db.session.scalars(query))
        assert days == sorted(days)


def test_releases_are_in_the_key_log_and_the_log_stands_up(demo):
    releases = db.session.scalars(select(Release).order_by(Release.batch)).all()
    days = [one.day for one in releases]
    assert days == sorted(days)
    assert all(one.seq is not None for one in releases)
    assert {one.day for one in everything(Post)} <= set(days)
    assert keylog.check(log().lines, log().head) == []


def test_a_token_was_spent_for_every_post_and_shares_nothing_with_it(demo):
    said = [post for post in everything(Post) if post.part_of is None]
    assert db.session.scalar(select(func.count()).select_from(Spent)) == len(said)
    with reading("inbox") as connection:
        assert connection.execute(select(INBOX_ROW)).all() == []


def test_enough_members_have_collected_for_a_visitor_to_be_released(demo):
    assert open_key() is not None
    assert open_key().kid not in under_floor()


def test_what_is_published_can_be_read_and_is_kept_ready(demo):
    published = [post for post in everything(Post) if post.state in PUBLIC]
    assert all(str(body) for body in rendering.bodies(published).values())
    with reading("search") as connection:
        kept = connection.execute(select(rendering.RENDERED.c.post_id)).scalars().all()
    assert set(kept) == {post.id for post in published}


def test_outcomes_wait_for_their_line_only_since_the_last_release(demo):
    last = max(one.day for one in everything(Release))
    waiting = {one.post_id for one in everything(Outcome) if one.batch is None}
    reviewed = {one.post_id: one.day for one in everything(Review)}
    assert all(reviewed[post_id] >= last for post_id in waiting)


def test_a_retrospective_is_over_and_a_second_one_begins_where_it_ended(demo):
    first, second = sorted(everything(Session), key=lambda one: one.started)
    assert (first.phase, second.phase) == ("closed", "review")
    assert second.before_id == first.id
    month = demo.today.replace(day=1)
    assert (month - first.closed).days <= 31
    assert first.closed < month
    assert {topic.ending for topic in first.topics} == {"action", "decision", "parked"}
    assert all(topic.notes and topic.cards for topic in first.topics)
    assert second.topics


def test_three_of_four_actions_are_done(demo):
    actions = everything(Action)
    assert Counter(one.state for one in actions) == {"done": 3, "open": 1}
    assert all(one.due <= demo.today for one in actions if one.state == "done")
    assert [one.due > demo.today for one in actions if one.state == "open"] == [True]


def test_the_receipt_that_all_know_proves_what_was_sent(demo):
    mailbox, salt = derive(RECEIPT)
    found = thread.find(mailbox)
    assert found.post.commitment == commitment(salt, found.item)
    assert found.claim is not None


def test_a_demo_shows_what_would_have_gone_and_sends_nothing(demo, monkeypatch):
    known = demo.app.extensions["portal"]
    reached = known.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:1")})
    monkeypatch.setitem(demo.app.extensions, "portal", reached)
    assert jobs.tell() == 0
    told = db.session.scalars(select(Message).where(Message.recipient.is_not(None))).all()
    names = {find_account(one.recipient).identifier for one in told}
    assert {"bob", "mona"} <= names
    assert {(one.state, one.attempts) for one in told} == {("queued", 0)}
    for one in told:
        assert letters.looked_at(one, find_account(one.recipient)).text
