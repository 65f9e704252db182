"""Retrospectives of the five: three that are over, one in each phase, and one from elsewhere."""

from datetime import timedelta
from decimal import Decimal

from portal.core import clock, grids
from portal.core.db import db, transaction
from portal.retro import (
    actions,
    board,
    collecting,
    heads,
    heat,
    importing,
    leading,
    opening,
    publishing,
    taking_in,
    ties,
    topics,
)
from portal.retro import service as retro
from portal.retro.models import Ending, Session, Topic, TopicCard
from portal.retro.poll import SessionPoll
from portal.voice import cards
from tests.browser.house import House
from tests.making import lead

LAID = ("倉庫找不到料", "倉庫的料對不起來", "倉庫少了兩箱料")
ELSEWHERE = (
    "內容,主題,票數,行動,負責人",
    "刀具壞了才換,刀具,5,每週一換刀,廖師傅",
    "你這個白痴,刀具,2,,",
)


def sessions_of(house: House, goal: str) -> list[Session]:
    """Three that are closed, one in each phase that lays out a page of its own, and one brought."""
    for days, minutes, title in ((61, 90, "八月複盤"), (31, 80, "九月複盤")):
        _close(house, _session(house, goal, title, "discuss"), minutes, days)
    first = _session(house, goal, "十月複盤", "discuss")
    _end(house, first)
    _close(house, first, 40, 1)
    _hang(house, first)
    later = ("figures", "collect", "group", "vote", "discuss", "safety")
    held = [_session(house, goal, f"第 {n} 場", to) for n, to in enumerate(later)]
    _group(held[2])
    _fear(held[4])
    return [first, *held, _brought(house, goal)]


def _brought(house: House, goal: str) -> Session:
    """One that was held with another tool; one of its cards is not to be read out unseen."""
    reading = heads.read(grids.read_text("\n".join(ELSEWHERE)), [])
    plan = importing.plan(reading.grid, reading.roles, whole=False)
    about = taking_in.About("從前的複盤", clock.today() - timedelta(days=40), [goal], "table")
    doubts = taking_in.doubted(plan)
    with transaction():
        return taking_in.take_in(house.actor("bob"), plan, about, doubts)


def _close(house: House, session: Session, minutes: int, days: int) -> None:
    """Close it as if that had been so many days ago, after so many minutes."""
    with transaction():
        for step in session.phases:
            step.spent = 60 * minutes // len(session.phases)
    leading.go_to(house.actor("bob"), session, "closed", early=True)
    with transaction():
        session.started = session.closed = clock.today() - timedelta(days=days)


def _hang(house: House, session: Session) -> None:
    """On the board what it agreed on; and its themes, as a release counts them."""
    chosen = {draft.topic.id: draft.words for draft in publishing.drafts(session)}
    with transaction():
        publishing.publish(house.actor("bob"), session, chosen)
    heat.count_anew()


def _group(session: Session) -> None:
    """A suggestion that stands, one that was rejected, and a topic made by hand."""
    with transaction():
        session = retro.find_session(session.id)
        made = Topic(place=99, theme="x", title="倉庫", judged="suggested", terms="倉庫 · 料")
        session.topics.append(made)
        for body in LAID:
            cards.add(session.id, "2026-48", "cause", body)
        known = {one.card_id for topic in session.topics for one in topic.written}
        for card in cards.of_session(session.id):
            if card.id not in known:
                made.written.append(TopicCard(card_id=card.id))
        lying = [card.card_id for card in made.written]
    with transaction():
        board.let_go(retro.find_session(session.id), lying[:1])


def _fear(session: Session) -> None:
    """Nobody dares to speak there, and the room was asked whether to go on."""
    with transaction():
        session = retro.find_session(session.id)
        session.anonymous = True
        topic, share = session.topics[0], Decimal("0.4")
        db.session.add(
            SessionPoll(
                session_id=session.id,
                number=1,
                kind="next",
                topic_id=topic.id,
                cast=5,
                figure=share,
            )
        )


def _session(house: House, goal: str, title: str, to: str) -> Session:
    with transaction():
        session = opening.open_session(house.actor("bob"), title, [goal])
        collecting.write_for_room(house.actor("bob"), session, "cause", "師傅說料太硬")
        lead(house.actor("bob"), session, to)
    return session


def _end(house: House, session: Session) -> None:
    """An action for the first topic, a decision for the second, the others are parked."""
    first, second, *others = retro.topics_of(session)
    # In this week: Monday's agenda has it too.
    due = clock.today()
    with transaction():
        topics.write_notes(first, "先問清楚是誰改的排程\n- 業務\n- 生管")
        what, how = "排程一天只改一次", "看板上的單子不再劃掉重寫"
        action = topics.add_action(first, house.ids["bob"], what, due, how)
        blockers = [word for word in ties.choices(session, first) if word.startswith("blocker")]
        actions.tie(action, ties.read(session, first, blockers[0]))
        topics.end(second, Ending.DECISION, "夜班加一個人")
        for topic in others:
            topics.end(topic, Ending.PARKED, "等新的天車")
