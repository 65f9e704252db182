"""When nobody is told anything that can wait: nights and weekends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.core.settings import settings


@dataclass(frozen=True)
class Quiet:
    """The quiet hours, which may go over midnight, and the quiet days of the week (Monday: 0)."""

    begins: time
    ends: time
    days: frozenset[int]

    def holds(self, instant: datetime) -> bool:
        """True while nobody is to be told anything."""
        return self.rests(instant.date()) or self._at(instant.time())

    def rests(self, day: date) -> bool:
        """True for a day on which nobody is told anything."""
        return day.weekday() in self.days

    def _at(self, hour: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends

    def since(self, day: date) -> date:
        """The day on which people were told before this one."""
        before = (day - timedelta(days=back) for back in range(1, 8))
        return next((one for one in before if not self.rests(one)), day - timedelta(days=7))


def hours() -> Quiet:
    """When it is quiet in this organisation."""
    if settings().demo:
        # Nothing is sent there, so nobody is disturbed.
        return Quiet(time(0), time(0), frozenset())
    begins, ends = settings().quiet
    return Quiet(begins, ends, settings().quiet_days)
