"""Working time: when people work at a place, and how much of it lies between two instants.

A calendar has the same shifts every week, days on which nobody works, and a time zone. All sums are
made between instants, so that an hour which a change of summer time adds or takes is counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Shift = tuple[time, time]
DAY = timedelta(days=1)
NOTHING = timedelta(0)
# Without a shift for so long, a calendar has none at all.
LONGEST = 400

OFFICE: Mapping[int, tuple[Shift, ...]] = dict.fromkeys(
    range(5), ((time(8), time(12)), (time(13), time(17)))
)


@dataclass(frozen=True)
class WorkTime:
    """The shifts of each weekday (0 is Monday), the days off, and where.

    A shift that ends before it begins goes on into the next morning; one that ends when it begins
    lasts a whole day. It belongs to the day on which it begins: a day off takes all of it.
    """

    zone: ZoneInfo
    shifts: Mapping[int, tuple[Shift, ...]] = field(default_factory=lambda: OFFICE)
    off: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """True when a shift begins on this day."""
        return day not in self.off and bool(self.shifts.get(day.weekday()))

    def spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """Each stretch of work from this day on, in UTC and in order; none once none can come."""
        for number in range(LONGEST):
            day = first + number * DAY
            if self.works_on(day):
                for shift in self.shifts[day.weekday()]:
                    yield self._span(day, shift)

    def _span(self, day: date, shift: Shift) -> tuple[datetime, datetime]:
        begins, ends = shift
        last = day if ends > begins else day + DAY
        return self._instant(day, begins), self._instant(last, ends)

    def _instant(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

    def first_after(self, day: date) -> datetime:
        """When work first begins after this day. Raises ValueError where nobody works."""
        for begins, _ends in self.spans(day + DAY):
            return begins
        raise ValueError("no shift")

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which so much working time has gone by. Raises ValueError for none."""
        left = amount
        for begins, ends in self.spans(start.astimezone(self.zone).date() - DAY):
            length = ends - max(begins, start)
            if length >= left and length > NOTHING:
                return ends - (length - left)
            left -= max(length, NOTHING)
        raise ValueError("no shift")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two instants; nothing when they are turned round."""
        found = NOTHING
        for begins, ends in self.spans(start.astimezone(self.zone).date() - DAY):
            if begins >= end:
                break
            found += max(min(ends, end) - max(begins, start), NOTHING)
        return found


def working_days(start: date, end: date) -> int:
    """How many days from Monday to Friday begin after one day, until another."""
    days = (start + timedelta(days=one) for one in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 for day in days)
