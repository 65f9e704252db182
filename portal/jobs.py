"""What is done unasked: turning keys, releasing, purging, ending texts. Every job may run twice."""

from datetime import datetime, timedelta

from portal.anonymity.keylog import KINDS, State
from portal.anonymity.releasing import Kind
from portal.answers import own_figures
from portal.answers.ticking import settle as settle_clocks
from portal.core import clock, locks, outbox
from portal.core.db import settle, transaction
from portal.core.directory import directory
from portal.core.settings import settings
from portal.keeping import retention
from portal.moderation import claims, ending, pending, public
from portal.notify import digests, sending
from portal.people import issuance, keys, links, session_keys
from portal.retro import collecting, heat, listing, own_time
from portal.voice import rounds, schedule, unseen, weekly
from portal.voice.counting import count_anew
from portal.voice.keys import entries
from portal.voice.moving import forget_spent
from portal.voice.release import Moved, finish, is_whole, release
from portal.voice.service import last_fixed_slot

# For how long the outbox shows what was sent.
TOLD = timedelta(days=30)


def turn_keys(*, at_once: bool = False) -> list[str]:
    """Publish, open, retire and close posting keys as the day demands; what was done."""
    return keys.turn(at_once=at_once)


def under_floor() -> set[str]:
    """Keys that fewer members have collected than the floor asks for."""
    found = entries().values()
    return {entry.kid for entry in found if issuance.collected(entry.kid) < entry.floor}


def release_at(instant: datetime, kind: Kind = Kind.FIXED) -> Moved:
    """Release as if it were this instant, count, and hide who has collected since the last time."""
    at = instant.astimezone(settings().zone).replace(second=0, microsecond=0)
    pending.settle()
    with locks.moving(settings().data):
        moved = release(at, issuance.folder().log_key(), under_floor(), kind)
        _write_anew()
    return moved


def _write_anew() -> None:
    """The numbers of what was said, and who has collected, in the order of the roster."""
    count_anew()
    heat.count_anew()
    weekly.count_anew()
    own_figures.feed()
    public.renew()
    issuance.rewrite(directory().roster(), keys.live())
    settle("issuance")


def mend() -> bool:
    """Finish a release that broke off after it had moved what it moves; False: there is none."""
    with locks.moving(settings().data):
        if is_whole():
            return False
        finish(issuance.folder().log_key())
        _write_anew()
    return True


def release_when_due(instant: datetime | None = None) -> Moved | None:
    """Release for the latest fixed time, and hourly what is urgent; None: nothing is due.

    What broke off is finished in the next minute, not at the next fixed time.
    """
    now = instant or clock.now()
    due = schedule.last_release(settings(), now)
    if (last_fixed_slot() or "") < schedule.slot(due):
        return release_at(due)
    mend()
    hour = now.astimezone(settings().zone).replace(minute=0, second=0, microsecond=0)
    return release_at(hour, Kind.URGENT) if now.minute == 0 else None


def lead_sessions() -> None:
    """Lead on the sessions whose last day of writing or voting is over."""
    own_time.go_on()


def turn_rooms() -> list[str]:
    """Make the keys of sessions that collect, and end those of sessions that are over; the kids."""
    running = {one.id: one for one in listing.running()}
    ended = {
        one.scope
        for one in entries().values()
        if KINDS[one.kind].of_session and one.state == State.OPEN and one.scope not in running
    }
    done = [kid for id_ in sorted(ended) for kid in session_keys.end(id_)]
    for id_ in ended:
        unseen.drop(id_)
        with transaction():
            rounds.forget(id_)
    for session in running.values():
        if collecting.takes_cards(session):
            done += session_keys.open_for(session.id, collecting.invited(session))
    return done


def tick() -> None:
    """Bring each blocker to whoever is to decide on it by now."""
    with transaction():
        settle_clocks()


def let_decisions_count() -> int:
    """Let moderators' decisions count that nobody has undone in time; how many those were."""
    return pending.settle()


def end_claims() -> None:
    """Forget which moderator read which post, minutes ago."""
    claims.end()


def purge() -> int:
    """Delete what nobody can use any more: old links and messages, marks of what no key let in."""
    today = clock.today()
    with transaction():
        return links.purge_links() + forget_spent(today) + outbox.forget(today - TOLD)


def end_originals() -> int:
    """Destroy what masks hide, once nobody can appeal, out of every page; how many posts."""
    with locks.moving(settings().data):
        found = ending.destroy_originals()
        if found:
            retention.compact()
    return found


def retain() -> dict[str, int]:
    """Destroy the texts whose time is over; epochs, each with the posts that went."""
    with locks.moving(settings().data):
        return retention.retain()


def tell() -> int:
    """Make the digests of the day when it is time, and send what waits; how many were taken."""
    digests.make()
    return sending.send_due()
