"""The digest: once a day and person, what waits, in buckets; nobody is told anything twice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from portal.anonymity.thresholds import bucket
from portal.answers.given import given_to, overdue_for
from portal.answers.inbox import count_inbox
from portal.core import clock, outbox
from portal.core.access import Actor, Role
from portal.core.db import transaction
from portal.core.outbox import Kind
from portal.core.settings import settings
from portal.moderation import service as moderation
from portal.notify import choices, quiet, rooms
from portal.okr import rounds
from portal.people import service as people
from portal.people.actors import actor_of
from portal.retro import listing, own_time, recurring

Facts = dict[str, Any]


def make(instant: datetime | None = None) -> int:
    """Queue the digests of the day, once it is no longer quiet; how many there are."""
    now = clock.local(instant or clock.now())
    day, mark = now.date(), f"round/{now.date()}"
    if quiet.hours().holds(now) or outbox.is_told(mark):
        return 0
    # Reading takes longer than writing, and keeps nobody else from it.
    found, stuck = list(_all_of(day)), rooms.stuck()
    told = [room.id for room in rooms.all_rooms()] if stuck else []
    with transaction():
        if not outbox.put(Kind.ROUND, None, mark, {}):
            return 0
        for account_id, facts in found:
            outbox.put(Kind.DIGEST, account_id, f"digest/{account_id}/{day}", facts)
        for id_ in told:
            facts = {"stuck": stuck}
            outbox.put(Kind.DIGEST, id_, f"digest/{id_}/{day}", facts, channel="chat")
    return len(found) + len(told)


def _all_of(day: date) -> Iterator[tuple[str, Facts]]:
    for account in people.with_email():
        facts = facts_for(actor_of(account), choices.wanted(account.id), day)
        if facts:
            yield account.id, facts


def facts_for(actor: Actor, wanted: set[str], day: date) -> Facts:
    """What somebody is told on a day: ids, and buckets instead of numbers."""
    found: Facts = {
        "decide": _to_decide(actor),
        "given": _given(actor, day),
        "check_in": _stale(actor, day),
        "review": _to_review(actor),
        "retro": _sessions(actor, day),
        "themes": _coming_back(actor, day),
    }
    if found["decide"]:
        found["overdue"] = _some(overdue_for(actor.id, clock.now()))
    # Whoever wants to hear what waits for a decision hears what waits too long.
    heard = wanted | {"overdue", "themes"} if "decide" in wanted else wanted
    return {subject: told for subject, told in found.items() if told and subject in heard}


def _some(count: int) -> str | None:
    """A count as it may leave the portal: a bucket, and nothing where there is nothing."""
    return bucket(count) if count else None


def _to_decide(actor: Actor) -> str | None:
    if actor.role is not Role.MANAGER:
        return None
    return _some(count_inbox(actor, "open"))


def _given(actor: Actor, day: date) -> str | None:
    since = quiet.hours().since(day)
    return _some(given_to(actor.id, since, day - timedelta(days=1)))


def _coming_back(actor: Actor, day: date) -> list[str]:
    """The sessions below a leader, closed since the last mail, in which a theme came back."""
    if actor.role is not Role.MANAGER:
        return []
    since = quiet.hours().since(day)
    closed = listing.closed_between(since, day - timedelta(days=1))
    return [one.id for one in recurring.told_to(actor.id, closed)]


def _to_review(actor: Actor) -> str | None:
    """Only what a release has moved stands in the queue."""
    if actor.role is not Role.MODERATOR:
        return None
    return _some(moderation.count(actor))


def _sessions(actor: Actor, day: date) -> list[str]:
    """Sessions to write or vote for: told when that begins, and on its last day."""
    found = own_time.open_to(actor.team)
    return [one.id for one in found if own_time.is_news(one, quiet.hours().since(day), day)]


def _stale(actor: Actor, day: date) -> list[str]:
    """On the day of the week that was set: the key results without an update this week."""
    if day.weekday() not in settings().remind_on:
        return []
    return [one.id for one in rounds.left(actor.id, day)]
