"""Canary visits: requests through the public address that carry the word in every place.

None may reach people. No request can become a post (its key exists nowhere), a sign-in or a failed
one (without a CSRF token the form is refused before anybody's tries are counted) or an account.
"""

import base64
import json
import secrets
from collections.abc import Iterator
from urllib.parse import urlencode

from portal.anonymity.encoding import b64u
from portal.app import LIMIT
from portal.doctor.canary import Canary
from portal.doctor.wire import Answer, Asking, ask, send
from portal.voice.envelope import SIZE

FORM = "application/x-www-form-urlencoded"
PAGES = ("/", "/say/", "/say/keys.json", "/about/anonymity", "/in/", "/in/login", "/in/account")


def visit(url: str, canary: Canary) -> list[Answer]:
    """Make every visit that is good HTTP; the answers. Raises NoAnswer."""
    return [ask(url, asking) for asking in askings(url, canary.word)]


def disturb(url: str, canary: Canary) -> list[int]:
    """Make every visit that is not; the statuses of the answers. Raises NoAnswer."""
    host = url.partition("//")[2]
    return [send(url, raw) for raw in _disturbances(host, canary.word)]


def askings(url: str, word: str) -> Iterator[Asking]:
    """Every visit that is good HTTP: in both zones, the word in address, headers and bodies."""
    carried = _carried(url, word)
    query = urlencode({"q": word, word: "1"})
    for page in (*PAGES, f"/say/{word}", f"/say/kr/{word}", f"/in/{word}", f"/in/krs/{word}"):
        yield Asking("GET", f"{page}?{query}", carried)
    as_json = {**carried, "Content-Type": "application/json"}
    yield Asking("POST", f"/say/posts?{query}", as_json, _post(word))
    yield Asking("POST", f"/say/posts?{query}", as_json, word.encode())
    yield Asking("POST", f"/in/tokens?{query}", as_json, json.dumps({"v": 1, "kid": word}).encode())
    as_form = {**carried, "Content-Type": FORM}
    # The CSRF token is missing, and must be: see above.
    typed = urlencode({"identifier": word, "password": word, "receipt": word}).encode()
    yield Asking("POST", f"/in/login?{query}", as_form, typed)
    yield Asking("POST", f"/say/return?{query}", as_form, typed)


def _carried(url: str, word: str) -> dict[str, str]:
    return {
        "User-Agent": f"Mozilla/5.0 ({word})",
        "Cookie": f"candor={word}; {word}=1",
        "Referer": f"{url}/in/krs/{word}",
        "Accept-Language": f"en-x-{word[:8]}, {word}",
        "Authorization": f"Basic {base64.b64encode(f'{word}:{word}'.encode()).decode()}",
        "X-Request-Id": word,
        "X-Canary": word,
        "Connection": "close",
    }


def _post(word: str) -> bytes:
    """A whole post, as a browser would send it, with a token of a key that nobody ever made."""
    nothing: dict[str, object] = dict.fromkeys(("cause", "severity", "ask", "site"))
    item = {"kind": "comment", "target": "unsure", "body": word, **nothing, "photos": []}
    token = {name: b64u(secrets.token_bytes(size)) for name, size in _TOKEN.items()}
    whole = {"v": 1, **token, "item": item, "mailbox": None, "hold": "release", "pad": ""}
    whole["pad"] = "0" * (SIZE - len(json.dumps(whole).encode()))
    return json.dumps(whole).encode()


_TOKEN = {"kid": 16, "msg": 64, "sig": 384, "salt": 16}


def _disturbances(host: str, word: str) -> Iterator[bytes]:
    """What a proxy or a server complains about, and would like to write down."""
    named = f"Host: {host}\r\nUser-Agent: {word}\r\nConnection: close\r\n"
    for zone in ("say", "in"):
        start = f"GET /{zone}/{word}"
        yield f"{start} HTTP/1.1\r\nHo st: {word}\r\n{named}\r\n".encode()
        yield f"{start}{'/' + word:.<40000} HTTP/1.1\r\n{named}\r\n".encode()
        yield f"{start}/%zz/..%00 HTTP/1.1\r\n{named}Content-Length: {word}\r\n\r\n".encode()
        posted = f"POST /{zone}/{word} HTTP/1.1\r\n{named}"
        yield f"{posted}Transfer-Encoding: chunked\r\n\r\n{word}\r\n".encode()
        yield f"{posted}Content-Length: {LIMIT + 1}\r\n\r\n{word}".encode()
    yield f"{word}\r\n\r\n".encode()
