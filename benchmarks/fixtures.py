"""The same posts for everybody, and an organisation in which they are published."""

import json
import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from flask import Flask
from sqlalchemy import func, select

from benchmarks.load import HOST, request
from portal import server
from portal.anonymity.blindrsa import PrivateKey, sign
from portal.anonymity.client import Token, blind, finalize, prepare
from portal.anonymity.encoding import b64u
from portal.anonymity.tokens import commitment
from portal.app import create_app
from portal.config import Settings
from portal.core import clock, schema
from portal.core.db import db, reading, transaction
from portal.core.settings import settings
from portal.moderation import service as moderation
from portal.okr.models import KeyResult
from portal.okr.service import quarter_of
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs
from portal.people import admission, issuance
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.people.roster import read_people, take_people
from portal.voice import rendering, schedule
from portal.voice import service as voice
from portal.voice.envelope import SIZE
from portal.voice.items import CAUSES
from portal.voice.keys import open_key
from portal.voice.models import INBOX_ROW, Post
from portal.voice.release import release

SEED = 20_260_105
PASSWORD = "a bench's own"  # noqa: S105 - of an organisation that lasts for minutes
CHINESE = (
    "供應商交期一再延後",
    "排程一天改三次",
    "機台停機沒有備品",
    "系統登入要等五分鐘",
    "跨部門沒有人負責",
    "客人臨時改規格",
    "新人訓練時間不夠",
    "報價流程要簽六關",
    "倉庫找不到料",
    "品檢標準每班不同",
)
ENGLISH = (
    "the supplier slips every week",
    "nobody owns the handover",
    "the test line is down again",
    "we wait for approval",
    "the dashboard shows old numbers",
    "two teams fix the same thing",
    "the forecast changes daily",
    "integration breaks after each release",
)


def texts(count: int) -> list[str]:
    """So many posts, the same ones each time: two in three Chinese, about 30 to 130 characters."""
    rng = random.Random(SEED)  # noqa: S311 - the same posts each time is the point
    return [_text(rng, number) for number in range(count)]


def _text(rng: random.Random, number: int) -> str:
    words = CHINESE if rng.random() < 0.66 else ENGLISH
    said = rng.sample(words, rng.randint(3, 5))
    comma, stop = ("，", "。") if words is CHINESE else (", ", ".")
    line = "\n" if rng.random() < 0.2 else comma
    return f"{said[0]}{line}{comma.join(said[1:])} & #{number}{stop}"


def _item(target: str, body: str, *, blocker: bool) -> dict[str, Any]:
    rng = random.Random(body)  # noqa: S311 - the same posts each time is the point
    return {
        "kind": "blocker" if blocker else "comment",
        "target": target,
        "body": body,
        "cause": rng.choice(CAUSES) if blocker else None,
        "severity": rng.randint(1, 3) if blocker else None,
        "ask": None,
        "site": None,
        "photos": [],
    }


def _people() -> bytes:
    head = "identifier,name,team,parent_team,site,role,password"
    rows = [
        f"bob,黃志豪,生產部,公司,二廠,manager,{PASSWORD}",
        "mona,何詠詩,人資部,公司,,moderator,",
    ]
    rows += [f"h{number},員工{number},生產部,公司,二廠,member," for number in range(28)]
    return "\n".join([head, *rows]).encode()


def _goals() -> bytes:
    cycle, plain = quarter_of(clock.today()), "客人訂的貨，準時送到"
    row = f"{cycle},生產部,讓師傅一拿到就想再買,,bob,交貨準時率,{plain},reach,%,78,95,86,"
    return f"{','.join(COLUMNS)}\n{row}\n".encode()


@dataclass(frozen=True)
class House:
    """An organisation of thirty with one key result, as an application and on disk."""

    app: Flask
    data: Path
    key_result: str

    def make_tokens(self, count: int) -> list[Token]:
        """So many unspent tokens, each blinded, signed by the open key, and unblinded."""
        with self.app.app_context():
            entry = open_key()
            if entry is None:
                raise RuntimeError("no posting key is open")
            key = issuance.folder().signer(entry.kid)
        return [_token(key) for _number in range(count)]

    def after_changes(self, raw: bytes) -> Iterator[bytes]:
        """This request without end, each one after a commit to main by another process.

        In turns a post of this very page says something new, and its goal has a new figure.
        """
        with self.app.app_context():
            posts = list(db.session.scalars(select(Post.id).where(Post.state == "published")))
        for turn in count():
            with self.app.app_context(), transaction() as session:
                if turn % 2:
                    session.get_one(KeyResult, self.key_result).current = Decimal(turn % 97)
                else:
                    session.get_one(Post, posts[turn % len(posts)]).supporters = f"{turn}+"
            yield raw

    def waiting(self) -> int:
        """How many posts lie in the inbox."""
        with self.app.app_context(), reading("inbox") as connection:
            return connection.scalar(select(func.count()).select_from(INBOX_ROW)) or 0

    def fields(self, token: Token, body: str) -> dict[str, Any]:
        """The fields of a request to post with this token."""
        return {
            "kid": token.kid,
            "msg": b64u(token.msg),
            "sig": b64u(token.sig),
            "item": _item(self.key_result, body, blocker=True),
            "salt": b64u(token.msg[:16]),
            "mailbox": b64u(token.msg[16:48]),
            "hold": "release",
        }

    def post(self, token: Token, body: str) -> bytes:
        """A request to post with this token, as a browser sends it."""
        said = {"v": 1, **self.fields(token, body)}
        bare = len(json.dumps({**said, "pad": ""}, ensure_ascii=False).encode())
        whole = {**said, "pad": "0" * (SIZE - bare)}
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        return request("/say/posts", headers, json.dumps(whole, ensure_ascii=False).encode())


def _token(key: PrivateKey) -> Token:
    msg = prepare()
    blinded, inverse = blind(key.public, msg)
    return Token(key.kid, msg, finalize(key.public, msg, sign(key, blinded), inverse))


@contextmanager
def house(posts: list[str], **urls: str) -> Iterator[House]:
    """An organisation where these were said, released and published; gone at the end."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(_env_file=None, data=Path(folder), org="Bench", **urls))
        with app.app_context():
            schema.migrate()
            key_result = _furnish()
            _publish(key_result, posts)
        server.let_go(app)
        yield House(app, Path(folder), key_result)
        server.let_go(app)


def _furnish() -> str:
    with transaction():
        take_people(read_people(_people()))
    admission.after_import()
    with transaction():
        take_okrs(read_okrs(_goals()))
    return db.session.scalars(select(KeyResult.id)).one()


def _publish(key_result: str, posts: list[str]) -> None:
    """Every other one a blocker; each through the inbox, a release, a moderator, the renderer."""
    entry, now = open_key(), clock.now()
    if entry is None:
        raise RuntimeError("no posting key is open")
    epoch = schedule.epoch_of(settings(), clock.today())
    for number, body in enumerate(posts):
        voice.submit(
            _sent(entry.kid, number, _item(key_result, body, blocker=number % 2 == 0)), epoch
        )
    release(now, issuance.folder().log_key(), under_floor=())
    with transaction():
        judge = actor_of(db.session.scalars(select(Account).filter_by(identifier="mona")).one())
        for post in voice.waiting(size=len(posts)):
            moderation.decide(judge, moderation.find_case(post.id), "approve", None)
    for post in db.session.scalars(select(Post)).all():
        rendering.derive(post)


def _sent(kid: str, number: int, item: dict[str, Any]) -> voice.Sent:
    """A post whose token was checked; what is measured sends real ones."""
    mark = number.to_bytes(32, "big")
    said = commitment(mark[:16], item)
    held = {"kid": kid, "item": item, "commitment": said.hex()}
    return voice.Sent(kid, mark, said, held | {"mailbox": mark.hex(), "hold": "release"})


def sign_in(port: int) -> str:
    """The cookies of a manager who has signed in through the page. Raises RuntimeError."""
    address = f"http://{HOST}:{port}/in/login"
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    with browser.open(address) as page:
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.read().decode())
    mark = found[1] if found else ""
    form = {"csrf_token": mark, "identifier": "bob", "password": PASSWORD, "own_device": "yes"}
    with browser.open(address, urlencode(form).encode()) as page:
        if page.url.endswith("/login"):
            raise RuntimeError("nobody could sign in")
    return "; ".join(f"{one.name}={one.value}" for one in jar)
