"""The two keys of a retrospective, for its cards and its ballots: they live as long as it does."""

from collections.abc import Collection

from portal.anonymity import keylog
from portal.anonymity.thresholds import floor_in_force
from portal.core import clock
from portal.core.settings import settings
from portal.people import issuance, keylines
from portal.voice import keys

KINDS = ("card", "ballot")


def open_for(session: str, invited: Collection[str]) -> list[str]:
    """Make and open the keys of a session for the accounts that it invites; the kids it has.

    With too few invited it has none, and only a show of hands is left. Who is invited later is
    given a row by asking again. A job: making a key takes a fraction of a second.
    """
    floor = floor_in_force(settings().floor[1], len(invited), demo=settings().demo)
    if floor is None or len(invited) < floor:
        return []
    with keylines.alone():
        entries = [
            keylines.find(kind, session) or _opened(session, kind, len(invited), floor)
            for kind in KINDS
        ]
        for entry in entries:
            issuance.invite(entry.kid, invited)
    return [entry.kid for entry in entries]


def end(session: str) -> list[str]:
    """Destroy what signs and marks for a session, and close its keys in the log. Idempotent.

    From here on nobody can tell by a token who of them it was that acted. Returns the closed kids.
    """
    folder, day = issuance.folder(), clock.today()
    with keylines.alone():
        ending = [one for kind in KINDS if (one := keylines.find(kind, session))]
        for entry in ending:
            folder.destroy(entry.kid)
            folder.destroy_pepper(entry.kid)
        if ending:
            keylines.append(*(keylines.closed(entry, day) for entry in ending))
    return [entry.kid for entry in ending]


def _opened(session: str, kind: str, roster: int, floor: int) -> keylog.KeyEntry:
    """A new key of a session, collected and redeemed from now on."""
    day = clock.today()
    line = keylines.published(session, day, keylines.Crowd(kind, day, roster, floor))
    opened = keylog.Opened(day=day.isoformat(), kind=kind, kid=line.kid, early=False)
    keylines.append(*keylines.first_line(day), line, opened)
    return keys.entries()[line.kid]
