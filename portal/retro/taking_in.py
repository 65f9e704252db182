"""A session that was held with another tool, taken in whole."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.okr.models import KeyResult
from portal.retro import service
from portal.retro.importing import Heap, Plan, Promise
from portal.retro.models import (
    Action,
    Ending,
    Phase,
    Session,
    SessionColumn,
    SessionKeyResult,
    Topic,
    TopicCard,
)
from portal.retro.opening import chosen_goals
from portal.voice import cards, schedule

# How long who is to do something has, where the table gives no day.
UNDATED = timedelta(days=14)


@dataclass(frozen=True)
class About:
    """What a table does not say of a session: its name, its day, its goals, and the tool."""

    title: str
    day: date
    ids: Sequence[str]
    origin: str


@dataclass(frozen=True)
class Brought:
    """A session that is being written, its plan, the codes of its questions, what is in doubt."""

    session: Session
    plan: Plan
    codes: Mapping[str, str]
    doubted: Collection[str]

    def is_doubtful(self, text: str) -> bool:
        """True for what somebody is to look at before the room reads it."""
        return text in self.doubted


def doubted(plan: Plan) -> frozenset[str]:
    """What of its cards, notes and titles may name or hurt somebody.

    It takes a while, so it is asked before anything is written, and not while others wait.
    """
    names = [one.name for one in directory().people()]
    texts = {text for heap in plan.topics() for text in heap.texts()}
    return frozenset(text for text in texts if cards.is_doubtful(text, names))


def owners(promises: Iterable[Promise]) -> Mapping[str, str]:
    """The accounts of the owners of actions whose names are those of one person each."""
    people = directory().people()
    once = {name for name, times in Counter(one.name for one in people).items() if times == 1}
    wanted = {one.owner for one in promises} & once
    return {one.name: one.id for one in people if one.name in wanted}


def take_in(actor: Actor, plan: Plan, about: About, doubts: Collection[str]) -> Session:
    """Write a session as it was: closed, its topics by votes, its actions open.

    `doubts` are the texts that wait until somebody has looked at them (`doubted`).

    Raises Invalid without a goal of the actor's teams, and for a day that is still to come.
    """
    known = chosen_goals(actor, about.ids)
    if about.day > clock.today():
        raise Invalid(_("That day is still to come. When was it held?"))
    session = _session(actor, about, known)
    brought = Brought(session, plan, _ask(session, plan.questions()), doubts)
    for place, heap in enumerate(plan.topics()):
        _lay(brought, place, heap)
    _promise_all(actor, brought)
    audit.record(actor, "import", session.id)
    return session


def _session(actor: Actor, about: About, known: Mapping[str, KeyResult]) -> Session:
    session = Session(
        title=about.title,
        owner_id=actor.id,
        team_id=actor.team,
        format="own",
        phase=Phase.CLOSED.value,
        started=about.day,
        closed=about.day,
        grouped=True,
        origin=about.origin,
    )
    db.session.add(session)
    db.session.flush()
    db.session.add_all(SessionKeyResult(session_id=session.id, key_result_id=i) for i in known)
    return session


def _ask(session: Session, questions: Sequence[str]) -> Mapping[str, str]:
    """Let it have asked these; question to code."""
    codes = {question: f"own-{place}" for place, question in enumerate(questions)}
    db.session.add_all(
        SessionColumn(session_id=session.id, code=code, place=place, name=question)
        for place, (question, code) in enumerate(codes.items())
    )
    return codes


def _lay(brought: Brought, place: int, heap: Heap) -> None:
    """A topic with its cards; a note or a title that may name or hurt somebody is not read out."""
    notes = [note for note in heap.notes if not brought.is_doubtful(note)]
    said = [(brought.codes[question], text) for question, text in heap.cards]
    said += [("", note) for note in heap.notes if note not in notes]
    session, number = brought.session, place + 1
    epoch = schedule.epoch_of(settings(), clock.today())
    ids = cards.bring(session.id, epoch, said, brought.is_doubtful)
    hidden = _("Topic %(number)d", number=number) if brought.is_doubtful(heap.title) else ""
    session.topics.append(
        Topic(
            place=place,
            theme=f"brought/{number}",
            title=hidden or heap.title,
            key_result_id=_only_goal(session),
            votes=heap.votes(whole=brought.plan.whole),
            notes="\n\n".join(notes),
            ending=(Ending.ACTION if heap.promises else Ending.PARKED).value,
            outcome="" if heap.promises else _("How it ended there is not known here."),
            # By ids that mean nothing: PostgreSQL keeps the order in which rows came.
            written=[TopicCard(card_id=id_) for id_ in sorted(ids)],
        )
    )
    db.session.flush()


def _only_goal(session: Session) -> str | None:
    """The goal of a session that has one alone."""
    ids = service.key_result_ids(session)
    return ids[0] if len(ids) == 1 else None


def _promise_all(actor: Actor, brought: Brought) -> None:
    """Open actions, of topics and of none."""
    session, plan = brought.session, brought.plan
    whose = owners(plan.promises())
    laid = zip(service.topics_of(session), plan.topics(), strict=True)
    kept = [(topic.id, one) for topic, heap in laid for one in heap.promises]
    for topic_id, one in [*kept, *((None, one) for one in plan.loose)]:
        action = _action(actor, one, whose)
        action.session_id, action.topic_id = session.id, topic_id
        action.key_result_id = _only_goal(session)
        db.session.add(action)
    db.session.flush()


def _action(actor: Actor, promise: Promise, whose: Mapping[str, str]) -> Action:
    """One whose owner is not known here is the actor's, and says for whom."""
    what, owner = promise.what, promise.owner
    if owner and owner not in whose:
        what = _("%(what)s (for %(name)s)", what=what, name=owner)
    due = promise.due or clock.today() + UNDATED
    return Action(owner_id=whose.get(owner, actor.id), what=what, due=due)
