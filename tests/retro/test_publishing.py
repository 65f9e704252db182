"""What of a closed session hangs on the board: in one step, in words of few people never."""

import re
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.keeping import retention
from portal.retro import actions, leading, opening, publishing, service, topics
from portal.retro.models import Ending, Phase, Publication, Session, TopicCard
from portal.retro.publishing import Words
from portal.voice import cards
from tests.answers.test_service import publish_all
from tests.front.reading import refused

CAST = ("alice", "bob", "charlie", "mona", "ada")

pytestmark = pytest.mark.slow

SAID = ("排程一天改三次，換模白換", "機台太老，早上開不起來", "倉庫找不到料，等了半天")


@pytest.fixture
def session(say, crowd, goal, actors, cast):
    """A closed session: an action, a decision in words, and a parked topic."""
    causes = ("schedule", "machine", "material")
    said = [{"cause": cause, "body": body} for cause, body in zip(causes, SAID, strict=True)]
    publish_all(say, crowd[:3], goal.id, actors, *said)
    with transaction():
        held = opening.open_session(actors["bob"], "準時送到", [goal.id])
        first, second, third = by_cause(held)
        due = clock.today() + timedelta(days=7)
        topics.add_action(first, cast.alice, "急單每天十點排一次", due)
        topics.end(second, Ending.DECISION, "明年換新的機台")
        topics.end(third, Ending.PARKED, "等新的倉管")
    leading.go_to(actors["bob"], held, Phase.CLOSED, early=True)
    return db.session.get_one(Session, held.id)


def by_cause(session):
    found = {topic.title: topic for topic in service.topics_of(session)}
    return found["排程"], found["機台"], found["材料"]


@pytest.fixture
def form(session):
    """What the page proposes, to be sent as it stands."""
    found = {}
    for draft in publishing.drafts(session):
        id_ = draft.topic.id
        found |= {f"hang_{id_}": "y", f"said_{id_}": draft.words.said}
        found |= {f"done_{id_}": draft.words.done}
    return found


def way(session):
    return f"/in/retros/{session.id}/board"


def hung():
    db.session.expire_all()
    return {one.said: one.done for one in db.session.query(Publication)}


@pytest.mark.everywhere
def test_one_button_hangs_what_has_an_action_or_a_decision(sign_in, session, form):
    bob = sign_in("bob")
    page = bob.get(way(session)).text
    assert page.count(" checked") == 2
    assert "等新的倉管" not in page
    assert bob.post(way(session), data=form).location.endswith("?saved=board")
    assert hung() == {"排程": "急單每天十點排一次", "機台": "明年換新的機台"}
    for query in ("", "?tv=1"):
        board = sign_in("charlie").get(f"/in/board{query}").text
        assert "急單每天十點排一次" in board
        assert "明年換新的機台" in board
        assert not any(body[:6] in board.partition('aria-labelledby="nb"')[0] for body in SAID)


def test_the_words_can_be_changed_and_what_is_unticked_is_taken_back(sign_in, session, form):
    bob = sign_in("bob")
    bob.post(way(session), data=form)
    first, second, _third = by_cause(session)
    form[f"said_{first.id}"] = "單子改太多次"
    del form[f"hang_{second.id}"]
    bob.post(way(session), data=form)
    assert hung() == {"單子改太多次": "急單每天十點排一次"}
    page = bob.get(way(session)).text
    assert page.count(" checked") == 1
    board = sign_in("charlie").get("/in/board").text
    assert "單子改太多次" in board
    assert "明年換新的機台" not in board
    bob.post(way(session), data={name: form[name] for name in form if "hang" not in name})
    assert hung() == {}


def test_what_few_people_wrote_does_not_hang_there(sign_in, session, form):
    first, *_others = by_cause(session)
    for where in ("said", "done"):
        typed = form | {f"{where}_{first.id}": "就是排程一天改三次啦"}
        refused(sign_in("bob").post(way(session), data=typed), "就是排程一天改三次啦")
    assert hung() == {}


def test_what_enough_people_wrote_may_hang_there(session, actors, monkeypatch):
    first, *_others = by_cause(session)
    words = {first.id: Words("就是排程一天改三次啦", "每天排一次")}
    same = {f"x{n}": SAID[0] for n in range(4)}
    for number, able in ((3, False), (4, True)):
        texts = [SAID[0], *list(same.values())[:number]]
        monkeypatch.setattr(publishing, "_texts", lambda *_a, texts=texts: texts)
        if able:
            with transaction():
                publishing.publish(actors["bob"], session, words)
        else:
            with pytest.raises(Invalid), transaction():
                publishing.publish(actors["bob"], session, words)
    assert hung() == {"就是排程一天改三次啦": "每天排一次"}


def test_a_proposal_never_repeats_what_few_wrote(session):
    first, second, _third = by_cause(session)
    with transaction():
        first.title, second.outcome = "排程一天改三次", "機台太老，早上開不起來，換"
    found = {draft.topic.id: draft.words for draft in publishing.drafts(session)}
    assert found[first.id].said == "關於「客人訂的貨，準時送到」"
    assert found[second.id].done == ""


@pytest.mark.parametrize("words", [Words("", "做"), Words("說", ""), Words("是誰寫的", "做")])
def test_words_that_cannot_hang_there_are_refused(session, actors, words):
    first, *_others = by_cause(session)
    with pytest.raises(Invalid), transaction():
        publishing.publish(actors["bob"], session, {first.id: words})
    assert hung() == {}


def test_a_session_that_runs_hangs_nothing_there(goal, actors, sign_in):
    with transaction():
        running = opening.open_session(actors["bob"], "還在開", [goal.id])
    with pytest.raises(Conflict), transaction():
        publishing.publish(actors["bob"], running, {})
    assert "還沒結束" in sign_in("bob").get(way(running)).text


@pytest.mark.parametrize("name", CAST)
def test_who_led_it_hangs_it_there_and_nobody_else(sign_in, session, form, name):
    answer = sign_in(name).post(way(session), data=form)
    assert answer.status_code == (302 if name == "bob" else 403)
    assert bool(hung()) == (name == "bob")


def test_the_board_tells_what_became_of_the_actions(sign_in, session, form, actors):
    sign_in("bob").post(way(session), data=form)
    reads = sign_in("charlie").get
    assert "tag-done" not in reads("/in/board").text.partition('aria-labelledby="nb"')[0]
    with transaction():
        [action] = actions.actions_of(session)
        actions.settle(actors["bob"], action, "done", "")
    assert "tag-done" in reads("/in/board").text.partition('aria-labelledby="nb"')[0]


def test_no_number_of_voices_hangs_there(sign_in, session, form):
    sign_in("bob").post(way(session), data=form)
    board = sign_in("charlie").get("/in/board").text
    part = board.partition('aria-labelledby="rt"')[2].partition('aria-labelledby="nb"')[0]
    assert "急單每天十點排一次" in part
    assert re.findall(r"\d\+|&lt;\d|\d ?[人則張]", part) == []


@pytest.mark.everywhere
def test_what_quotes_a_text_goes_with_it(session, actors):
    first, second, _third = by_cause(session)
    with transaction() as db_session:
        for topic, said in ((first, "排程一天改三次"), (second, "機台")):
            row = Publication(topic_id=topic.id, account_id=actors["bob"].id, said=said, done="做")
            row.day = clock.today()
            db_session.add(row)
    ends = clock.today().replace(year=clock.today().year + 9)
    assert sum(retention.retain(ends).values()) == 3
    assert set(hung()) == {"機台"}


def test_what_quotes_a_card_goes_with_it(session, actors):
    first, *_others = by_cause(session)
    with transaction() as db_session:
        cards.add(session.id, "2026-11", "cause", "料太硬刀子一天換三支")
        card = cards.of_session(session.id)[0]
        db_session.add(TopicCard(topic_id=first.id, card_id=card.id))
        row = Publication(topic_id=first.id, account_id=actors["bob"].id, said="刀", done="做")
        row.day = clock.today()
        db_session.add(row)
        db_session.flush()
        publishing.outlive({card.id: "料太硬刀子一天換三支"})
        assert db_session.query(Publication).count() == 1
        row.done = "刀子一天換三支的問題"
        db_session.flush()
        publishing.outlive({card.id: "料太硬刀子一天換三支"})
        assert db_session.query(Publication).count() == 0
