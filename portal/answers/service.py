"""Deciding on blockers: what may follow what, who is to decide, and what everybody then reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.answers.models import KINDS, Decision, Reply
from portal.answers.words import sentence
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.core.languages import in_every_language
from portal.core.text import plain
from portal.okr import service as okr
from portal.okr.models import KeyResult, Objective
from portal.voice import life
from portal.voice import service as voice
from portal.voice.crowds import under
from portal.voice.life import Move
from portal.voice.models import PUBLIC, UNANSWERED, UNSURE, Post, Progress

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
TABS: dict[str, tuple[Progress, ...]] = {
    "open": UNANSWERED,
    "decided": (Progress.DECIDED, Progress.DOING),
    "claimed": (Progress.CLAIMED,),
    "confirmed": (Progress.CONFIRMED,),
    "declined": (Progress.DECLINED,),
}


@dataclass(frozen=True)
class Blocker:
    """A published blocker, its goal, and who is to decide on it."""

    post: Post
    about: KeyResult | Objective | None
    handed_to: str | None
    # The teams of smaller goals whose texts stand under this one: it may be theirs to solve.
    smaller: frozenset[str] = frozenset()

    @property
    def owner_id(self) -> str | None:
        """Whoever it was handed to, else the owner of the goal."""
        return self.handed_to or (self.about.owner_id if self.about else None)

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
    """These posts with their goals and hand-overs, in the same order."""
    goals = okr.subjects(post.target for post in posts)
    handed = handed_over(post.id for post in posts)
    smaller = _smaller(goals)
    return [
        Blocker(
            post,
            goals.get(post.target),
            handed.get(post.id),
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


def handed_over(post_ids: Iterable[str]) -> dict[str, str]:
    """To whom each of these posts was handed over last."""
    query = select(Decision.post_id, Decision.details).where(
        Decision.post_id.in_(set(post_ids)), Decision.kind == "transfer"
    )
    rows = db.session.execute(query.order_by(Decision.number))
    return {post_id: details["to"] for post_id, details in rows if post_id}


def decide(actor: Actor, blocker: Blocker, kind: str, details: Mapping[str, Any]) -> Decision:
    """Answer a blocker. Raises Invalid for an unknown kind, Conflict for a move that cannot be."""
    if kind not in KINDS:
        raise Invalid(_("Choose one of the six decisions."))
    post = blocker.post
    move = MOVES[kind]
    if kind == "ask" and any(one.kind == "ask" for one in decisions_on([post.id])[post.id]):
        raise Conflict(_("It was asked once. Decide with what you know."))
    if move is not None:
        _go(post, move)
    elif details["to"] == actor.id:
        raise Invalid(_("It is with you already. Choose somebody else, or decide."))
    decision = Decision(
        post_id=post.id,
        account_id=actor.id,
        number=_next(Decision, post.id),
        kind=kind,
        details=dict(details),
        day=clock.today(),
    )
    db.session.add(decision)
    event = EVENTS.get(kind, "decided")
    voice.note(post, event, in_every_language(lambda: _for_the_author(actor, kind, details)))
    audit.record(actor, "decide", post.id)
    return decision


def _go(post: Post, move: Move) -> None:
    if not life.can(post, move) and post.progress == Progress.DECIDED:
        raise Conflict(_("This was decided already. A decision can be added to, not taken back."))
    life.go(post, move)


def _next(model: type[Decision] | type[Reply], post_id: str) -> int:
    return (
        db.session.scalar(select(func.max(model.number)).where(model.post_id == post_id)) or 0
    ) + 1


def _for_the_author(actor: Actor, kind: str, details: Mapping[str, Any]) -> str:
    return _("%(name)s: %(said)s", name=actor.name, said=sentence(kind, details))


def reply(actor: Actor, blocker: Blocker, body: str, move: Move | None = None) -> Reply:
    """Say something under a blocker; the clock does not care.

    With a move it says that work has begun, or that it is solved. Raises Conflict where that cannot
    follow.
    """
    post = blocker.post
    if move is not None:
        life.go(post, move)
    said = Reply(
        post_id=post.id,
        account_id=actor.id,
        number=_next(Reply, post.id),
        body=body,
        move=move.value if move else None,
        day=clock.today(),
    )
    db.session.add(said)
    words = plain(body)
    told = {"zh_Hant": f"{actor.name}：{words}", "en": f"{actor.name}: {words}"}
    voice.note(post, WORK[move] if move else "replied", told)
    audit.record(actor, move.value if move else "reply", post.id)
    return said


def kinds_on(blocker: Blocker) -> list[str]:
    """The decisions that can follow now; what waits for a decision can be handed over, too."""
    post = blocker.post
    waits = (post.progress or Progress.OPEN) in UNANSWERED
    return [kind for kind, move in MOVES.items() if (life.can(post, move) if move else waits)]


def work_on(blocker: Blocker) -> list[Move]:
    """What whoever decides may say of the work now."""
    return [move for move in WORK if life.can(blocker.post, move)]


def decisions_on(post_ids: Iterable[str]) -> dict[str, list[Decision]]:
    """The decisions on each of these posts, the first one first."""
    query = select(Decision).where(Decision.post_id.in_(set(post_ids))).order_by(Decision.number)
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in db.session.scalars(query):
        found[decision.post_id or ""].append(decision)
    return found


def replies_to(post_id: str) -> Sequence[Reply]:
    """The replies under a blocker, the first one first."""
    query = select(Reply).where(Reply.post_id == post_id).order_by(Reply.number)
    return db.session.scalars(query).all()


def targets_of(actor: Actor) -> set[str]:
    """The open goals about which this manager decides, and `unsure`."""
    found, mine = {UNSURE}, []
    for one in okr.open_key_results():
        led = not actor.teams.isdisjoint(one.team_ids)
        if led or one.owner_id == actor.id:
            mine.append(one)
        if not actor.teams.isdisjoint(one.objective.team_ids):
            found.add(one.objective_id)
    return found | {one.id for one in mine} | set(under(mine))


def inbox(actor: Actor, tab: str, *, page: int = 1, size: int = 20) -> list[Blocker]:
    """What this manager is to decide (or decided): the worst and oldest first."""
    posts = voice.blockers(targets_of(actor), TABS[tab], handed(actor), page=page, size=size)
    return as_blockers(posts)


def handed(actor: Actor) -> dict[str, bool]:
    """Posts that were handed over: True for those that came to this manager last."""
    moved = (Decision.kind == "transfer", Decision.post_id.is_not(None))
    ids = {id_ for id_ in db.session.scalars(select(Decision.post_id).where(*moved)) if id_}
    return {post_id: who == actor.id for post_id, who in handed_over(ids).items()}


def count_inbox(actor: Actor) -> dict[str, int]:
    """How many blockers stand in each tab of this manager's inbox."""
    targets, moved = targets_of(actor), handed(actor)
    return {tab: voice.count_blockers(targets, stages, moved) for tab, stages in TABS.items()}
