"""The organisation as the portal knows it: is the crowd large enough, and does the clock run?"""

from datetime import timedelta

from portal.anonymity import keylog, loglines
from portal.anonymity.thresholds import FULL, SMALL, floor_in_force
from portal.config import Settings
from portal.core import clock
from portal.core.access import Role
from portal.core.directory import directory
from portal.doctor.findings import Finding, broken, fine
from portal.moderation import fitness
from portal.people.service import count_active
from portal.voice import schedule
from portal.voice.keys import log_folder
from portal.voice.service import last_fixed_slot

MODERATORS = 2
# A release of many posts takes its time.
LATE = timedelta(minutes=15)
RUN_WORKER = "See that `portal serve` runs and has a worker; by hand: portal release"


def look(settings: Settings) -> list[Finding]:
    """Everything about people, crowds and releases."""
    lines = keylog.read(log_folder())
    found = [crowd(settings), moderators(), released(settings), ticking(settings, lines)]
    return [*demo(settings), *found, audited(lines)]


def demo(settings: Settings) -> list[Finding]:
    """A demo keeps no promise: its people are made up, its crowd may be one."""
    if not settings.demo:
        return []
    remedy = "Start a real one in another folder: portal init"
    return [broken("This is a demo: nobody is anonymous in it.", remedy)]


def crowd(settings: Settings) -> Finding:
    """How many could have spoken, and what the pages therefore promise."""
    roster = len(directory().roster())
    floor = floor_in_force(settings.floor[0], roster, demo=settings.demo)
    if floor is None:
        return fine(f"{roster} members: under {SMALL} nothing is offered yet.")
    if roster < floor:
        return fine(f"{roster} members, floor {floor}: nothing is offered yet.")
    said = "anonymous" if floor >= FULL else "confidential, not anonymous"
    return fine(f"{roster} members, floor {floor}: pages say {said}.")


def moderators() -> Finding:
    """Two at least: one alone reads everything, and nobody reads about that one."""
    count = count_active(Role.MODERATOR)
    if count < MODERATORS:
        said = f"{count} moderators: who judges a post that is about the only one?"
        return broken(said, f"Make at least {MODERATORS} people moderators.")
    if fitness.lacks_moderator():
        said = "Something waits that no moderator may judge: it is about each of them."
        return broken(said, "Make somebody a moderator whom it does not concern.")
    if fitness.lacks_second():
        said = "An appeal waits, and nobody but the first moderator may judge it."
        return broken(said, "Make somebody else a moderator; after seven days the first may.")
    return fine(f"{count} moderators, and somebody to judge whatever waits.")


def released(settings: Settings) -> Finding:
    """The last release, against the times at which one is due."""
    now, last = clock.now(), last_fixed_slot()
    due = schedule.last_release(settings, now)
    if last is None:
        return broken("There never was a release: what people say is not heard.", RUN_WORKER)
    if last < schedule.slot(due) and now - due > LATE:
        return broken(
            f"The last release was {last}; one was due {due:{schedule.SLOT}}.", RUN_WORKER
        )
    return fine(f"The last release was {last}.")


def ticking(settings: Settings, log: keylog.KeyLog) -> Finding:
    """The clock: not before what is already written down."""
    now = clock.local(clock.now())
    written = [day for day in (_last_day(log), last_fixed_slot()) if day]
    ahead = [day for day in written if day > now.strftime(schedule.SLOT)]
    shown = f"It is {now:%Y-%m-%d %H:%M} in {settings.timezone}"
    if ahead:
        said = f"{shown}, but something is already dated {max(ahead)}: the clock went back."
        return broken(said, "Set the machine's clock (NTP) and PORTAL_TIMEZONE.")
    return fine(f"{shown}: not before the last release and line of the key log.")


def _last_day(log: keylog.KeyLog) -> str | None:
    try:
        return loglines.parse(log.lines[-1]).line.day if log.lines else None
    except ValueError:
        # The audit says what is wrong with it.
        return None


def audited(log: keylog.KeyLog) -> Finding:
    """The key log, read as every browser reads it."""
    if not log.lines:
        return fine("There is no key yet, and no key log.")
    problems = keylog.check(log.lines, log.head)
    if problems:
        said = f"The key log is wrong: {problems[0]} ({len(problems)} in all)."
        return broken(said, "Browsers refuse it. Do not repair it by hand: restore a backup.")
    return fine(f"The key log is whole: {len(log.lines)} lines.")
