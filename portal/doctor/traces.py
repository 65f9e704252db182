"""Looking for the canary in what the machine keeps: files of every kind, and the journal."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG

from portal.doctor.canary import Canary, spelled
from portal.doctor.findings import Finding, broken, fine, unseen

PLACES = ("/var/log", "/run/log", "/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - read, never written
PROXIES = ("/var/lib/nginx", "/var/cache/nginx", "/var/lib/caddy")
CHUNK = 1 << 20
# A clock of a file server may be a little behind.
SLACK = 600.0
REMEDY = "Turn off whatever writes it (deploy/nginx.conf), and delete what it has written so far."
AS_ROOT = "Run the doctor as root, or as somebody who may read it."


def usual_places() -> list[Path]:
    """Where a machine keeps logs and temporary files, as far as there are such folders."""
    named = [*PLACES, *PROXIES, tempfile.gettempdir()]
    return [path for path in dict.fromkeys(map(Path, named)) if path.exists()]


class Search:
    """One search for one canary, in as many places as are named; no file is read twice."""

    def __init__(self, canary: Canary) -> None:
        """Nothing was read yet."""
        self.read = 0
        self._canary, self._spellings = canary, canary.spellings()
        self._overlap = max(map(len, self._spellings))
        self._seen: set[tuple[int, int]] = set()

    def within(self, place: Path, *, all_of_it: bool = False) -> Iterator[Finding]:
        """Search a file, or a folder and everything under it; whole, or what changed since.

        What nobody has changed since the canary flew cannot hold it.
        """
        for path in _files(place):
            if isinstance(path, OSError):
                yield _unreadable(path.filename or str(place), path)
                continue
            try:
                yield from self._in_file(path, all_of_it=all_of_it)
            except FileNotFoundError:
                # Gone between the list and the look, as temporary files go. Not so a named one.
                yield from [unseen(f"{path} is not there.")] if path == place else []
            except OSError as error:
                yield _unreadable(path, error)

    def _in_file(self, path: Path, *, all_of_it: bool) -> Iterator[Finding]:
        if how := spelled(self._spellings, os.fsencode(path.name)):
            yield _kept(f"The name of {path} holds", how)
        stat = path.stat()
        changed = max(stat.st_ctime, stat.st_mtime) > self._canary.since - SLACK
        known = (stat.st_dev, stat.st_ino)
        if not S_ISREG(stat.st_mode) or known in self._seen or not (all_of_it or changed):
            return
        self._seen.add(known)
        with path.open("rb") as file:
            self.read += 1
            how = self._how(iter(lambda: file.read(CHUNK), b""))
        if how:
            yield _kept(f"{path} holds", how)

    def _how(self, chunks: Iterable[bytes]) -> str | None:
        end = b""
        for chunk in chunks:
            if how := spelled(self._spellings, end + chunk):
                return how
            # The word may lie across two pieces.
            end = (end + chunk)[-self._overlap :]
        return None

    def journal(self, program: str | None = None) -> Finding:
        """Search what journald has taken down since the canary flew, in all its namespaces."""
        found = program or shutil.which("journalctl")
        if found is None:
            return fine("There is no journal on this machine.")
        since = f"--since=@{int(self._canary.since) - 1}"
        words = [found, since, "--namespace=*", "--all", "--output=export", "--no-pager"]
        done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603 - no word of ours
        if done.returncode or b"not seeing messages" in done.stderr:
            return unseen("The journal could not be read.", AS_ROOT)
        if how := self._how([done.stdout]):
            return _kept("The journal holds", how)
        return fine("The journal holds no word of the requests.")


def _files(place: Path) -> Iterator[Path | OSError]:
    if not place.is_dir():
        yield place
        return
    faults: list[OSError] = []
    for folder, _folders, names in os.walk(place, onerror=faults.append):
        yield from (path for path in (Path(folder, name) for name in names) if _plain(path))
        yield from faults
        faults.clear()


def _plain(path: Path) -> bool:
    """True for what holds bytes of its own: neither a link nor a socket nor a device."""
    return path.is_file() and not path.is_symlink()


def _unreadable(path: Path | str, error: OSError) -> Finding:
    return unseen(f"{path} could not be read: {error.strerror}.", AS_ROOT)


def _kept(where: str, how: str) -> Finding:
    said = f"{where} what a request carried ({how}): addresses and times beside it name people."
    return broken(said, REMEDY)
