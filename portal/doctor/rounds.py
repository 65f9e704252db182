"""The doctor's round: every check, in order, and what each found."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from portal.config import Settings
from portal.core import schema
from portal.doctor import (
    copies,
    folder,
    machine,
    organisation,
    sending,
    tables,
    traces,
    visits,
    zones,
)
from portal.doctor.canary import Canary
from portal.doctor.findings import Finding, fine, unseen
from portal.doctor.wire import NoAnswer

Check = Callable[[], list[Finding]]
START = "Start the portal, and set PORTAL_URL to the address that browsers use."


@dataclass(frozen=True)
class Wishes:
    """What else to look at, and how long logs may take to be written."""

    logs: Sequence[Path] = ()
    backups: Path | None = None
    keys: Path | None = None
    wait: float = 3.0


def go(settings: Settings, wishes: Wishes) -> list[Finding]:
    """Make the round, in an application's context. Changes nothing, and leaves nothing behind."""
    canary = Canary()
    flown, findings = flight(settings.url, canary)
    if flown:
        time.sleep(wishes.wait)
        findings += _tried(lambda: remains(settings, canary, wishes))
        findings += _tried(lambda: tables.search(canary))
    return [*findings, *(found for check in _checks(settings, wishes) for found in _tried(check))]


def flight(url: str, canary: Canary) -> tuple[bool, list[Finding]]:
    """Send the canary through the public address: whether it flew, and what came back of it."""
    try:
        answers = visits.visit(url, canary)
        visits.disturb(url, canary)
    except NoAnswer as error:
        said = f"The public address does not answer: {error}. No canary was sent through it."
        return False, [unseen(said, START), zones.transport(url)]
    return True, zones.look(url, answers)


def remains(settings: Settings, canary: Canary, wishes: Wishes) -> list[Finding]:
    """Search the data folder whole, and everywhere else what changed since."""
    search = traces.Search(canary)
    found = [*search.within(settings.data, all_of_it=True)]
    for place in (*wishes.logs, *traces.usual_places()):
        found += search.within(place)
    found = found or [fine(f"None of {search.read} files holds a word of the requests.")]
    return [*dict.fromkeys(found), search.journal()]


def _checks(settings: Settings, wishes: Wishes) -> list[Check]:
    return [
        lambda: folder.private(settings.data),
        lambda: [tables.versions()],
        lambda: _stored(settings),
        lambda: copies.backups(wishes.backups),
        lambda: copies.key_copies(wishes.keys),
        lambda: machine.look(settings.data),
    ]


def _stored(settings: Settings) -> list[Finding]:
    """What the stores say; of an older schema nothing, since it is said already that it is old."""
    if not schema.is_current():
        return []
    return [*tables.servers(), *organisation.look(settings), *sending.look(settings)]


def _tried(check: Check) -> list[Finding]:
    """What a check finds; where it breaks off, that is said, and the others go on."""
    try:
        return check()
    except (DatabaseError, OSError) as error:
        why = str(error.orig) if isinstance(error, DatabaseError) else str(error)
        return [unseen(f"A check broke off: {why}.")]
