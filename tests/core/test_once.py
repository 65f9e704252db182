"""What was used a moment ago, whichever process it was used in."""

import os

from portal.core import once


def in_a_child(act):
    """The exit status of a child that does this."""
    pid = os.fork()
    if not pid:
        os._exit(0 if act() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_the_same_is_used_once_in_all_processes():
    assert in_a_child(lambda: once.first_use("code", "a", "1")) == 0
    assert not once.first_use("code", "a", "1")
    assert once.first_use("code", "a1")
    assert in_a_child(lambda: once.first_use("code", "a1")) == 1


def test_of_very_many_the_oldest_are_forgotten(monkeypatch):
    monkeypatch.setattr(once, "_SLOTS", 3)
    assert all(once.first_use("many", str(number)) for number in range(4))
    assert not once.first_use("many", "3")
    assert once.first_use("many", "0")
