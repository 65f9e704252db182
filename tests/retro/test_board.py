"""The board of the grouping: suggestions are judged, cards move, each step can be taken back."""

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.remarks import service as remarks
from portal.remarks.models import Place, Remark
from portal.retro import board, explaining, grouping, laying, opening, service, topics, undoing
from portal.retro.models import Action, GroupingStep, Judged, Session, Topic
from portal.voice import cards
from tests.retro.test_service import go

pytestmark = pytest.mark.everywhere
SHIFTS = ("排程一天改三次，換模白做", "排程又改了，換模換到一半", "下午改排程，早上的換模白做")
STOCK = ("倉庫找不到料", "料架上沒有料，倉庫說有", "倉庫的料和系統對不起來", "倉庫盤點的料少了")
ALL = (*SHIFTS, "排程沒有人說一聲就改", *STOCK)


@pytest.fixture
def session(goal, actors):
    """A session at its grouping, with eight cards of two kinds."""
    with transaction():
        found = opening.open_session(actors["bob"], "準時送到", [goal.id])
        for body in ALL:
            cards.add(found.id, "2026-48", "cause", body)
    go(actors, found, "review", "collect", "group")
    with transaction():
        grouping.lay_out(fresh(found))
    return fresh(found)


def fresh(session):
    db.session.rollback()
    return db.session.get_one(Session, session.id)


def texts(session):
    """What each topic holds, by its name, in alphabetical order."""
    said = {card.id: cards.text_of(card) for card in cards.of_session(session.id)}
    found = service.topics_of(session)
    return {one.id: (one.title, sorted(said[i] for i in laying.inside(one))) for one in found}


def act(session, what, *words):
    """Do something in a transaction of its own; what it gave."""
    with transaction():
        return what(*words)


def of(session, word):
    """The topic that is named by this word, and its cards."""
    topic = next(one for one in service.topics_of(session) if word in one.title)
    return topic, sorted(laying.inside(topic))


def test_what_is_grouped_is_suggested_with_the_words_that_were_the_reason(session):
    found = service.topics_of(session)
    assert {one.judged for one in found} == {Judged.SUGGESTED}
    said = {card.id: cards.text_of(card) for card in cards.of_session(session.id)}
    shared = explaining.shared(found, said)
    told = dict(pair for words in shared.values() for pair in words)
    assert told["排程"] == sum("排程" in text for text in ALL)
    assert told["倉庫"] == sum("倉庫" in text for text in ALL)


def test_cards_that_share_no_words_are_suggested_for_what_they_are_about(goal, actors):
    with transaction():
        found = opening.open_session(actors["bob"], "少", [goal.id])
        for body in ("天車", "印章"):
            cards.add(found.id, "2026-48", "cause", body)
        grouping.lay_out(found)
    [topic] = service.topics_of(fresh(found))
    assert (topic.judged, topic.terms) == (Judged.SUGGESTED, "")
    assert explaining.shared([topic], {}) == {}


def test_one_card_alone_is_no_suggestion(goal, actors):
    with transaction():
        found = opening.open_session(actors["bob"], "少", [goal.id])
        cards.add(found.id, "2026-48", "cause", "天車")
        grouping.lay_out(found)
    assert [one.judged for one in service.topics_of(fresh(found))] == [Judged.KEPT]


def test_what_is_accepted_is_a_topic_and_keeps_its_cards(session):
    topic, inside = of(session, "排程")
    act(session, board.accept, topic)
    topic, now = of(fresh(session), "排程")
    assert (topic.judged, now) == (Judged.KEPT, inside)
    with pytest.raises(Conflict):
        act(session, board.accept, topic)
    with pytest.raises(Conflict):
        act(session, board.reject, topic)


def test_the_cards_of_what_is_rejected_lie_each_by_itself(session):
    topic, inside = of(session, "排程")
    act(session, board.reject, topic)
    loose = [one for one in service.topics_of(fresh(session)) if one.judged == Judged.LOOSE]
    assert sorted(id_ for one in loose for id_ in laying.inside(one)) == inside
    assert {len(laying.inside(one)) for one in loose} == {1}
    said = {card.id: cards.text_of(card) for card in cards.of_session(session.id)}
    assert SHIFTS[0] in explaining.titles(loose, said).values()
    # What is kept tells nothing of a text that is sealed.
    assert not any(one.title in text or text in one.title for one in loose for text in ALL)


def test_what_nobody_judged_is_accepted_by_the_next_step_and_not_by_going_back(session, actors):
    act(session, board.reject, of(session, "排程")[0])
    go(actors, session, "collect", "group")
    assert of(fresh(session), "倉庫")[0].judged == Judged.SUGGESTED
    go(actors, session, "vote")
    found = {one.judged for one in service.topics_of(fresh(session))}
    assert found == {Judged.KEPT, Judged.LOOSE}


def test_a_card_by_itself_need_not_end_for_the_session_to_close(session, actors):
    act(session, board.reject, of(session, "排程")[0])
    go(actors, session, "vote", "discuss", "actions")
    with pytest.raises(Invalid, match="倉庫"):
        go(actors, session, "closed")
    kept = of(fresh(session), "倉庫")[0]
    act(session, topics.end, kept, topics.Ending.PARKED, "下次")
    go(actors, session, "closed")
    assert {one.ending for one in service.topics_of(fresh(session))} == {"parked"}


def test_cards_go_where_they_are_put_and_an_empty_topic_goes(session):
    _topic, inside = of(session, "排程")
    into, there = of(session, "倉庫")
    act(session, board.move, session, inside[:1], into)
    assert of(fresh(session), "倉庫")[1] == sorted([*there, inside[0]])
    assert of(session, "排程")[1] == inside[1:]
    act(session, board.move, session, inside, db.session.get_one(Topic, into.id))
    [only] = service.topics_of(fresh(session))
    assert sorted(laying.inside(only)) == sorted([*there, *inside])


@pytest.mark.parametrize("ids", [[], ["a" * 26]])
def test_what_is_not_on_the_table_cannot_be_put_anywhere(session, ids):
    with pytest.raises(Invalid):
        act(session, board.move, session, ids, of(session, "倉庫")[0])
    with pytest.raises(Invalid):
        act(session, board.split, session, ids, "新的")
    with pytest.raises(Invalid):
        act(session, board.let_go, session, ids)


def test_cards_go_under_no_topic_of_another_session_and_under_no_card(session, goal, actors):
    inside = of(session, "排程")[1]
    with transaction():
        other = opening.open_session(actors["bob"], "別場", [goal.id])
        foreign = Topic(place=0, theme="x", title="別場的")
        other.topics.append(foreign)
    act(session, board.let_go, session, inside[:1])
    loose = next(one for one in service.topics_of(fresh(session)) if one.judged == Judged.LOOSE)
    for into in (foreign, loose):
        with pytest.raises(Invalid):
            act(session, board.move, session, inside[1:2], into)


def test_a_topic_is_made_of_cards_of_several(session):
    (_, one), (_, two) = of(session, "排程"), of(session, "倉庫")
    made = act(session, board.split, session, [one[0], two[0]], "夾具")
    topic, inside = of(fresh(session), "夾具")
    assert (topic.id, topic.judged) == (made.id, Judged.KEPT)
    assert inside == sorted([one[0], two[0]])


def test_nothing_is_moved_before_or_after_the_grouping(session, actors):
    topic, inside = of(session, "排程")
    go(actors, session, "vote")
    topic = db.session.get_one(Topic, topic.id)
    for what in (
        (board.move, session, inside, topic),
        (board.split, session, inside, "新的"),
        (board.let_go, session, inside),
        (board.reject, topic),
        (board.undo, session, 1),
    ):
        with pytest.raises(Conflict):
            act(session, *what)


STEPS = {
    "move": lambda s: board.move(s, of(s, "排程")[1][:2], of(s, "倉庫")[0]),
    "move all": lambda s: board.move(s, of(s, "排程")[1], of(s, "倉庫")[0]),
    "split": lambda s: board.split(s, [of(s, "排程")[1][0], of(s, "倉庫")[1][0]], "夾具"),
    "split all": lambda s: board.split(s, of(s, "排程")[1], "夾具"),
    "loose": lambda s: board.let_go(s, of(s, "排程")[1][:2]),
    "merge": lambda s: topics.merge(of(s, "排程")[0], of(s, "倉庫")[0]),
    "rename": lambda s: topics.rename(of(s, "排程")[0], "急單"),
    "accept": lambda s: board.accept(of(s, "排程")[0]),
    "reject": lambda s: board.reject(of(s, "排程")[0]),
}


def whole(session):
    """Everything that a step may change."""
    found = service.topics_of(fresh(session))
    kept = [(one.id, one.title, one.judged, one.notes, one.place, one.terms) for one in found]
    said = sorted((one.subject, one.body) for one in db.session.query(Remark))
    promised = sorted((one.topic_id, one.what) for one in db.session.query(Action))
    return sorted(kept), texts(session), said, promised


@pytest.fixture
def talked(session, actors):
    """Remarks, notes and an action under the first topic, and a remark under the second."""
    one, two = of(session, "排程")[0].id, of(session, "倉庫")[0].id
    with transaction():
        for subject, body in ((one, "我看過。"), (two, "我也是。"), (one, "下午再看。")):
            remarks.say(actors["bob"], Place.TOPIC, subject, body)
        topics.write_notes(db.session.get_one(Topic, one), "談過了")
        what = "換夾具", clock.today()
        topics.add_action(db.session.get_one(Topic, one), actors["alice"].id, *what)
    return fresh(session)


@pytest.mark.parametrize("name", STEPS)
def test_each_step_can_be_taken_back_with_all_that_hangs_on_a_topic(name, talked):
    before = whole(talked)
    act(talked, STEPS[name], talked)
    assert whole(talked) != before
    step = undoing.last(talked)
    assert explaining.told(step, {})
    act(talked, board.undo, talked, step.number)
    assert whole(talked) == before
    assert undoing.last(talked) is None


@pytest.mark.parametrize("name", ["move all", "split all", "merge", "reject"])
def test_what_hangs_on_a_topic_that_goes_goes_along_with_its_cards(name, talked):
    act(talked, STEPS[name], talked)
    there = {one.id for one in service.topics_of(fresh(talked))}
    said = list(db.session.query(Remark))
    assert len(said) == 3
    assert {one.subject for one in said} <= there
    assert {one.topic_id for one in db.session.query(Action)} <= there
    assert "談過了" in "".join(one.notes for one in service.topics_of(talked))


def test_remarks_go_along_when_all_is_grouped_anew(session, actors):
    with transaction():
        for word in ("排程", "倉庫"):
            remarks.say(actors["bob"], Place.TOPIC, of(session, word)[0].id, f"關於{word}")
        cards.add(session.id, "2026-48", "cause", "倉庫的料又少了")
        grouping.lay_out(session)
    found = {one.subject: one.body for one in db.session.query(Remark)}
    assert found == {of(fresh(session), word)[0].id: f"關於{word}" for word in ("排程", "倉庫")}


def test_remarks_keep_their_topic_when_nothing_is_left_to_group(session, actors):
    with transaction():
        topic = of(session, "排程")[0]
        remarks.say(actors["bob"], Place.TOPIC, topic.id, "關於排程")
        for card in cards.of_session(session.id):
            cards.withdraw(card, "other")
        grouping.lay_out(session)
    assert {one.subject for one in db.session.query(Remark)} == {topic.id}
    assert topic.id in {one.id for one in service.topics_of(fresh(session))}


def test_steps_are_taken_back_one_after_the_other_from_the_last(session):
    first = whole(session)
    act(session, topics.rename, of(session, "排程")[0], "排程一")
    second = whole(session)
    act(session, board.move, session, of(session, "排程")[1][:1], of(session, "倉庫")[0])
    act(session, board.reject, of(session, "倉庫")[0])
    with pytest.raises(Conflict):
        act(session, board.undo, session, 1)
    for number, state in ((3, None), (2, second), (1, first)):
        act(session, board.undo, session, number)
        assert state in (None, whole(session))


def test_so_many_steps_are_kept_and_none_when_the_step_is_left(session, actors):
    for number in range(undoing.KEPT + 3):
        act(session, topics.rename, of(session, "排程")[0], f"排程 {number}")
    assert undoing.KEPT >= 10
    assert db.session.query(GroupingStep).count() == undoing.KEPT
    go(actors, session, "vote")
    assert db.session.query(GroupingStep).count() == 0


def test_a_card_that_came_since_is_not_lost_by_undoing(session, actors):
    inside = of(session, "排程")[1]
    made = act(session, board.split, session, inside, "夾具")
    with transaction():
        made = db.session.get_one(Topic, made.id)
        cards.add(session.id, "2026-48", "cause", "後來放行的")
        late = next(
            one for one in cards.of_session(session.id) if cards.text_of(one) == "後來放行的"
        )
        made.written.append(grouping.TopicCard(card_id=late.id))
    act(session, board.undo, session, 1)
    assert of(fresh(session), "排程")[1] == sorted([*inside, late.id])
