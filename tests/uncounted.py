"""Where lines are not counted: coverage costs as much as what it watches."""

import os
import threading
from typing import Any

import coverage
import pytest

# Tells a program that we start that its lines are counted.
UNCOUNTED = ("browser", "postgres", "uncounted")
COUNTING = "COVERAGE_PROCESS_CONFIG"
_programs: dict[str, str] = {}
# What pytest-cov says of itself is not true before it was paused once.
_counted = [True]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Count no lines while a test prepares: what nothing but a fixture reaches is not tested."""
    _let_programs_count(wanted=_wanted(item))
    _count(item, wanted=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Count no lines, programs' neither, where whole programs, browsers and a second database run.

    Counting doubles their time, and the other tests must reach everything without them. The mark
    is not pytest-cov's `no_cover`, which begins to count again after the call of each test.
    """
    _count(item, wanted=_wanted(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Count no lines while a test is cleared away."""
    _count(item, wanted=False)


def _wanted(item: pytest.Item) -> bool:
    return not any(item.get_closest_marker(name) for name in UNCOUNTED)


def _let_programs_count(*, wanted: bool) -> None:
    if wanted:
        os.environ |= _programs
    elif COUNTING in os.environ:
        _programs[COUNTING] = os.environ.pop(COUNTING)


def _count(item: pytest.Item, *, wanted: bool) -> None:
    counting = item.config.pluginmanager.getplugin("_cov")
    if counting is None or counting.cov_controller is None or wanted == _counted[0]:
        return
    _counted[0] = wanted
    (_resume if wanted else _pause)(counting.cov_controller)


def _resume(controller: Any) -> None:
    # Python 3.11 lets no two threads begin to trace at once: those of a server end first.
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(1)
    controller.resume()


def _pause(controller: Any) -> None:
    controller.pause()
    # In a process of xdist others count underneath, and would go on alone.
    while other := coverage.Coverage.current():
        other.stop()
