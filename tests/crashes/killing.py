"""Killing at instants that are drawn uniformly over the course of an operation."""

import math
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.adversary.stores import PostgresStores
from tests.crashes.operations import Command

MEASURED, MOST = 2, 6
OVER = "over"


@dataclass
class Killed:
    """What came of it: its course in seconds, instants, how many were inside, and how far it was.

    The course begins when the program has read its modules and opened its stores: before that
    there is nothing that a crash could break.
    """

    course: tuple[float, float]
    instants: list[float] = field(default_factory=list)
    inside: int = 0
    stages: Counter[str] = field(default_factory=Counter)


class TheProgram:
    """The victim is the process that does it, with all its children."""

    name = "the program"

    def strike(self, operation: Command) -> bool:
        """True when it was at work."""
        return operation.kill()


class TheInbox:
    """The victim is the inbox's server; the program fails, or did not need it any more."""

    name = "the inbox's server"

    def __init__(self, stores: PostgresStores) -> None:
        self._stores = stores

    def strike(self, operation: Command) -> bool:
        """True when the operation was at work; the server stands again, the operation is over."""
        running = operation.running
        self._stores.kill_inbox()
        self._stores.start_inbox()
        operation.wait()
        return running


def undisturbed(operation: Command, times: int) -> tuple[float, float]:
    """When its work begins and ends when nobody disturbs it, the quickest of so many times."""
    quickest, start = math.inf, operation.start_takes()
    for _time in range(times):
        operation.prepare()
        begun = time.monotonic()
        operation.begin()
        operation.wait()
        quickest = min(quickest, time.monotonic() - begun)
        operation.finish()
        operation.check()
    return min(start, quickest / 2), quickest


def killed(
    operation: Command, times: int, victim: TheProgram | TheInbox, measured: int = MEASURED
) -> Killed:
    """Kill so many times while it is at work, each time finish it, and look what is lost.

    An instant at which it is over already, on a machine that is as busy as it likes, counts as
    none; there are at most six times as many. Raises Lost.
    """
    found = Killed(undisturbed(operation, measured))
    while found.inside < times and len(found.instants) < MOST * times:
        instant = operation.organisation.chance.uniform(*found.course)
        operation.prepare()
        operation.begin()
        time.sleep(instant)
        inside = victim.strike(operation)
        found.instants.append(instant)
        found.inside += inside
        found.stages[operation.stage() if inside else OVER] += 1
        operation.finish()
        operation.check()
    return found
