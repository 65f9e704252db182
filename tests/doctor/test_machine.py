"""Core dumps and swap, on machines that are made of files."""

import os
from pathlib import Path

import pytest

from portal.doctor import machine
from portal.doctor.findings import Level

LIMITS = "Limit                     Soft Limit           Hard Limit           Units\n"
HEADER = "Filename\tType\tSize\tUsed\tPriority\n"


@pytest.fixture
def proc(tmp_path, monkeypatch):
    """A machine with one process, 7, that has the inbox open."""
    root, data = tmp_path / "proc", tmp_path / "data"
    data.mkdir()
    (root / "self").mkdir(parents=True)
    (root / "7" / "fd").mkdir(parents=True)
    (root / "7" / "fd" / "3").symlink_to(data / "inbox.db")
    (root / "7" / "cgroup").write_text("0::/system.slice/candor.service\n")
    (root / "8").mkdir()
    monkeypatch.setattr(machine, "PROC", root)
    monkeypatch.setattr(machine, "SWAPS", root / "swaps")
    monkeypatch.setattr(machine, "CGROUPS", tmp_path / "cgroup")
    limits(root, "0")
    swaps(root)
    return root


def limits(proc, soft):
    line = f"{'Max core file size':<26}{soft:<21}unlimited            bytes\n"
    (proc / "7" / "limits").write_text(LIMITS + line)


def swaps(proc, *areas):
    (proc / "swaps").write_text(HEADER + "".join(f"{area} partition 1 0 -2\n" for area in areas))


def found(proc):
    return [one.level for one in machine.look(proc.parent / "data")]


def test_a_machine_that_keeps_memory_in_memory_is_fine(proc):
    assert found(proc) == [Level.FINE, Level.FINE]


def test_core_dumps_are_found(proc):
    limits(proc, "unlimited")
    assert found(proc) == [Level.BROKEN, Level.FINE]


def test_swap_on_a_disk_is_found(proc):
    swaps(proc, "/dev/zram0", "/dev/sda2")
    assert found(proc) == [Level.FINE, Level.BROKEN]
    assert "/dev/sda2" in machine.look(proc.parent / "data")[1].said


def test_swap_in_memory_or_never_for_the_portal_is_fine(proc):
    swaps(proc, "/dev/zram0")
    assert found(proc) == [Level.FINE, Level.FINE]
    swaps(proc, "/dev/sda2")
    group = proc.parent / "cgroup" / "system.slice" / "candor.service"
    group.mkdir(parents=True)
    (group / "memory.swap.max").write_text("0\n")
    assert found(proc) == [Level.FINE, Level.FINE]
    (group / "memory.swap.max").write_text("max\n")
    assert found(proc) == [Level.FINE, Level.BROKEN]


def test_what_the_machine_hides_is_said(proc):
    (proc / "7" / "limits").unlink()
    (proc / "swaps").unlink()
    assert found(proc) == [Level.UNSEEN, Level.UNSEEN]


def test_a_portal_that_does_not_run_here_is_said(proc):
    (proc / "7" / "fd" / "3").unlink()
    (proc / "7" / "fd" / "4").touch()
    assert found(proc) == [Level.UNSEEN]


def test_a_machine_of_another_kind_is_said(proc):
    (proc / "self").rmdir()
    assert found(proc) == [Level.UNSEEN]


def test_it_finds_processes_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: 0)
    with (tmp_path / "open").open("w"):
        assert machine.serving(tmp_path) == [int(Path("/proc/self").readlink().name)]
    assert machine.serving(tmp_path) == []
