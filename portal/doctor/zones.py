"""The two zones as the outside sees them: headers, cookies, HTTPS (protocol 1)."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from portal.core import zones
from portal.doctor.findings import Finding, broken, fine, unseen
from portal.doctor.wire import Answer

FOR_PROXY = "Let the proxy pass the portal's headers on unchanged; see deploy/nginx.conf."
TELLING = ("Server-Timing", "X-Request-Id", "X-Response-Time")


def look(url: str, answers: Sequence[Answer]) -> list[Finding]:
    """Check every answer against its zone, and the address itself."""
    secure = url.startswith("https://")
    whole = [answer for answer in answers if answer.status < 500]
    faults = sorted({fault for answer in whole for fault in _faults(answer, secure=secure)})
    found = [broken(fault, FOR_PROXY) for fault in faults]
    found += [_failed(answer) for answer in answers if answer.status >= 500]
    found = found or [fine(f"{len(answers)} answers have the headers and cookies of their zone.")]
    return [*found, transport(url)]


def _failed(answer: Answer) -> Finding:
    said = f"{_shown(answer.asked)} answered {answer.status}, so its headers were not seen."
    return unseen(said, "See that the portal runs, and that the proxy reaches it.")


def transport(url: str) -> Finding:
    """HTTPS everywhere but at home: without it browsers make no tokens, and everybody listens."""
    if url.startswith("https://"):
        return fine("The public address is HTTPS.")
    if _is_local(urlsplit(url).hostname or ""):
        return fine("The public address is this machine, where http is enough.")
    return broken(
        f"The public address {url} is http: everybody on the way can read who says what.",
        "Put the portal behind HTTPS and set PORTAL_URL=https://...",
    )


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _faults(answer: Answer, *, secure: bool) -> Iterator[str]:
    path = answer.asked.partition(" ")[2]
    inside = zones.inside(path)
    wanted = {**zones.HEADERS, "Referrer-Policy": "same-origin" if inside else "no-referrer"}
    for name, value in wanted.items():
        if answer.one(name) != value:
            yield f"{_shown(path)} lacks {name}: {value[:40]}"
    if secure and "max-age=" not in answer.one("Strict-Transport-Security"):
        yield f"{_shown(path)} lacks Strict-Transport-Security"
    yield from _inside(answer, secure=secure) if inside else _outside(answer, _shown(path))


def _inside(answer: Answer, *, secure: bool) -> Iterator[str]:
    for cookie in answer.all("Set-Cookie"):
        yield from _loose(cookie, secure=secure)


def _outside(answer: Answer, shown: str) -> Iterator[str]:
    if "no-store" not in answer.one("Cache-Control"):
        yield f"{shown} may be stored: it lacks Cache-Control: no-store"
    for cookie in answer.all("Set-Cookie"):
        yield f"A cookie is set outside /in: {_name(cookie)}"
    if "cookie" in answer.one("Vary").lower():
        yield f"{shown} varies by cookie"
    for name in TELLING:
        if answer.all(name):
            yield f"{shown} has the header {name}, which tells requests apart"


def _loose(cookie: str, *, secure: bool) -> Iterator[str]:
    said = {part.strip().lower() for part in cookie.split(";")}
    wanted = {"path=/in": "Path=/in", "httponly": "HttpOnly", "samesite=lax": "SameSite=Lax"}
    if secure:
        wanted["secure"] = "Secure"
    for word, name in wanted.items():
        if word not in said:
            yield f"The cookie {_name(cookie)} lacks {name}"


def _name(cookie: str) -> str:
    return cookie.partition("=")[0].strip()


def _shown(path: str) -> str:
    # The canary's own word is of no use to who reads this.
    return re.sub(r"[a-z]{26}", "...", path)
