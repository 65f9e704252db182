"""Deciding on blockers: what may follow what, who is to decide, and what everybody then reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.answers import hops
from portal.answers.models import KINDS, Decision, Hop, Reply, Why
from portal.answers.outliving import WORDS
from portal.answers.words import sentence, work_said
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import among, db
from portal.core.directory import directory
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.core.languages import in_every_language
from portal.core.text import plain
from portal.okr import service as okr
from portal.okr.models import KeyResult, Objective
from portal.remarks import guarding
from portal.voice import life
from portal.voice import service as voice
from portal.voice.crowds import under
from portal.voice.life import Move
from portal.voice.models import Post
from portal.voice.stages import PUBLIC, UNANSWERED, Progress

# What a decision does to a blocker. Handing over changes who decides, not where it stands.
MOVES = {
    "resources": Move.DECIDE,
    "priority": Move.DECIDE,
    "assign": Move.DECIDE,
    "ask": Move.ASK,
    "decline": Move.DECLINE,
    "transfer": None,
}
EVENTS = {"ask": "asked", "decline": "declined", "transfer": "transferred"}
# What whoever decides says of the work, and the step that the author then reads.
WORK = {Move.START: "started", Move.CLAIM: "claimed"}


@dataclass(frozen=True)
class Blocker:
    """A published blocker, its goal, and who is to decide on it."""

    post: Post
    about: KeyResult | Objective | None
    # The way that it has gone: with whom, since when, until when.
    hops: tuple[Hop, ...] = ()
    # The teams of smaller goals whose texts stand under this one: it may be theirs to solve.
    smaller: frozenset[str] = frozenset()

    @property
    def owner_id(self) -> str | None:
        """The owner of the goal."""
        return self.about.owner_id if self.about else None

    @property
    def holders(self) -> tuple[str, ...]:
        """Who is to decide, or did; the owner of the goal while it was with nobody."""
        last = self.hops[-1].number if self.hops else 0
        found = tuple(hop.account_id for hop in self.hops if hop.number == last)
        return found or ((self.owner_id,) if self.owner_id else ())

    @property
    def asked_ids(self) -> frozenset[str]:
        """Everybody to whom it came, wherever they stand: each may still decide."""
        return frozenset(hop.account_id for hop in self.hops)

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams whose managers may decide; with no goal, every team: somebody must."""
        if self.about is None:
            return frozenset(directory().teams())
        return self.about.team_ids | self.smaller

    @property
    def key_result(self) -> KeyResult | None:
        """The key result it blocks, when it is one."""
        return self.about if isinstance(self.about, KeyResult) else None


def find_blocker(post_id: str) -> Blocker:
    """The published blocker with this id. Raises Missing."""
    post = voice.find_post(post_id)
    if post.kind != "blocker" or post.state not in PUBLIC:
        raise Missing(_("There is no such blocker."))
    return as_blockers([post])[0]


def as_blockers(posts: Sequence[Post]) -> list[Blocker]:
    """These posts with their goals and who is to decide, in the same order."""
    goals = okr.subjects(post.target for post in posts)
    with_whom = hops.ways(post.id for post in posts)
    smaller = _smaller(goals)
    return [
        Blocker(
            post,
            goals.get(post.target),
            tuple(with_whom.get(post.id, ())),
            smaller.get(post.target, frozenset()),
        )
        for post in posts
    ]


def _smaller(goals: Mapping[str, KeyResult | Objective]) -> dict[str, frozenset[str]]:
    """By objective, the teams of small goals whose texts stand under it."""
    if all(isinstance(one, KeyResult) for one in goals.values()):
        return {}
    standing = under(okr.open_key_results())
    return {
        place: frozenset().union(*(one.team_ids for one in small))
        for place, small in standing.items()
    }


def decide(actor: Actor, blocker: Blocker, kind: str, details: Mapping[str, Any]) -> Decision:
    """Answer a blocker. Raises Invalid for an unknown kind, Conflict for a move that cannot be."""
    if kind not in KINDS:
        raise Invalid(_("Choose one of the six decisions."))
    guarding.heed(*(str(details.get(name) or "") for name in WORDS))
    post = blocker.post
    move = MOVES[kind]
    if kind == "ask" and was_asked(post.id):
        raise Conflict(_("It was asked once. Decide with what you know."))
    details = dict(details)
    if move is not None:
        _go(post, move)
    else:
        details |= _hand_over(blocker, details["to"], actor)
    decision = Decision(
        post_id=post.id,
        account_id=actor.id,
        number=_next(Decision, post.id),
        kind=kind,
        details=details,
        day=clock.today(),
    )
    db.session.add(decision)
    event = EVENTS.get(kind, "decided")
    voice.note(post, event, in_every_language(lambda: _of(actor, sentence(kind, details))))
    if move is None:
        hops.tell_of_climb(post)
    audit.record(actor, "decide", post.id)
    return decision


def _go(post: Post, move: Move) -> None:
    if not life.can(post, move) and post.progress == Progress.DECIDED:
        raise Conflict(_("This was decided already. A decision can be added to, not taken back."))
    life.go(post, move)
    (hops.pause if move is Move.ASK else hops.stop)(post)


def _hand_over(blocker: Blocker, receiver: str, actor: Actor) -> dict[str, str]:
    """To whom it went: the second time it climbs to whom both sides are under."""
    if blocker.post.progress not in {None, *UNANSWERED}:
        raise Conflict(_("This was decided already. A decision can be added to, not taken back."))
    if receiver == actor.id or receiver in blocker.holders:
        raise Invalid(_("It is with you already. Choose somebody else, or decide."))
    made = hops.hand_over(blocker.post, receiver)
    again = {"again": "yes"} if made[0].why == Why.TWICE else {}
    return {"to": made[0].account_id, **again}


def _next(model: type[Decision] | type[Reply], post_id: str) -> int:
    return (
        db.session.scalar(select(func.max(model.number)).where(model.post_id == post_id)) or 0
    ) + 1


def _of(actor: Actor, said: str) -> str:
    return _("%(name)s: %(said)s", name=actor.name, said=said)


def reply(actor: Actor, blocker: Blocker, body: str) -> Reply:
    """Say something under a blocker; the clock does not care."""
    return _say(actor, blocker.post, body, "replied")


def report(
    actor: Actor, blocker: Blocker, move: Move, body: str, cause: str | None = None
) -> Reply:
    """Say that work has begun, or that it is solved and what it was in the end.

    Raises Conflict where that cannot follow.
    """
    life.go(blocker.post, move)
    another = cause if move is Move.CLAIM and cause != blocker.post.cause else None
    said = _say(actor, blocker.post, body, WORK[move], another)
    said.move, said.cause = move.value, another
    return said


def _say(actor: Actor, post: Post, body: str, event: str, cause: str | None = None) -> Reply:
    guarding.heed(body)
    number = _next(Reply, post.id)
    said = Reply(post_id=post.id, account_id=actor.id, number=number, body=body, day=clock.today())
    db.session.add(said)
    voice.note(post, event, in_every_language(lambda: _of(actor, work_said(plain(body), cause))))
    audit.record(
        actor, {"replied": "reply", "started": "start", "claimed": "claim"}[event], post.id
    )
    return said


def kinds_on(blocker: Blocker) -> list[str]:
    """The decisions that can follow now; what waits for a decision can be handed over, too."""
    post = blocker.post
    waits = (post.progress or Progress.OPEN) in UNANSWERED
    able = [kind for kind, move in MOVES.items() if (life.can(post, move) if move else waits)]
    return [kind for kind in able if kind != "ask" or not was_asked(post.id)]


def was_asked(post_id: str) -> bool:
    """True when the author was asked: that stops the clock, so it is done once."""
    return any(one.kind == "ask" for one in decisions_on([post_id])[post_id])


def work_on(blocker: Blocker) -> list[Move]:
    """What whoever decides may say of the work now."""
    return [move for move in WORK if life.can(blocker.post, move)]


DECISIONS = select(Decision).where(Decision.post_id.in_(among())).order_by(Decision.number)
WORKS = (
    select(Reply).where(Reply.post_id.in_(among()), Reply.move.is_not(None)).order_by(Reply.number)
)


def decisions_on(post_ids: Iterable[str]) -> dict[str, list[Decision]]:
    """The decisions on each of these posts, the first one first."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in db.session.scalars(DECISIONS, {"ids": set(post_ids)}):
        found[decision.post_id or ""].append(decision)
    return found


def works_on(post_ids: Iterable[str]) -> dict[str, list[Reply]]:
    """What was said of the work on each of these posts, the first word first."""
    found: dict[str, list[Reply]] = defaultdict(list)
    for said in db.session.scalars(WORKS, {"ids": set(post_ids)}):
        found[said.post_id].append(said)
    return found


def replies_to(post_id: str) -> Sequence[Reply]:
    """The replies under a blocker, the first one first."""
    query = select(Reply).where(Reply.post_id == post_id).order_by(Reply.number)
    return db.session.scalars(query).all()
