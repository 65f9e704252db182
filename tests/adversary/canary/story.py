"""A known person says a known thing, and everything happens to it; what is left lies in folders."""

import re
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, characters, derive, letters, words
from portal.okr.taking_in import COLUMNS
from tests.adversary.clients import Browser
from tests.adversary.programs import Programs
from tests.adversary.proxy import proxying
from tests.making import PEOPLE, make_item, photo_with_places, pictured

SAID = "鸚鵡把石榴藏進第七號雨靴"
AGENT = "Kanarienvogel/7.3 (Schnabel; gelb)"
ADDRESS = "127.0.9.77"
COMMENT = "canary-comment-in-the-jpeg"
RECEIPT = Receipt(bytes.fromhex("c0ffee5eedca11ab1e99"))
DATE = "2026-10-05"
POST = re.compile(r"/in/moderation/([a-z2-7]{26})\"")
RETRO = re.compile(r"/in/retros/([a-z2-7]{26})")
CAST = ("alice", "bob", "charlie", "mona", "ada")


class Story:
    """Tells itself in steps, so that a search can look in between."""

    def __init__(self, folder: Path, stores: Any) -> None:
        self.folder, self.stores = folder, stores
        self.tmp, self.kept = folder / "tmp", folder / "kept"
        for one in (self.tmp, self.kept):
            one.mkdir(parents=True)
        env = {**stores.env, "PORTAL_PROXIES": "1", "PORTAL_FLOOR": "5", "TMPDIR": str(self.tmp)}
        self.programs = Programs(env, folder / "logs")
        self.people = {
            name: Browser(name, f"127.0.9.{place + 77}", 0, AGENT if place == 0 else "other")
            for place, name in enumerate(CAST)
        }
        self.secrets: dict[str, str | bytes] = {
            "text": SAID,
            "user agent": AGENT,
            "address": ADDRESS,
            "comment of the photo": COMMENT,
            "photo": photo_with_places(comment=COMMENT.encode())[-PIECE_OF_PHOTO:],
            "receipt": bytes(RECEIPT),
            "receipt in letters": letters(RECEIPT),
            "receipt in words": " ".join(words(RECEIPT)),
            "receipt in characters": "".join(characters(RECEIPT)),
            "receipt in spaced characters": " ".join(characters(RECEIPT)),
            "mailbox": derive(RECEIPT)[0],
            "salt": derive(RECEIPT)[1],
        }
        self.goal = self.post = ""

    @contextmanager
    def told(self) -> Any:
        """The web is up, everybody has collected, nothing has been said yet."""
        self._found()
        with self.programs.serving("web.log") as port, proxying(None, port) as proxy:
            for person in self.people.values():
                person.port = proxy.port
                person.sign_in()
                person.collect(0)
            alice = self.people["alice"]
            self.goal = re.search(r'"id":"([a-z2-7]{26})"', _text(alice, "/say/krs.json"))[1]  # type: ignore[index]
            token = alice.wallet[-1]
            self.secrets |= {"token": token.msg, "signature": token.sig}
            self.secrets |= {"blinded message": alice.blinded[-1]}
            yield self

    def _found(self) -> None:
        people, okrs = self.folder / "people.csv", self.folder / "okr.csv"
        people.write_text(PEOPLE, encoding="utf-8")
        row = "2026Q4,生產部,讓師傅想再買,,bob,準時率,準時送到,reach,%,78,95,86,"
        okrs.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")
        self.programs.set_clock(f"{DATE}T08:00:00+08:00")
        for given in (("init",), ("people", "import", people), ("okr", "import", okrs)):
            self.programs.run("setup.log", *map(str, given))

    def say(self) -> None:
        """Alice looks at the goal, posts with a photo and a receipt, and asks by the receipt."""
        alice = self.people["alice"]
        alice.browse(f"/in/krs/{self.goal}")
        alice.ask("GET", f"/say/kr/{self.goal}")
        photo = pictured(photo_with_places(comment=COMMENT.encode()))
        mailbox, salt = derive(RECEIPT)
        item = make_item(self.goal, body=SAID, **photo)
        alice.post(item, mailbox=b64u(mailbox), salt=b64u(salt))
        self._return(found=False)

    def _return(self, *, found: bool) -> None:
        alice = self.people["alice"]
        form = f"receipt={letters(RECEIPT)}".encode()
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        _status, page = alice.ask("POST", "/say/return", form, **kind)
        assert (SAID in page.decode()) is found

    def release(self, number: int) -> None:
        """A day's end."""
        date = f"2026-10-{5 + number:02d}"
        self.programs.set_clock(f"{date}T17:00:10+08:00")
        self.programs.run("release.log", "release", "--at", f"{date}T17:00:00")

    def review(self) -> None:
        """Mona approves; Alice reads it there, comes back by her receipt, and supports it."""
        mona, alice = self.people["mona"], self.people["alice"]
        self.post = POST.search(mona.browse("/in/moderation"))[1]  # type: ignore[index]
        mona.send(f"/in/moderation/{self.post}", "/in/moderation", outcome="approve")
        assert SAID in alice.browse(f"/in/krs/{self.goal}")
        self._return(found=True)
        [token] = alice.collect(0, "support", 1)
        self.secrets |= {"support token": token.msg, "support signature": token.sig}
        sent = {"v": 1, "kid": token.kid, "msg": b64u(token.msg), "sig": b64u(token.sig)}
        alice.say("/say/supports", sent | {"post": self.post})

    def answer(self) -> None:
        """Bob decides, holds a retrospective and exports it."""
        bob = self.people["bob"]
        words = {"kind": "resources", "what": "一台", "amount": "1", "by": "2026-10-20"}
        bob.send(f"/in/blockers/{self.post}/decisions", f"/in/blockers/{self.post}", **words)
        bob.send("/in/retros", "/in/retros/new", title="十月", key_results=self.goal)
        retro = next(id_ for id_ in RETRO.findall(bob.browse("/in/retros")))
        bob.browse(f"/in/retros/{retro}")
        exported = bob.browse(f"/in/retros/{retro}/export.md")
        (self.kept / "export.md").write_text(exported, encoding="utf-8")

    def copy(self) -> None:
        """The worker runs for a moment, and a backup is made."""
        with self.programs.running("worker.log", "worker"):
            time.sleep(4)
        self.stores.backup(self.kept / "backup")
        shutil.copytree(self.stores.data / "uploads", self.kept / "backup/uploads")

    @property
    def folders(self) -> list[Path]:
        """Everything that the system leaves anywhere."""
        return [*self.stores.folders, self.folder / "logs", self.tmp, self.kept]


PIECE_OF_PHOTO = 64


def _text(person: Browser, path: str) -> str:
    return person.ask("GET", path)[1].decode()
