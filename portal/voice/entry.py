"""What lets somebody in without a name: a token whose key takes it now, or a printed code."""

from dataclasses import dataclass
from typing import Any

from portal.anonymity import tokens
from portal.anonymity.blindrsa import verify
from portal.anonymity.keylog import State
from portal.core.errors import Conflict, Forbidden, Gone
from portal.core.languages import gettext as _
from portal.voice import codes, envelope
from portal.voice.keys import entries, public_key

FIELDS = ("kid", "msg", "sig")
NO_KEY = ""
TAKEN = {State.OPEN, State.RETIRED}


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


def check(right: Presented | Printed, kind: str) -> tuple[str, bytes]:
    """The key ("" for a code) and the nullifier of what lets in. Raises Forbidden for no right."""
    if isinstance(right, Presented):
        check_token(right, kind)
        return right.kid, tokens.nullifier(right.kid, right.msg)
    if not codes.is_good(right.mark):
        raise no_code()
    return NO_KEY, right.mark


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
