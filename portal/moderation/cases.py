"""What a moderator gets to see of a post: its words and its goal, and nobody behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select

from portal.anonymity.sealing import Destroyed
from portal.core.access import Actor
from portal.core.db import batched, db
from portal.core.errors import Forbidden
from portal.core.languages import gettext as _
from portal.detectors import mentions
from portal.okr import service as okr
from portal.okr.models import KeyResult, Objective
from portal.voice import photos, rendering
from portal.voice import service as voice
from portal.voice.models import Appeal, Photo, Post
from portal.voice.stages import REPLY, State

KEPT = 20_000
Goal = KeyResult | Objective


# Enough to read thousands at once: no row of which anything is kept in the session.
COLUMNS = select(Post.id, Post.kind, Post.target, Post.epoch, Post.sealed, Post.masked)


class Lying(rendering.Sealed, Protocol):
    """A post with its goal: the row itself, or these columns of it."""

    @property
    def kind(self) -> str:
        """What kind of post it is."""

    @property
    def target(self) -> str:
        """What it is about."""


@dataclass(frozen=True)
class Said:
    """The words of a post, and the goals that they are about, the one that was meant with them."""

    text: str
    goals: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A post that a moderator may judge, with what there is to know: its text and its goal."""

    post: Post
    text: str
    about: Goal | None
    # Who answers for any goal that it is about, or for one above it.
    leaders: frozenset[str] = field(default_factory=frozenset)
    photos: tuple[str, ...] = ()
    # What was said first, when this is its author's answer to a question.
    answers: str | None = None

    @property
    def owner_id(self) -> str | None:
        """Who answers for the goal; that person does not judge the post."""
        return self.about.owner_id if self.about else None

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams of the goal."""
        return self.about.team_ids if self.about else frozenset()


@dataclass(frozen=True)
class Exhibit:
    """A photo of a post, with its case: whoever may judge the one may see the other."""

    case: Case
    photo: Photo

    @property
    def owner_id(self) -> str | None:
        """Who answers for the goal; that person does not see the photo here."""
        return self.case.owner_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams of the goal."""
        return self.case.team_ids

    @property
    def leaders(self) -> frozenset[str]:
        """Who else does not."""
        return self.case.leaders


def find_case(post_id: str) -> Case:
    """The case of this post. Raises Missing."""
    return cases([voice.find_post(post_id)])[0]


def find_exhibit(photo_id: str) -> Exhibit:
    """A photo that waits for a moderator, first or once more. Raises Missing."""
    photo, post = photos.find(photo_id, (State.WAITING, State.REJECTED))
    if post.state == State.REJECTED and not _is_appealed(post.id):
        raise photos.missing()
    return Exhibit(find_case(post.id), photo)


def _is_appealed(post_id: str) -> bool:
    appeal = db.session.get(Appeal, post_id)
    return appeal is not None and appeal.outcome is None


def see(actor: Actor, exhibit: Exhibit) -> Photo:
    """The photo, for a moderator whom its post does not concern. Raises Forbidden."""
    refuse_concerned(actor, exhibit.case)
    return exhibit.photo


def cases(posts: Sequence[Post]) -> list[Case]:
    """The cases of these posts, in their order."""
    said = read(posts)
    parents = voice.find_posts(post.target for post in posts if post.kind == REPLY)
    goals = okr.subjects({goal for one in said.values() for goal in one.goals})
    pictured = photos.of_posts(post.id for post in posts)
    asked = read(list(parents.values()))
    return [
        Case(
            post=post,
            text=said[post.id].text,
            about=goals.get(parents[post.target].target if post.kind == REPLY else post.target),
            leaders=leaders_of(goals[id_] for id_ in said[post.id].goals if id_ in goals),
            photos=pictured.get(post.id, ()),
            answers=asked[post.target].text if post.target in asked else None,
        )
        for post in posts
    ]


def leaders_of(goals: Iterable[Goal]) -> frozenset[str]:
    """Who answers for one of these goals, or for an objective over it."""
    found: set[str] = set()
    for goal in goals:
        found.add(goal.owner_id)
        over: Objective | None = goal.objective if isinstance(goal, KeyResult) else goal
        seen: set[str] = set()
        while over is not None and over.id not in seen:
            found.add(over.owner_id)
            seen.add(over.id)
            over = over.parent
    return frozenset(found)


# What was read once: text and goals of a post never change while it can be judged.
_read: dict[str, Said] = {}


def read(posts: Sequence[Lying]) -> dict[str, Said]:
    """What these posts say, by id."""
    answered = {post.target for post in posts if post.kind == REPLY and post.id not in _read}
    parents = voice.find_posts(answered) if answered else {}
    return {post.id: _read.get(post.id) or _opened(post, parents) for post in posts}


def _opened(post: Lying, parents: Mapping[str, Post]) -> Said:
    parent = parents.get(post.target)
    try:
        item = rendering.open_item(post)
    except Destroyed:
        return Said(rendering.open_original(post), _goals(post, {}, parent))
    if len(_read) >= KEPT:
        _read.clear()
    said = Said(str(item["body"]), _goals(post, item, parent))
    _read[post.id] = said
    return said


def _goals(post: Lying, item: Mapping[str, object], parent: Post | None) -> frozenset[str]:
    # Of a team of few it stands under a larger goal; whoever owns the small one is concerned too.
    if parent is not None:
        return read([parent])[parent.id].goals
    return frozenset({post.target, str(item.get("target", post.target))})


def read_ids(ids: Iterable[str]) -> dict[str, Said]:
    """The same by ids; what was read before is not asked for again."""
    wanted = list(ids)
    found = {id_: _read[id_] for id_ in wanted if id_ in _read}
    for some in batched(id_ for id_ in wanted if id_ not in found):
        found |= read(db.session.execute(COLUMNS.where(Post.id.in_(some))).all())
    return found


def forget(post_id: str) -> None:
    """Do not remember what a post said: its original is gone."""
    _read.pop(post_id, None)


def forget_all() -> None:
    """Remember nothing, as a new process would."""
    _read.clear()


def concerns(actor: Actor, case: Case) -> bool:
    """True when the post names this moderator, or is about a goal that the moderator leads."""
    return actor.id in case.leaders or mentions(case.text, actor.name)


def refuse_concerned(actor: Actor, case: Case) -> None:
    """Raise Forbidden when the post concerns this moderator."""
    if concerns(actor, case):
        raise Forbidden(_("This post is about you or your own goal. Another moderator decides."))
