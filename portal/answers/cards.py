"""A blocker as pages show it: all that its card says, drawn once while it says the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from portal.answers import service, words
from portal.answers.deadlines import Deadline, deadlines
from portal.answers.models import Decision, Reply
from portal.answers.service import Blocker
from portal.core import clock
from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.languages import locale
from portal.core.memory import kept
from portal.core.present import listed
from portal.core.text import plain
from portal.okr.models import GOALS
from portal.voice import photos, rendering
from portal.voice import words as voice_words
from portal.voice.stages import UNANSWERED

KEPT = 4096


@dataclass(frozen=True)
class Answer:
    """A decision as it stands under a blocker: its kind, what was decided, by whom, when."""

    id: str
    kind: str
    said: str
    by_id: str
    by: str
    day: date


@dataclass(frozen=True)
class Card:
    """What a page says of a blocker, in the reader's words; nothing else goes into its HTML."""

    post: str
    body: Markup
    day: date
    progress: str | None
    cause: str | None
    severity: int | None
    weight: str | None
    goal: str
    # Its page, when the goal is a key result.
    key_result: str | None
    owner: str | None
    # Until when it has to be decided, in words.
    deadline: Deadline | None
    answers: tuple[Answer, ...]
    # The goal under which it stands.
    target: str
    # How many say the same, in a bucket; None where that could be one.
    people: str | None = None
    photos: tuple[str, ...] = ()
    by_poster: bool = False
    judged_by_others: bool = False

    @property
    def unanswered(self) -> bool:
        """True while it waits for a decision."""
        return self.progress in UNANSWERED


def cards_of(blockers: Sequence[Blocker]) -> list[Card]:
    """The cards of these blockers, in the same order."""
    posts = [one.post for one in blockers]
    ids = tuple(post.id for post in posts)
    # What was decided stands while only what is said changes.
    decided = kept(("answers", ids, locale()), lambda: _answers(ids), "answers", "people", GOALS)
    bodies = rendering.bodies(posts)
    pictured = photos.of_posts(post.id for post in posts)
    names = directory().names({id_ for one in blockers for id_ in one.holders})
    running = {one.post.id: [hop for hop in one.hops if hop.open] for one in blockers}
    ends = deadlines({id_: some for id_, some in running.items() if some})
    causes, severities = voice_words.causes(), voice_words.severities()
    return [
        Card(
            post=one.post.id,
            body=bodies[one.post.id],
            day=one.post.day,
            progress=one.post.progress,
            cause=causes.get(one.post.cause or ""),
            severity=one.post.severity,
            weight=severities.get(one.post.severity or 0),
            goal=_goal(one),
            key_result=one.key_result.id if one.key_result else None,
            owner=listed(names[id_] for id_ in one.holders if id_ in names) or None,
            deadline=ends.get(one.post.id),
            answers=decided.get(one.post.id, ()),
            target=one.post.target,
            people=voice_words.people(one.post.supporters),
            photos=pictured.get(one.post.id, ()),
            by_poster=one.post.by_poster,
            judged_by_others=one.post.judged_by_others,
        )
        for one in blockers
    ]


def _goal(blocker: Blocker) -> str:
    if blocker.key_result:
        return blocker.key_result.plain
    return blocker.about.title if blocker.about else _("no goal in particular")


def _answers(post_ids: Iterable[str]) -> dict[str, tuple[Answer, ...]]:
    ids = set(post_ids)
    decided, worked = service.decisions_on(ids), service.works_on(ids)
    said: list[Decision | Reply] = [one for made in decided.values() for one in made]
    said += [one for made in worked.values() for one in made]
    names = directory().names({one.account_id for one in said})
    return {
        post_id: tuple(
            answer_of(one, names) for one in (*decided.get(post_id, ()), *worked.get(post_id, ()))
        )
        for post_id in {*decided, *worked}
    }


def answer_of(one: Decision | Reply, names: Mapping[str, str]) -> Answer:
    """A decision, or a word of whoever decides, as a page shows it."""
    by = names.get(one.account_id, "")
    if isinstance(one, Decision):
        kind, said = words.kinds()[one.kind][0], words.sentence(one.kind, one.details)
    else:
        kind = words.work().get(one.move or "", _("Reply"))
        said = words.work_said(plain(one.body), one.cause)
    return Answer(one.id, kind, said, one.account_id, by, one.day)


def drawn(blockers: Sequence[Blocker], *, goal: bool = True) -> list[Markup]:
    """The same as HTML; `goal` is False on the page of the goal itself."""
    lang, today = locale(), clock.today()
    return [_drawn(card, lang, today, goal) for card in cards_of(blockers)]


@lru_cache(KEPT)
def _drawn(card: Card, _lang: str, _today: date, goal: bool) -> Markup:  # noqa: FBT001 - a part of the key
    # Language and day are in the key: dates and ages are put into words while drawing.
    return Markup(render_template("answers/_card.html", card=card, goal=goal))  # noqa: S704
