"""The machine under the portal: whether its memory may land on a disk."""

import os
from collections.abc import Iterator
from pathlib import Path

from portal.doctor.findings import Finding, broken, fine, unseen

PROC = Path("/proc")
SWAPS = PROC / "swaps"
CGROUPS = Path("/sys/fs/cgroup")
UNIT = "deploy/candor.service has it"


def look(data: Path) -> list[Finding]:
    """Core dumps and swap of the processes that have this folder's inbox open."""
    if not PROC.joinpath("self").exists():
        return [unseen("Core dumps and swap can be looked at on Linux only.")]
    pids = serving(data)
    if not pids:
        said = "No process has the inbox open, so its core dumps and swap were not looked at."
        return [unseen(said, "Run the doctor where the portal runs, as root or as its user.")]
    return [cores(pids), swap(pids)]


def serving(data: Path) -> list[int]:
    """The other processes with a file of this data folder open."""
    inside = f"{data.resolve()}{os.sep}"
    pids = (int(path.name) for path in PROC.glob("[0-9]*") if path.name != str(os.getpid()))
    return sorted(pid for pid in pids if any(one.startswith(inside) for one in _open(pid)))


def _open(pid: int) -> Iterator[str]:
    try:
        links = list((PROC / str(pid) / "fd").iterdir())
    except OSError:
        return
    for link in links:
        try:
            yield str(link.readlink())
        except OSError:
            continue


def cores(pids: list[int]) -> Finding:
    """No crash of the portal leaves a core: the keys would be in it."""
    limits = {pid: _line(PROC / str(pid) / "limits", "Max core file size") for pid in pids}
    if not all(limits.values()):
        return unseen("The limits of the portal's processes could not be read.")
    # "Max core file size  <soft>  <hard>  bytes"
    dumping = sorted(pid for pid, line in limits.items() if line.split()[4] != "0")
    if dumping:
        said = f"A crash would write keys and texts to a file (process {dumping[0]})."
        return broken(said, f"Set LimitCORE=0; {UNIT}.")
    return fine("A crash of the portal leaves no memory on the disk.")


def swap(pids: list[int]) -> Finding:
    """No page of the portal's memory is swapped to a disk."""
    try:
        areas = [line.split()[0] for line in SWAPS.read_text().splitlines()[1:]]
    except OSError:
        return unseen("Whether this machine swaps could not be read.")
    disks = [area for area in areas if "zram" not in area]
    if not disks:
        return fine("This machine swaps to no disk.")
    if all(_never_swapped(pid) for pid in pids):
        return fine("This machine swaps, but never the portal.")
    said = f"The portal's memory, with keys in it, may be written to {disks[0]}."
    return broken(said, f"Set MemorySwapMax=0 ({UNIT}), or encrypt or turn off the swap.")


def _never_swapped(pid: int) -> bool:
    group = _line(PROC / str(pid) / "cgroup", "0::").removeprefix("0::").strip("/\n")
    try:
        return (CGROUPS / group / "memory.swap.max").read_text().strip() == "0"
    except OSError:
        return False


def _line(path: Path, start: str) -> str:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return ""
    return next((line for line in lines if line.startswith(start)), "")
