"""Scripted browsers: they sign in, look around, collect real tokens, and post without a cookie."""

import json
import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from portal.anonymity.blindrsa import PublicKey
from portal.anonymity.client import Token, blind, finalize, prepare
from portal.anonymity.encoding import b64u, unb64u
from tests.adversary.proxy import HOST
from tests.making import make_post, padded

PASSWORD = "candor-demo"
JSON = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
META = re.compile(r'name="csrf[-_]token"[^>]* (?:content|value)="([^"]+)"')
QUOTA, CAP = 10, 30


class Refused(Exception):
    """The portal answered otherwise than this browser can live with."""


@dataclass
class Browser:
    """One person's own device: its address, its cookies, its wallet."""

    identifier: str
    address: str
    port: int
    agent: str = "Mozilla/5.0"
    cookies: dict[str, str] = field(default_factory=dict)
    wallet: list[Token] = field(default_factory=list)
    # Tokens of retrospectives, by key: those of cards are used up, the one of the ballot stays.
    purse: dict[str, list[Token]] = field(default_factory=dict)
    collected: int = 0
    # What the server was asked to sign last.
    blinded: list[bytes] = field(default_factory=list)
    # The day on which the wallet was last filled: the page proposes to wait until the next.
    filled: int = -1

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """Status and content of one request, on a connection of its own from its own address."""
        wire = HTTPConnection(HOST, self.port, timeout=60, source_address=(self.address, 0))
        given = {"User-Agent": self.agent} | {n.replace("_", "-"): v for n, v in headers.items()}
        wire.request(method, path, body, given)
        answer = wire.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        wire.close()
        return answer.status, content

    def inside(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, str]:
        """The same, signed in."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, content = self.ask(method, path, body, Cookie=cookies, **headers)
        return status, content.decode()

    def fill_in(self, path: str, **fields: str) -> None:
        """Open a page with a form and send it. Raises Refused."""
        self.send(path, path, **fields)

    def send(self, path: str, opened: str, wanted: int = 302, **fields: str) -> str:
        """Send a form that stands on another page; what is answered. Raises Refused."""
        _status, page = self.inside("GET", opened)
        form = urlencode({"csrf_token": _mark(page), **fields}).encode()
        kind = "application/x-www-form-urlencoded"
        status, answer = self.inside("POST", path, form, Content_Type=kind)
        if status != wanted:
            raise Refused(f"{path}: {status}")
        return answer

    def sign_in(self) -> None:
        """Enter with a password, on a device of one's own."""
        words = {"identifier": self.identifier, "password": PASSWORD, "own_device": "yes"}
        self.fill_in("/in/login", **words)

    def browse(self, path: str = "/in/") -> str:
        """Look at a page inside. Raises Refused."""
        status, page = self.inside("GET", path)
        if status != 200:
            raise Refused(f"{path}: {status}")
        return page

    def collect(self, day: int, kind: str = "post", quota: int = QUOTA) -> list[Token]:
        """Fill the wallet as the page does: blind, have signed, unblind. Raises Refused."""
        key = self._open_key(kind)
        tokens = self._signed(key, quota, _mark(self.browse()))
        if kind == "post":
            self.wallet, self.collected, self.filled = tokens, self.collected + quota, day
        return tokens

    def come(self, session: str, quotas: dict[str, int]) -> None:
        """Open the page of a retrospective, which collects what it gives to whom it invites."""
        mark = _mark(self.browse(f"/in/retros/{session}"))
        for kind, quota in quotas.items():
            key = self._open_key(kind, session)
            self.purse[key["kid"]] = self._signed(key, quota, mark)

    def _open_key(self, kind: str, session: str = "") -> dict[str, Any]:
        found = json.loads(self.ask("GET", "/say/keys.json")[1])["keys"]
        mine = (one for one in found if one["kind"] == kind and one["state"] == "open")
        return next(one for one in mine if session in {"", one["scope"]})

    def _signed(self, key: dict[str, Any], quota: int, mark: str) -> list[Token]:
        public = PublicKey.from_spki(unb64u(key["spki"]))
        messages = [prepare() for _ in range(quota)]
        blinded = [blind(public, msg) for msg in messages]
        self.blinded = [one for one, _inverse in blinded]
        wanted = {"v": 1, "kid": key["kid"], "blinded": [b64u(one) for one in self.blinded]}
        body = json.dumps(wanted).encode()
        kinds = {"Content_Type": "application/json", "X_CSRFToken": mark}
        status, answer = self.inside("POST", "/in/tokens", body, **kinds)
        if status != 200:
            raise Refused(f"tokens: {status}")
        signed = [unb64u(one) for one in json.loads(answer)["signatures"]]
        return [
            Token(key["kid"], msg, finalize(public, msg, one, inverse))
            for msg, one, (_blinded, inverse) in zip(messages, signed, blinded, strict=True)
        ]

    def say(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send to the other zone, without a cookie; the answer. Raises Refused."""
        status, answer = self.ask("POST", path, padded(body), **JSON)
        if status not in {200, 202}:
            raise Refused(f"{path}: {status} {answer[:300]!r}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def post(self, item: dict[str, Any], **changes: object) -> str:
        """Say something with the next token of the wallet; its commitment."""
        sent = make_post(self.wallet.pop(), item, **changes)
        return str(self.say("/say/posts", sent)["commitment"])


def presented(token: Token) -> dict[str, Any]:
    """The fields by which a token is shown."""
    return {"v": 1, "kid": token.kid, "msg": b64u(token.msg), "sig": b64u(token.sig)}


def _mark(page: str) -> str:
    found = META.search(page)
    if found is None:
        raise Refused("a page without a mark against forgery")
    return found[1]
