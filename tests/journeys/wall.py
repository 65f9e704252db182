"""A clock on the wall, of the server as of the test, which nobody but the test moves."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal import jobs
from portal.core import clock
from tests.browser.house import House

TAIPEI = ZoneInfo("Asia/Taipei")
# The Monday on which these stories begin, far from the ends of a month and of a quarter.
MONDAY = date(2026, 11, 16)


class Wall:
    """It stands still until it is told to show another hour."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """It shows the noon of the Monday."""
        self._patch = patch
        self.show(0)

    def show(self, days: int, hour: int = 12) -> None:
        """Show this hour, so many days after the Monday, where the organisation is."""
        local = datetime.combine(MONDAY + timedelta(days=days), time(hour), TAIPEI)
        instant = local.astimezone(UTC)
        self._patch.setattr(clock, "now", lambda: instant)

    def strike(self, house: House, days: int, hour: int = 12) -> None:
        """Show this hour, and let the clocks of all blockers look at it."""
        self.show(days, hour)
        with house.app.app_context():
            jobs.tick()


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)
