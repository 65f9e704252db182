"""Four things that go on when the power goes: posting, a release, a backup, a turn of the keys."""

import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from portal.keeping import manifest
from tests.adversary.programs import kill
from tests.crashes.letters import Crowd, Letter
from tests.crashes.organisation import Lost, Organisation

LETTERS = 24
BEFORE, HALF, WHOLE = "before", "half way", "done, not ended"


class Command:
    """A command of the portal that does the operation; `finish` runs it again."""

    name = ""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self._program: ForkServerProcess | None = None

    def prepare(self) -> None:
        """Whatever it shall work on."""

    def words(self) -> tuple[str, ...]:
        """The command; nothing where the web alone does it."""
        return ()

    def start_takes(self) -> float:
        """Seconds until a command has opened its stores, by one that does nothing else."""
        organisation, begun = self.organisation, time.monotonic()
        table = str(organisation.folder / "people.csv")
        organisation.programs.run("start.log", "people", "import", table, "--dry-run")
        return time.monotonic() - begun

    def begin(self) -> None:
        self._program = self.organisation.programs.start(f"{self.name}.log", *self.words())

    def wait(self) -> None:
        """Until it has ended, one way or another."""
        if self._program:
            self._program.join()

    @property
    def running(self) -> bool:
        return self._program is not None and self._program.is_alive()

    def kill(self) -> bool:
        """True when there was something to kill."""
        return self._program is not None and kill(self._program)

    def stage(self) -> str:
        """How far it has come, by what lies on the disk."""
        return BEFORE

    def finish(self) -> None:
        self.organisation.programs.run(f"{self.name}.log", *self.words())

    def check(self) -> None:
        """Nothing is lost, nothing doubled. Raises Lost."""
        self.organisation.check()


class Submission(Command):
    """Four clients post at once, and it is the web that is killed."""

    name = "submission"
    _letters: list[Letter]
    _crowd: Crowd

    def prepare(self) -> None:
        self._letters = self.organisation.letters(LETTERS)
        self._crowd = Crowd(self.organisation.port, self._letters)

    def start_takes(self) -> float:
        """Nothing: the web is up."""
        return 0.0

    def begin(self) -> None:
        self._crowd.start()

    def wait(self) -> None:
        self._crowd.wait()

    @property
    def running(self) -> bool:
        return self._crowd.speaking

    def kill(self) -> bool:
        """True when somebody was speaking."""
        speaking = self._crowd.speaking
        self.organisation.kill_web()
        self._crowd.wait()
        return speaking

    def stage(self) -> str:
        answered = sum(1 for letter in self._letters if letter.status)
        third = ("first", "second", "last")[min(3 * answered // len(self._letters), 2)]
        return f"{third} third answered" if answered else BEFORE

    def finish(self) -> None:
        """Up again; half of those without an answer send before the release, half after it."""
        organisation = self.organisation
        if not organisation.served:
            organisation.serve()
        organisation.deliver(self._letters[::2])
        organisation.release(organisation.next_slot())
        for letter in self._letters[1::2]:
            self._deliver_late(letter)
        organisation.release(organisation.next_slot())

    def _deliver_late(self, letter: Letter) -> None:
        """What arrived without an answer is told to be there: it counts as accepted."""
        if letter.status != 202 and letter.send(self.organisation.port) == 409:
            letter.status = 202
        self.organisation.deliver([letter])


class Release(Command):
    """A release, while two clients go on posting."""

    name = "release"
    _slot: str
    _late: list[Letter]
    _crowd: Crowd

    def prepare(self) -> None:
        organisation = self.organisation
        organisation.deliver(organisation.letters(LETTERS))
        self._late, self._slot = organisation.letters(4), organisation.next_slot()
        self._crowd = Crowd(organisation.port, self._late)

    def words(self) -> tuple[str, ...]:
        return ("release", "--at", f"{self._slot}:00")

    def begin(self) -> None:
        super().begin()
        self._crowd.start()

    def stage(self) -> str:
        query = f"select seq from release where slot = '{self._slot}'"  # noqa: S608
        rows = self.organisation.stores.ask("main", query)
        if not rows:
            return BEFORE
        if rows[0]["seq"] is None:
            return "moved, not in the log"
        return "in the log, not swept" if self.organisation.waiting() >= LETTERS else WHOLE

    def finish(self) -> None:
        super().finish()
        self._crowd.wait()
        self.organisation.deliver(self._late)
        self.organisation.release(self.organisation.next_slot())


class Backup(Command):
    """A backup into the folder of the one before, which must be whole until the new one is."""

    name = "backup"

    @property
    def folder(self) -> Path:
        return self.organisation.folder / "backup"

    def prepare(self) -> None:
        organisation = self.organisation
        organisation.deliver(organisation.letters(LETTERS // 3))
        organisation.release(organisation.next_slot())
        if not self.folder.exists():
            super().finish()
        self._before = manifest.read(self.folder)

    def words(self) -> tuple[str, ...]:
        return ("backup", str(self.folder), "--keys", str(self.organisation.folder / "copies"))

    def stage(self) -> str:
        found = manifest.read(self.folder)
        manifest.check(self.folder, found)
        if found.state != self._before.state:
            return WHOLE
        return HALF if len(list(self.folder.glob("state-*"))) > 1 else BEFORE

    def check(self) -> None:
        super().check()
        found = manifest.read(self.folder)
        manifest.check(self.folder, found)
        there = [path.name for path in self.folder.glob("state-*")]
        if there != [found.state] or found.state == self._before.state:
            raise Lost(f"the backup was not finished: {there}")


class Turn(Command):
    """A week ends: its key retires, the next one opens, the one before closes, one is made."""

    name = "keys"

    def prepare(self) -> None:
        organisation = self.organisation
        organisation.deliver(organisation.letters(LETTERS // 3))
        organisation.pass_week()
        self._lines = organisation.log_lines()

    def words(self) -> tuple[str, ...]:
        return ("keys", "open")

    def stage(self) -> str:
        return f"{self.organisation.log_lines() - self._lines} lines written"

    def check(self) -> None:
        """What was accepted in the last week is released in this one, and everybody collects."""
        self.organisation.gather()
        self.organisation.release(self.organisation.next_slot())
        super().check()


OPERATIONS = (Submission, Release, Backup, Turn)
