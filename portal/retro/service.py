"""Opening a session with what was said, leading it through its phases, and ending every topic."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from portal.core import audit, clock
from portal.core.access import Actor, Permission, allows
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.okr import service as okr
from portal.retro.models import (
    Action,
    Ending,
    Phase,
    Session,
    SessionKeyResult,
    Topic,
    TopicPost,
)
from portal.retro.versions import touch, touch_with_later
from portal.themes import Text, group
from portal.voice import rendering
from portal.voice import service as voice
from portal.voice.crowds import places
from portal.voice.models import Post
from portal.voice.stages import PUBLIC
from portal.voice.targets import target_words
from portal.voice.words import causes

# Forward one by one, back as far as one likes; what is closed stays closed.
MOVES = {
    Phase.REVIEW: {Phase.GROUP},
    Phase.GROUP: {Phase.REVIEW, Phase.DISCUSS},
    Phase.DISCUSS: {Phase.REVIEW, Phase.GROUP, Phase.CLOSED},
    Phase.CLOSED: set(),
}


def find_session(session_id: str) -> Session:
    """The session with this id. Raises Missing."""
    found = db.session.get(Session, session_id)
    if found is None:
        raise Missing(_("There is no such retrospective."))
    return found


def find_topic(topic_id: str) -> Topic:
    """The topic with this id. Raises Missing."""
    found = db.session.get(Topic, topic_id)
    if found is None:
        raise Missing(_("There is no such topic."))
    return found


def key_result_ids(session: Session) -> list[str]:
    """The key results that a session is about."""
    query = select(SessionKeyResult.key_result_id)
    query = query.where(SessionKeyResult.session_id == session.id)
    return list(db.session.scalars(query.order_by(SessionKeyResult.key_result_id)))


def last_about(ids: Iterable[str]) -> Session | None:
    """The latest closed session over any of these key results."""
    joined = SessionKeyResult.session_id == Session.id
    query = select(Session).join(SessionKeyResult, joined)
    query = query.where(SessionKeyResult.key_result_id.in_(set(ids)), Session.closed.is_not(None))
    return db.session.scalars(query.order_by(Session.closed.desc(), Session.id)).first()


def open_session(actor: Actor, title: str, ids: Sequence[str]) -> Session:
    """Open a session over these key results, with everything said about them on the table.

    Raises Invalid without a key result of the actor's part of the tree.
    """
    known = okr.key_results(ids)
    if not known or not all(allows(actor, Permission.RETRO_OPEN, one) for one in known.values()):
        raise Invalid(_("Choose at least one key result of your teams."))
    before = last_about(known)
    session = Session(
        title=title,
        owner_id=actor.id,
        team_id=actor.team,
        started=clock.today(),
        before_id=before.id if before else None,
    )
    db.session.add(session)
    db.session.flush()
    db.session.add_all(SessionKeyResult(session_id=session.id, key_result_id=i) for i in known)
    _gather(session, sorted(known))
    _carry(before)
    audit.record(actor, "retro", session.id)
    return session


def _heard() -> Select[str]:
    """The ids of everything that lay on the table of a session that is closed."""
    query = select(TopicPost.post_id).join(Topic, Topic.id == TopicPost.topic_id)
    return query.join(Session, Session.id == Topic.session_id).where(Session.closed.is_not(None))


def _gather(session: Session, ids: Sequence[str]) -> None:
    """Put what no session talked about yet, and open blockers, on the table, grouped.

    Of a goal of few people it is what stands under the larger goal.
    """
    around = {*ids, *places(ids).values()}
    posts = {post.id: post for post in voice.to_talk_about(around, _heard())}
    result = group([_text(post, alone=len(ids) == 1) for post in posts.values()])
    for place, theme in enumerate(result["themes"]):
        members = sorted(
            id_ for id_, where in result["assignments"].items() if where == theme["id"]
        )
        goal = posts[members[0]].target
        topic = Topic(
            session_id=session.id,
            place=place,
            theme=theme["id"],
            title=theme["label"],
            key_result_id=goal if goal in ids else None,
        )
        topic.cards = [TopicPost(post_id=id_) for id_ in members]
        db.session.add(topic)
    db.session.flush()


def _text(post: Post, *, alone: bool) -> Text:
    """A post for grouping; a session about one goal need not name it in every topic."""
    cause = causes().get(post.cause or "", _("What else was said"))
    goal = "" if alone else f"{target_words(post.target)}{_(': ')}"
    body = rendering.open_body(post)
    return {"id": post.id, "text": body, "lang": None, "topic": f"{goal}{cause}"}


def _carry(before: Session | None) -> None:
    carried = [action for action in last_actions(before) if action.state == "open"]
    for action in carried:
        action.carried += 1
    touch_with_later({action.session for action in carried})


def last_actions(before: Session | None) -> Sequence[Action]:
    """What a session begins with: the last one's actions, and whatever is open from before."""
    if before is None:
        return []
    query = select(Action).where(
        or_(
            Action.session_id == before.id,
            Action.session_id.in_(_chain(before)) & (Action.state == "open"),
        )
    )
    return db.session.scalars(query.order_by(Action.due, Action.id)).all()


def _chain(session: Session) -> list[str]:
    """A session and everything that was before it."""
    found: list[str] = []
    at: Session | None = session
    while at is not None and at.id not in found:
        found.append(at.id)
        at = db.session.get(Session, at.before_id) if at.before_id else None
    return found


def before(session: Session) -> Session | None:
    """The session before this one."""
    return db.session.get(Session, session.before_id) if session.before_id else None


def move_to(actor: Actor, session: Session, phase: str) -> None:
    """Go to a phase. Raises Invalid for a phase that cannot follow, or topics without an end."""
    now = Phase(session.phase)
    if phase not in set(Phase) or Phase(phase) not in MOVES[now]:
        raise Invalid(_("The session cannot go to that step from here."))
    if phase == Phase.CLOSED:
        _check_ends(session)
        session.closed = clock.today()
    session.phase = phase
    touch(session)
    audit.record(actor, "retro", session.id)


def _check_ends(session: Session) -> None:
    left = [topic.title for topic in session.topics if topic.ending is None]
    if left:
        names = _("; ").join(left)
        raise Invalid(
            _("Every topic ends as action, decision or parked. Left: %(names)s.", names=names)
        )


def _check_open(session: Session) -> None:
    if session.phase == Phase.CLOSED:
        raise Conflict(_("This retrospective is closed."))


def rename(topic: Topic, title: str) -> None:
    """Give a topic another name. Raises Conflict in a closed session."""
    _check_open(topic.session)
    topic.title = title
    touch(topic.session)


def merge(topic: Topic, into: Topic) -> None:
    """Put one topic's posts under another one of the same session. Raises Invalid, Conflict."""
    _check_open(topic.session)
    if into.session_id != topic.session_id or into.id == topic.id:
        raise Invalid(_("Choose another topic of this retrospective."))
    held = {card.post_id for card in into.cards}
    for card in list(topic.cards):
        if card.post_id not in held:
            into.cards.append(TopicPost(post_id=card.post_id))
        db.session.delete(card)
    db.session.flush()
    db.session.expire(topic, ["cards"])
    touch(into.session)
    into.notes = "\n".join(note for note in (into.notes, topic.notes) if note)
    db.session.delete(topic)
    db.session.flush()


def write_notes(topic: Topic, notes: str) -> None:
    """Keep what was said around the table about a topic."""
    _check_open(topic.session)
    topic.notes = notes
    touch(topic.session)


def end(topic: Topic, ending: Ending, outcome: str) -> None:
    """End a topic as a decision, or parked with a reason. Raises Invalid without words."""
    _check_open(topic.session)
    if not outcome:
        raise Invalid(_("Say what was decided, or why it is parked."))
    topic.ending, topic.outcome = ending.value, outcome
    touch(topic.session)


def add_action(topic: Topic, owner_id: str, what: str, due: date) -> Action:
    """End a topic with an action: who does what by when. Raises Conflict in a closed session."""
    _check_open(topic.session)
    action = Action(
        session_id=topic.session_id,
        topic_id=topic.id,
        key_result_id=topic.key_result_id,
        owner_id=owner_id,
        what=what,
        due=due,
    )
    topic.ending = Ending.ACTION.value
    db.session.add(action)
    touch(topic.session)
    db.session.flush()
    return action


def settle(actor: Actor, action: Action, state: str, why: str) -> None:
    """Say of an action that it is done, still open, or dropped and why. Raises Invalid."""
    if state not in {"open", "done", "dropped"}:
        raise Invalid(_("An action is open, done or dropped."))
    if state == "dropped" and not why:
        raise Invalid(_("Say why it was dropped."))
    action.state, action.why = state, why
    touch_with_later([action.session])
    audit.record(actor, "action", action.id)


def find_action(action_id: str) -> Action:
    """The action with this id. Raises Missing."""
    found = db.session.get(Action, action_id)
    if found is None:
        raise Missing(_("There is no such action."))
    return found


def actions_of(session: Session) -> Sequence[Action]:
    """The actions that a session ended with, by day."""
    query = select(Action).where(Action.session_id == session.id)
    return db.session.scalars(query.order_by(Action.due, Action.id)).all()


def open_actions_of(account_id: str) -> Sequence[Action]:
    """What this person still has to do, the earliest first."""
    query = select(Action).where(Action.owner_id == account_id, Action.state == "open")
    return db.session.scalars(query.order_by(Action.due, Action.id).limit(10)).all()


def topics_of(session: Session) -> Sequence[Topic]:
    """The topics of a session with their cards, in their order."""
    query = select(Topic).where(Topic.session_id == session.id).options(selectinload(Topic.cards))
    return db.session.scalars(query.order_by(Topic.place, Topic.id)).all()


def posts_of(topics: Iterable[Topic]) -> dict[str, Post]:
    """The posts under these topics that are public still, by id."""
    ids = {card.post_id for topic in topics for card in topic.cards}
    query = select(Post).where(Post.id.in_(ids), Post.state.in_(PUBLIC))
    return {post.id: post for post in db.session.scalars(query)}
