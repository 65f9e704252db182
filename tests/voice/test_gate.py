"""The pace of all browsers together."""

import inspect
import os
import signal
import sys
import time
from functools import partial

import pytest

from portal.core.errors import TooMany
from portal.voice import gate


@pytest.fixture
def now(monkeypatch) -> list[float]:
    """A clock that stands still until it is set; nobody came yet."""
    at = [1000.0]
    monkeypatch.setattr(gate.time, "monotonic", lambda: at[0])
    monkeypatch.setattr(gate, "_seconds", gate.Seconds())
    return at


def test_one_too_many_in_a_second_is_sent_away(app, now):
    for _browser in range(gate.PACE):
        gate.pace()
    now[0] += 0.9
    with pytest.raises(TooMany):
        gate.pace()


def test_the_next_second_begins_anew(app, now):
    for _browser in range(gate.PACE):
        gate.pace()
    now[0] += 1
    gate.pace()


def test_too_much_in_a_second_is_sent_away_however_few_send_it(app, now):
    for _photo in range(8):
        gate.pace(gate.BYTES // 8)
    with pytest.raises(TooMany):
        gate.pace(1)
    now[0] += 1
    gate.pace(gate.BYTES)


def test_what_a_post_weighs_is_counted(say, now, monkeypatch):
    monkeypatch.setattr(gate, "BYTES", 8192)
    assert [say("/say/posts", {"v": 1}).status_code for _one in range(2)] == [400, 429]


def test_processes_count_together():
    seconds = gate.Seconds()
    while time.monotonic() % 1 > 0.5:
        time.sleep(0.01)
    before, _sizes = seconds.count()
    child = os.fork()
    if not child:
        seconds.count()
        os._exit(0)
    os.waitpid(child, 0)
    assert seconds.count() == (before + 2, 0)


def ends_in_a_child(act, patience=5.0):
    """How a fork of this process ends that does this; None: it does not."""
    child = os.fork()
    if not child:
        act()
        os._exit(0)
    until = time.monotonic() + patience
    while time.monotonic() < until:
        pid, how = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(how)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def dying(line, seconds):
    """Count, and be killed at this line of the counting."""
    first = seconds.count.__func__.__code__.co_firstlineno

    def trace(frame, event, _argument):
        if event == "line" and frame.f_lineno == first + line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    seconds.count()


def test_a_worker_that_is_killed_while_it_counts_stops_nobody():
    length = len(inspect.getsource(gate.Seconds.count).splitlines())
    deaths = 0
    for line in range(2, length):
        seconds = gate.Seconds()
        deaths += ends_in_a_child(partial(dying, line, seconds)) == -signal.SIGKILL
        assert ends_in_a_child(seconds.count) == 0
    assert deaths > 3
