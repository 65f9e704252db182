"""What lies on a moderator's desk: the tabs, one page of a list, and the post that is open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from portal.core.access import Actor
from portal.core.db import db
from portal.core.languages import gettext as _
from portal.moderation import claims, findings, listing, pending, public
from portal.moderation.cases import Case
from portal.moderation.findings import Finding, Piece
from portal.moderation.listing import SIZE, Queue, Tab
from portal.moderation.models import Pending, Review
from portal.moderation.telling import outcomes
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.voice import rendering, words
from portal.voice import service as voice
from portal.voice.appealing import open_word
from portal.voice.models import Appeal, Post

SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+")
TWINS = 8


@dataclass(frozen=True)
class Place:
    """Where a moderator wants to be: as the address says it, so perhaps nowhere."""

    tab: str | None
    post: str | None
    page: int = 1


@dataclass(frozen=True)
class Twin:
    """A published post about the same goal, which perhaps says the same."""

    id: str
    text: str
    alike: float


@dataclass(frozen=True)
class Desk:
    """Everything that the page of the queue shows."""

    actor: Actor
    queue: Queue
    tab: Tab
    page: int
    listed: Sequence[Case]
    opened: Case | None

    @property
    def labels(self) -> Mapping[Tab, str]:
        """What the tabs are called."""
        return {
            Tab.URGENT: _("Urgent"),
            Tab.NEW: _("New"),
            Tab.REPORTED: _("Reported"),
            Tab.APPEALS: _("Appeals"),
            Tab.DONE: _("Done"),
        }

    @property
    def pages(self) -> int:
        """How many pages the open list has."""
        return -(-len(self.queue.tabs[self.tab]) // SIZE)

    @property
    def next_tab(self) -> Tab:
        """The tab after this one; after the last the first."""
        order = list(Tab)
        return order[(order.index(self.tab) + 1) % len(order)]

    def beside(self, steps: int) -> str | None:
        """The post so many steps further in the list."""
        ids = self.queue.tabs[self.tab]
        if self.opened is None or self.opened.post.id not in ids:
            return None
        at = ids.index(self.opened.post.id) + steps
        return ids[at] if 0 <= at < len(ids) else None

    @cached_property
    def found(self) -> Sequence[Finding]:
        """What detectors have marked in the open text."""
        return findings.findings(self.opened) if self.opened else []

    @property
    def pieces(self) -> list[Piece]:
        """The open text, cut where marks are."""
        return findings.pieces(self.opened.text, self.found) if self.opened else []

    @property
    def sentences(self) -> list[tuple[int, str]]:
        """The open text by sentences, each with the place after it, where it could be cut."""
        text = self.opened.text if self.opened else ""
        return [(one.end(), one[0].strip()) for one in SENTENCE.finditer(text) if one[0].strip()]

    @property
    def twins(self) -> list[Twin]:
        """Published posts about the same goal, those first that are most alike."""
        if self.opened is None:
            return []
        post = self.opened.post
        bodies = rendering.texts(voice.published_for([post.target]))
        found = [Twin(id_, text, _alike(text, self.opened.text)) for id_, text in bodies.items()]
        return sorted(found, key=lambda twin: (-twin.alike, twin.id))[:TWINS]

    @property
    def reader(self) -> str | None:
        """Who else reads the open post just now."""
        return claims.reader_of(self.actor, self.opened.post.id) if self.opened else None

    @property
    def undoable(self) -> list[Pending]:
        """What was decided a moment ago."""
        return pending.last_of(self.actor)

    @property
    def goals(self) -> Sequence[KeyResult]:
        """The goals to which a post about none in particular can be given."""
        return okr.open_key_results()

    @property
    def history(self) -> list[tuple[Review, str]]:
        """What was decided of the open post so far, in words."""
        if self.opened is None:
            return []
        query = select(Review).where(Review.post_id == self.opened.post.id)
        rows = db.session.scalars(query.order_by(Review.number))
        return [(row, outcomes()[row.outcome]) for row in rows]

    @property
    def appeal(self) -> str | None:
        """What the author said to it; empty when only a second look was asked for."""
        row = db.session.get(Appeal, self.opened.post.id) if self.opened else None
        return open_word(row, self.opened.post) if row and self.opened else None

    @property
    def reported(self) -> dict[str, str]:
        """For which reasons the open post was reported, by how many: buckets."""
        post = self.opened.post if self.opened else Post()
        new = (post.reported or {}).items()
        return {self.reasons[code]: n for code, n in new if code not in (post.cleared or ())}

    @property
    def outcomes(self) -> dict[str, str]:
        """What judgements are called once they are given."""
        return outcomes()

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """What the last release told the public of the last 30 days."""
        return list(public.told())

    @property
    def causes(self) -> dict[str, str]:
        """What causes are called."""
        return words.causes()

    @property
    def severities(self) -> dict[int, str]:
        """What severities are called."""
        return words.severities()

    @property
    def reasons(self) -> dict[str, str]:
        """What reasons are called."""
        return words.reasons()


def lay(actor: Actor, secret: str, place: Place) -> Desk:
    """The desk of a moderator who wants to be there; what is not there is left out."""
    found = listing.queue(actor, secret)
    known = {tab.value for tab in Tab}
    where = found.where(place.post) if place.post else None
    tab = where or (Tab(place.tab) if place.tab in known else found.first())
    ids, number = found.tabs[tab], place.page
    if place.post in ids:
        number = ids.index(place.post) // SIZE + 1
    listed = listing.page(ids, number)
    opened = next((case for case in listed if case.post.id == place.post), None)
    return Desk(actor, found, tab, number, listed, opened or next(iter(listed), None))


def _alike(one: str, other: str) -> float:
    """How much two texts share, from 0 to 1: pairs of letters in both over pairs in either."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first or second else 0.0


def _pairs(text: str) -> set[str]:
    bare = "".join(text.split())
    return {bare[at : at + 2] for at in range(len(bare) - 1)}
