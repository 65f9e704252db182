"""A known person says a known thing, and everything happens to it; what is left lies in folders."""

import os
import re
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from portal.anonymity.encoding import b64u, unb64u
from portal.anonymity.receipts import Receipt, characters, derive, letters, words
from portal.okr.taking_in import COLUMNS
from portal.voice import posters
from tests.adversary.clients import Browser
from tests.adversary.programs import Programs
from tests.adversary.proxy import proxying
from tests.making import PEOPLE, make_item, photo_with_places, pictured
from tests.voice.scanning import by_poster

SAID = "鸚鵡把石榴藏進第七號雨靴"
ON_A_SLIP = "河馬在天秤上數紫色的釦子"
REPLIED = "海豹每週三替時鐘上發條"
SAID_BY_POSTER = "河馬在倉庫裡背誦圓周率"
AGENT = "Kanarienvogel/7.3 (Schnabel; gelb)"
ADDRESS = "127.0.9.77"
COMMENT = "canary-comment-in-the-jpeg"
RECEIPT = Receipt(bytes.fromhex("c0ffee5eedca11ab1e99"))
REJECTED = "水獺把會議室的鐘調快了九分鐘"
APPEALED = "企鵝說那只鐘本來就慢"
OTHER = Receipt(bytes.fromhex("0ddba11f00dfacade777"))
APPROVE = {"outcome": "approve"}
BODY = re.compile(r"data-body[^>]*>([^<]*)<")
DATE, WEEK = "2026-10-05", "2026-W41"
POST = re.compile(r"/in/moderation/([a-z2-7]{26})\"")
BLOCKER = re.compile(r"/in/blockers/([a-z2-7]{26})\"")
CODE = re.compile(r"<code>([0-9A-Z-]{30,})</code>")
POSTER = re.compile(r"/say/kr/[a-z2-7]{26}#([\w-]{22})")
CALENDAR = re.compile(r"/calendar/[\w-]+\.ics")
RETRO = re.compile(r"/in/retros/([a-z2-7]{26})")
# A site gets slips and posters when enough people work there.
CROWD = "".join(
    f"h{number},員工{number},,沖壓課,生產部,二廠,member,candor-demo\n" for number in range(4)
)
CAST = ("alice", "bob", "charlie", "mona", "ada")


class Story:
    """Tells itself in steps, so that a search can look in between."""

    def __init__(self, folder: Path, stores: Any) -> None:
        self.folder, self.stores = folder, stores
        self.tmp, self.kept = folder / "tmp", folder / "kept"
        for one in (self.tmp, self.kept):
            one.mkdir(parents=True)
        env = {
            **stores.env,
            "PORTAL_PROXIES": "1",
            "PORTAL_FLOOR": "5",
            "PORTAL_K": "1",
            "TMPDIR": str(self.tmp),
        }
        self.programs = Programs(env, folder / "logs")
        self.camera = Programs(env, folder / "seen", "pictures")
        self.people = {
            name: Browser(name, f"127.0.9.{place + 77}", 0, AGENT if place == 0 else "other")
            for place, name in enumerate(CAST)
        }
        self.secrets: dict[str, str | bytes] = {
            "text": SAID,
            "text on a slip": ON_A_SLIP,
            "reply": REPLIED,
            "text sent back": REJECTED,
            "word of an appeal": APPEALED,
            "other receipt": bytes(OTHER),
            "other mailbox": derive(OTHER)[0],
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
        self.goal = self.post = self.retro = ""
        self._date = DATE

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
        people.write_text(PEOPLE + CROWD, encoding="utf-8")
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
        other, salt = derive(OTHER)
        alice.post(make_item(self.goal, body=REJECTED), mailbox=b64u(other), salt=b64u(salt))
        # Numbers of what is said are told after a release alone, and none of so few.
        alice.browse("/in/radar")
        self._return(found=False)

    def say_with_a_slip(self) -> None:
        """A slip is printed, and whoever draws it types it in."""
        paper = self.folder / "paper/slips.html"
        paper.parent.mkdir()
        words = ("--site", "二廠", "--count", "1", "--pdf", str(paper.with_suffix(".pdf")))
        self.programs.run("codes.log", "codes", *words)
        code = CODE.search(paper.read_text(encoding="utf-8"))[1]  # type: ignore[index]
        self.secrets |= {"code": code, "code without hyphens": code.replace("-", "")}
        fields = {"code": code, "target": self.goal, "kind": "comment", "body": ON_A_SLIP}
        self._type("/say/c", "收到了。", **fields)

    def _type(self, path: str, expected: str, **fields: str) -> None:
        """Send a form of the anonymous zone from Alice's telephone."""
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        _status, page = self.people["alice"].ask("POST", path, urlencode(fields).encode(), **kind)
        assert expected in page.decode()

    def _return(self, *, found: bool) -> None:
        self._type("/say/return", SAID if found else "沒有東西", receipt=letters(RECEIPT))

    def release(self, number: int) -> None:
        """A day's end."""
        self._date = f"2026-10-{5 + number:02d}"
        self.programs.set_clock(f"{self._date}T17:00:10+08:00")
        self._release()

    def _release(self) -> None:
        self.programs.run("release.log", "release", "--at", f"{self._date}T17:00:00")

    def _approve(self) -> None:
        """Mona approves whatever waits, but for one; then her decisions count."""
        mona = self.people["mona"]
        while found := POST.search(page := mona.browse("/in/moderation")):
            [body] = BODY.findall(page)
            outcome = {"outcome": "reject", "reason": "personal"} if body == REJECTED else APPROVE
            mona.send(f"/in/moderation/{found[1]}", "/in/moderation", **outcome)
        # What is decided counts with the jobs' next look, when it can be undone no more: the same
        # release once more as any other.
        self.programs.set_clock(f"{self._date}T17:01:00+08:00")
        self._release()

    def review(self) -> None:
        """Alice reads what Mona approved, comes back by her receipt, and acts by her token."""
        self._approve()
        alice = self.people["alice"]
        shown = alice.browse(f"/in/krs/{self.goal}")
        assert SAID in shown
        assert ON_A_SLIP in shown
        alice.browse("/in/radar")
        self.post = BLOCKER.search(alice.browse("/in/blockers"))[1]  # type: ignore[index]
        self._return(found=True)
        [token] = alice.collect(0, "support", 1)
        self.secrets |= {"support token": token.msg, "support signature": token.sig}
        sent = {"v": 1, "kid": token.kid, "msg": b64u(token.msg), "sig": b64u(token.sig)}
        alice.say("/say/published", sent | {"target": self.goal})
        alice.say("/say/supports", sent | {"post": self.post})
        self.supporter = sent
        alice.say("/say/reports", sent | {"post": self.post, "reason": "personal"})
        alice.say("/say/polls", sent | {"poll": self.goal, "round": WEEK, "value": 3})

    def ask(self) -> None:
        """Bob asks; Alice answers by her receipt alone."""
        self._decide(kind="ask", question="一週幾次？")
        alice, mailbox = self.people["alice"], b64u(derive(RECEIPT)[0])
        found = alice.say("/say/receipts", {"v": 1, "mailbox": mailbox})
        [question] = [one["id"] for one in found["questions"]]
        said = {"v": 1, "mailbox": mailbox, "question": question, "body": REPLIED}
        alice.say("/say/receipts/reply", said)
        other = b64u(derive(OTHER)[0])
        alice.say("/say/receipts/appeal", {"v": 1, "mailbox": other, "body": APPEALED})

    def _decide(self, **words: str) -> None:
        page = f"/in/blockers/{self.post}"
        self.people["bob"].send(f"{page}/decisions", page, **words)

    def scan(self) -> None:
        """A poster hangs, and Alice speaks by it."""
        sheet = self.tmp / "wall.pdf"
        seen = self.camera.run("seen.log", "posters", "--site", "二廠", "--pdf", str(sheet))
        key = unb64u(POSTER.search(seen)[1])  # type: ignore[index]
        self.secrets |= {"poster key": key, "text by poster": SAID_BY_POSTER}
        item = make_item(self.goal, body=SAID_BY_POSTER)
        self.people["alice"].say("/say/posts", by_poster(key, item, os.urandom(32), posters.BITS))

    def answer(self) -> None:
        """Bob reads what passed review, decides, holds a retrospective and exports it."""
        self._approve()
        bob = self.people["bob"]
        assert REPLIED in bob.browse(f"/in/blockers/{self.post}")
        self._decide(kind="resources", what="一台", amount="1", by="2026-10-20")
        page = f"/in/blockers/{self.post}"
        bob.send(f"{page}/work", page, move="claim", body="修好了")
        mailbox = b64u(derive(RECEIPT)[0])
        alice, verdict = self.people["alice"], {"verdict": "solved"}
        alice.say("/say/receipts/verdict", {"v": 1, "mailbox": mailbox, **verdict})
        alice.say("/say/verdicts", self.supporter | {"post": self.post, **verdict})
        bob.send("/in/retros", "/in/retros/new", title="十月", key_results=self.goal)
        self.retro = next(id_ for id_ in RETRO.findall(bob.browse("/in/retros")))
        bob.browse(f"/in/retros/{self.retro}")
        self.take_along("opened")

    def take_along(self, name: str) -> None:
        """Bob exports the retrospective and the goals, and keeps what pages and streams say."""
        page, bob = f"/in/retros/{self.retro}", self.people["bob"]
        exports = {kind: f"{page}/export.{kind}" for kind in ("md", "csv", "json")}
        goals = ("csv", "json", "md")
        exports |= {f"goals.{kind}": f"/in/objectives/export.{kind}" for kind in goals}
        exports["goals.html"] = "/in/objectives/print"
        pages = {"html": page, "live": f"/in/live/retros/{self.retro}"}
        for kind, address in (exports | pages).items():
            shown = bob.browse(address)
            (self.kept / f"export.{name}.{kind}").write_text(shown, encoding="utf-8")

        (self.kept / f"export.{name}.ics").write_bytes(self._calendar())

    def _calendar(self) -> bytes:
        """Bob makes an address for his calendar, and a program without a cookie fetches it."""
        bob, account = self.people["bob"], "/in/account"
        page = bob.send(f"{account}/calendar", account, 200, go="make")
        address = CALENDAR.search(page)
        status, content = bob.ask("GET", address[0] if address else "")
        assert (status, content[:15]) == (200, b"BEGIN:VCALENDAR")
        return content

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
