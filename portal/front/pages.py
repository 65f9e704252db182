"""What the joined pages gather from several rooms."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import url_for

from portal.answers.inbox import count_inbox
from portal.core import clock
from portal.core.access import Actor, Role
from portal.core.languages import gettext as _
from portal.core.languages import ngettext
from portal.core.memory import kept
from portal.moderation import service as moderation
from portal.okr import mounts, progress
from portal.okr import service as okr
from portal.okr.models import GOALS, KeyResult
from portal.okr.words import stretch
from portal.people import service as people
from portal.retro import actions, own_time, words
from portal.voice.keys import open_key
from portal.voice.targets import target_words


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for whoever reads: an icon, a sentence, the way, a remark."""

    icon: str
    sentence: str
    href: str
    remark: str


@dataclass(frozen=True)
class Figures:
    """A key result as a meter: shares of the way and of the time, 0 to 1, and the score."""

    share: float
    time: float
    score: Decimal
    # What the score means in words, where it means more than a number.
    stretch: str
    days: int | None
    stale: bool


@dataclass(frozen=True)
class Heading:
    """A key result as far as the frame of its page goes: its words, and who may act on it."""

    id: str
    plain: str
    unit: str
    owner_id: str
    team_ids: frozenset[str]


def find_heading(key_result_id: str) -> Heading:
    """The heading of this key result. Raises Missing."""
    return kept(
        ("heading", key_result_id), lambda: _heading(okr.find_key_result(key_result_id)), GOALS
    )


def _heading(found: KeyResult) -> Heading:
    return Heading(found.id, found.plain, found.unit, found.owner_id, found.team_ids)


def figures(key_result: KeyResult) -> Figures:
    """How far a key result is, beside how much of its time is over."""
    today = clock.today()
    fresh, score = progress.freshness(key_result, today), progress.score(key_result)
    return Figures(
        share=min(float(progress.share(key_result)), 1.0),
        time=progress.time_of(key_result, today),
        score=score,
        stretch=stretch(score),
        days=fresh.days,
        stale=fresh.stale,
    )


def under(key_result_id: str, place: str) -> str | None:
    """Under which goal texts about a key result of few people stand; None: here."""
    if place == key_result_id:
        return None
    return target_words(place)


def mine(actor: Actor) -> list[KeyResult]:
    """The key results of this person, those first that were not updated for the longest."""
    return sorted(okr.owned_by(actor.id), key=lambda one: (one.updated or date.min, one.plain))


def waits_for(actor: Actor) -> list[Waiting]:
    """Everything that waits for this person, the most urgent first."""
    return [
        *_decisions(actor),
        *_reviews(actor),
        *_mounts(actor),
        *_check_ins(actor),
        *_actions(actor),
        *_sessions(actor),
    ]


def _decisions(actor: Actor) -> list[Waiting]:
    if actor.role is not Role.MANAGER:
        return []
    count = count_inbox(actor, "open")
    if not count:
        return []
    sentence = ngettext(
        "%(num)d blocker waits for a decision", "%(num)d blockers wait for a decision", count
    )
    remark = _("A reply does not stop the clock; a decision does.")
    return [Waiting("octagon-alert", sentence, url_for("answers.inbox"), remark)]


def _reviews(actor: Actor) -> list[Waiting]:
    moderator = actor.role is Role.MODERATOR
    count = moderation.count(actor) if moderator else 0
    if not count:
        return []
    sentence = ngettext("%(num)d post waits for review", "%(num)d posts wait for review", count)
    remark = _("Nobody reads them before you do.")
    return [Waiting("shield-check", sentence, url_for("moderation.queue"), remark)]


def _mounts(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            "target",
            mount.objective.title,
            url_for("objectives.objective", objective=okr.objective_of(mount.over).id),
            _("Asks to hang under your goal: %(title)s", title=mount.over.title),
        )
        for mount in mounts.asked_of(actor.id)
    ]


def _check_ins(actor: Actor) -> list[Waiting]:
    """All that is stale in one row: after the first the others come by themselves."""
    today = clock.today()
    stale = [one for one in okr.owned_by(actor.id) if progress.freshness(one, today).stale]
    if not stale:
        return []
    remark = _("No update for more than a week. No change counts too.")
    sentence = stale[0].plain
    if len(stale) > 1:
        sentence = _("%(num)d of your key results want an update", num=len(stale))
    way = url_for("okr.check_in", kr=stale[0].id, round=1)
    return [Waiting("refresh-cw", sentence, way, remark)]


def _actions(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            "target",
            action.what,
            url_for("retro.action", action=action.id),
            words.waiting(action),
        )
        for action in actions.open_actions_of(actor.id)
    ]


def _sessions(actor: Actor) -> list[Waiting]:
    """Sessions for which one writes or votes in one's own time; nobody knows who has done so."""
    return [
        Waiting(
            "square-pen",
            session.title,
            url_for("retro.session", retro=session.id),
            own_time.asks(session),
        )
        for session in own_time.open_to(actor.team)
    ]


def first_day() -> list[tuple[bool, str, str]]:
    """What is left to do after `init`: done or not, what, and the way there."""
    return [
        (people.count_active() > 1, _("Invite people, or import them"), url_for("admin.people")),
        (
            people.count_active(Role.MODERATOR) >= 2,
            _("Have two moderators, so that nobody judges alone"),
            url_for("admin.people"),
        ),
        (
            okr.current_cycle() is not None,
            _("Import this quarter's goals, or have those who lead teams draft theirs"),
            url_for("okr_import.take_in"),
        ),
        (open_key() is not None, _("The first posting key is open"), url_for("people.account")),
    ]
