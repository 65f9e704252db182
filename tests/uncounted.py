"""Where lines are not counted: coverage costs as much as what it watches."""

import os
import threading
from typing import Any

import coverage
import pytest

# Tells a program that we start that its lines are counted.
COUNTING = "COVERAGE_PROCESS_CONFIG"
_programs: dict[str, str] = {}
# What pytest-cov says of itself is not true before it was paused once.
_counted = [True]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Count no lines, fixtures' and programs' neither, where whole programs and browsers run.

    Counting doubles their time, and the other tests must reach everything without them. The mark
    is not pytest-cov's `no_cover`, which begins to count again after the call of each test.
    """
    counting = item.config.pluginmanager.getplugin("_cov")
    if counting is not None and counting.cov_controller is not None:
        wanted = not any(item.get_closest_marker(name) for name in ("browser", "uncounted"))
        _count_lines(counting.cov_controller, wanted=wanted)


def _count_lines(controller: Any, *, wanted: bool) -> None:
    if wanted != _counted[0]:
        _counted[0] = wanted
        (_resume if wanted else _pause)(controller)


def _resume(controller: Any) -> None:
    # Python 3.11 lets no two threads begin to trace at once: those of a server end first.
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(1)
    controller.resume()
    os.environ |= _programs


def _pause(controller: Any) -> None:
    controller.pause()
    # In a process of xdist others count underneath, and would go on alone.
    while other := coverage.Coverage.current():
        other.stop()
    if COUNTING in os.environ:
        _programs[COUNTING] = os.environ.pop(COUNTING)
