"""Which posts a moderator finds in which tab, how many, and in an order that says nothing."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Select, select

from portal.core import clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.directory import Person, directory
from portal.detectors import mentions
from portal.moderation import cases
from portal.moderation.cases import Case
from portal.moderation.models import Pending, Review
from portal.okr import service as okr
from portal.voice import service as voice
from portal.voice.models import Appeal, Post
from portal.voice.stages import PUBLIC, State
from portal.voice.standing import Judgement

SIZE = 20
RECENT = timedelta(days=30)
KEPT = 100_000
# After so long the same moderator may judge an appeal where there is no other.
ALONE = timedelta(days=7)
FIRST = (Judgement.REJECT, Judgement.MASK, Judgement.WITHDRAW)


class Tab(StrEnum):
    """The lists of the queue, in their order."""

    URGENT = "urgent"
    NEW = "new"
    REPORTED = "reported"
    APPEALS = "appeals"
    DONE = "done"


@dataclass(frozen=True)
class Queue:
    """Everything that one moderator may look at: ids by tab, each in this moderator's order."""

    tabs: Mapping[Tab, Sequence[str]]

    def first(self) -> Tab:
        """The tab that opens by itself."""
        filled = (tab for tab in list(Tab)[:-1] if self.tabs[tab])
        return next(filled, Tab.NEW)

    def where(self, post_id: str) -> Tab | None:
        """The tab in which this post is."""
        return next((tab for tab, ids in self.tabs.items() if post_id in ids), None)

    def waits(self) -> int:
        """How many there are to judge."""
        return sum(len(ids) for tab, ids in self.tabs.items() if tab is not Tab.DONE)


def queue(actor: Actor, secret: str) -> Queue:
    """What there is for this moderator, without whatever concerns the moderator.

    The order comes from a keyed hash: it is the same at every look, another one for each
    moderator, and says nothing of arrival.
    """
    found_waiting, done = waiting(), _done()
    found = {
        Tab.URGENT: [id_ for id_, urgent in found_waiting.items() if urgent],
        Tab.NEW: [id_ for id_, urgent in found_waiting.items() if not urgent],
        Tab.REPORTED: _ids(select(Post.id).where(Post.flagged, Post.state.in_(PUBLIC))),
        Tab.APPEALS: _appeals(actor),
        Tab.DONE: list(done),
    }
    mine = free(actor, (id_ for ids in found.values() for id_ in ids))
    key = hashlib.sha256(secret.encode() + actor.id.encode()).digest()

    def place(post_id: str) -> bytes:
        return hashlib.blake2b(post_id.encode(), key=key, digest_size=16).digest()

    tabs = {tab: sorted(filter(mine.__contains__, ids), key=place) for tab, ids in found.items()}
    tabs[Tab.DONE].sort(key=lambda id_: done[id_], reverse=True)
    return Queue(tabs)


def page(ids: Sequence[str], number: int) -> list[Case]:
    """The cases of one page of a list."""
    wanted = ids[(number - 1) * SIZE : number * SIZE]
    posts = voice.find_posts(wanted)
    return cases.cases([posts[id_] for id_ in wanted if id_ in posts])


def _held() -> Select[str]:
    return select(Pending.post_id)


def _ids(query: Select[str]) -> list[str]:
    return list(db.session.scalars(query.where(Post.id.not_in(_held()))))


def waiting() -> dict[str, bool]:
    """Everything that waits to be judged, and whether it is urgent."""
    query = select(Post.id, Post.urgent).where(Post.state == State.WAITING)
    return dict(db.session.execute(query.where(Post.id.not_in(_held()))).all())


def _done() -> dict[str, date]:
    """What was judged of late and can be looked up, with the day of the last word on it."""
    query = select(Review.post_id, Review.day).join(Post, Post.id == Review.post_id)
    query = query.where(Review.day >= clock.today() - RECENT, Post.state != State.WAITING)
    return dict(db.session.execute(query.order_by(Review.number)).all())


def free(moderator: Actor | Person, ids: Iterable[str]) -> set[str]:
    """Those of these posts that neither name this moderator nor are about the moderator's goals."""
    said = cases.read_ids(set(ids))
    goals = okr.subjects({goal for one in said.values() for goal in one.goals})
    own = {id_ for id_, goal in goals.items() if moderator.id in cases.leaders_of([goal])}
    return {
        id_
        for id_, one in said.items()
        if own.isdisjoint(one.goals) and not _names(id_, one.text, moderator.name)
    }


_named: dict[tuple[str, str], bool] = {}


def _names(post_id: str, text: str, name: str) -> bool:
    known = _named.get((post_id, name))
    if known is None:
        if len(_named) >= KEPT:
            _named.clear()
        known = _named[post_id, name] = mentions(text, name)
    return known


def forget_all() -> None:
    """Remember nothing, as a new process would."""
    _named.clear()


def _appeals(actor: Actor) -> list[str]:
    query = select(Appeal.post_id, Appeal.day).join(Post, Post.id == Appeal.post_id)
    query = query.where(Appeal.outcome.is_(None), Post.id.not_in(_held()))
    found = dict(db.session.execute(query).all())
    first = first_judges(found)
    return [id_ for id_, day in found.items() if first.get(id_) != actor.id or _is_alone(id_, day)]


def first_judges(post_ids: Iterable[str]) -> dict[str, str]:
    """Who decided what is appealed against, by post."""
    query = select(Review.post_id, Review.account_id).where(Review.post_id.in_(set(post_ids)))
    query = query.where(Review.outcome.in_(FIRST)).order_by(Review.number)
    return dict(db.session.execute(query).all())


def may_judge_appeal(actor: Actor, post_id: str) -> bool:
    """True for another moderator than the first, or for the same when there long is no other."""
    appeal = db.session.get(Appeal, post_id)
    first = first_judges([post_id]).get(post_id)
    return appeal is not None and (first != actor.id or _is_alone(post_id, appeal.day))


def _is_alone(post_id: str, since: date) -> bool:
    if clock.today() - since < ALONE:
        return False
    return len(fit_for(cases.find_case(post_id))) < 2


def fit_for(case: Case) -> list[str]:
    """The moderators whom a post does not concern."""
    return [
        one.id
        for one in directory().moderators()
        if one.id not in case.leaders and not mentions(case.text, one.name)
    ]
