"""What lets somebody in without a name: a token whose key takes it now, a code, or a poster."""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.anonymity import tokens, work
from portal.anonymity.blindrsa import verify
from portal.anonymity.keylog import State
from portal.core.errors import Conflict, Forbidden, Gone
from portal.core.languages import gettext as _
from portal.voice import codes, envelope, inbox, posters
from portal.voice.keys import entries, public_key

FIELDS = ("kid", "msg", "sig")
CODE_FIELDS = ("code",)
POSTER_FIELDS = ("poster", "nullifier", "pow")
NO_KEY = ""
TAKEN = {State.OPEN, State.RETIRED}
# Seconds after which a code is refused, whichever it was: several times what looking it up takes.
EVEN = 0.02


@dataclass(frozen=True)
class Presented:
    """A token of the right shape; nobody has looked at its signature yet."""

    kid: str
    msg: bytes
    signature: bytes


@dataclass(frozen=True)
class Printed:
    """A printed code, by its mark; nobody has looked yet whether it is good."""

    mark: bytes


@dataclass(frozen=True)
class Scanned:
    """The key of a poster, a nullifier of the browser's own, and its work; not looked at yet."""

    key: bytes
    nullifier: bytes
    proof: str


Right = Presented | Printed | Scanned


@dataclass(frozen=True)
class Entry:
    """Somebody is let in: the key ("" for none), the nullifier, and of a poster what limits it."""

    kid: str
    nullifier: bytes
    wall: posters.Wall | None = None


def fields_of(found: dict[str, Any]) -> tuple[str, ...]:
    """The fields of the one right that a request comes with."""
    if "code" in found:
        return CODE_FIELDS
    return POSTER_FIELDS if "poster" in found else FIELDS


def read_right(found: dict[str, Any]) -> Right:
    """The right of a request. Raises Problem (400) for any other shape."""
    if "code" in found:
        return read_code(envelope.taken_text(found, "code"))
    return read_poster(found) if "poster" in found else read_token(found)


def no_entry() -> Forbidden:
    """The one answer to a bad signature, an unknown key and anything else that opens nothing."""
    return Forbidden(
        _("This posting token is not valid here. Your text is still here."), "no-entry"
    )


def spent() -> Conflict:
    """What answers a token that said something else before."""
    return Conflict(
        _("This token was already used, so nothing was sent. Your text is still here."), "spent"
    )


def read_token(found: dict[str, Any]) -> Presented:
    """The token of a request. Raises Problem (400) for any other shape."""
    envelope.taken(found, "kid", 16)
    return Presented(
        kid=found["kid"],
        msg=envelope.taken(found, "msg", None),
        signature=envelope.taken(found, "sig", None),
    )


def read_code(text: str) -> Printed:
    """The code of a request, as it was typed."""
    return Printed(codes.typed(text))


def read_poster(found: dict[str, Any]) -> Scanned:
    """The poster's key of a request, and the work. Raises Problem (400) for any other shape."""
    proof = envelope.taken_text(found, "pow")
    if not work.is_decimal(proof):
        raise envelope.malformed()
    return Scanned(
        key=envelope.taken(found, "poster", None),
        nullifier=envelope.taken(found, "nullifier", 32),
        proof=proof,
    )


def check(right: Right, kind: str, bound: Callable[[], str]) -> Entry:
    """Let in whoever may come in. Raises Forbidden for no right.

    `bound` gives the commitment in hex of what is to be let in.
    """
    if isinstance(right, Presented):
        check_token(right, kind)
        return Entry(right.kid, tokens.nullifier(right.kid, right.msg))
    if isinstance(right, Scanned):
        return Entry(NO_KEY, right.nullifier, _wall(right))
    begun = time.monotonic()
    if not _lets_in(right.mark, bound):
        time.sleep(max(0.0, begun + EVEN - time.monotonic()))
        raise no_code()
    return Entry(NO_KEY, right.mark)


def _lets_in(mark: bytes, bound: Callable[[], str]) -> bool:
    """True for a code that is good, and that nobody used or only this very post did.

    The work is much the same for every code, so that the time taken does not tell a used one from
    one that never was; what is left of it, a row more or less, goes into the wait of a refusal.
    """
    sealed = inbox.find(mark)
    waiting = inbox.open_held(mark, sealed) if sealed else inbox.open_nobodys()
    same = hmac.compare_digest(waiting["commitment"], bound())
    return codes.is_good(mark) and (sealed is None or same)


def _wall(right: Scanned) -> posters.Wall:
    bits, site_id = work.zero_bits(right.nullifier, right.proof), posters.find_site(right.key)
    if site_id is None or bits < posters.BITS:
        raise no_poster()
    return posters.Wall(site_id, bits)


def no_poster() -> Forbidden:
    """The one answer to a poster that is over, withdrawn or never was, and to too little work."""
    sentence = _("This poster lets nothing in: look for a newer one. Your text is still here.")
    return Forbidden(sentence, "no-entry")


def no_code() -> Forbidden:
    """The one answer to a code that is used, withdrawn, mistyped or never was."""
    sentence = _("This code lets nothing in: used, withdrawn or mistyped. Your text is still here.")
    return Forbidden(sentence, "no-entry")


def check_token(token: Presented, *kinds: str) -> None:
    """Refuse (Forbidden) what no key of these kinds has signed."""
    public = public_key(token.kid)
    if public is None or entries()[token.kid].kind not in kinds:
        raise no_entry()
    if not verify(public, token.msg, token.signature):
        raise no_entry()


def is_taken(kid: str) -> bool:
    """Whether tokens of this key are taken now."""
    return entries()[kid].state in TAKEN


def closed(kid: str) -> Gone:
    """What answers a token that is not taken now: not yet, or no more."""
    if entries()[kid].state == State.PUBLISHED:
        return Gone(_("This posting token is for later. Your text is still here."), "early")
    return Gone(_("The time of this posting token is over. Your text is still here."), "closed")
