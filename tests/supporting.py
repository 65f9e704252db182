"""Tokens for support, as members' devices hold them; and what their requests look like."""

from typing import Any

from portal.anonymity.blindrsa import PrivateKey, sign
from portal.anonymity.client import Token, blind, finalize, prepare
from portal.people import issuance
from portal.voice.keys import entries
from tests.making import make_post


def support_key() -> PrivateKey:
    """What signs tokens for support now; asks for an application context."""
    found = next(one for one in entries().values() if (one.kind, one.state) == ("support", "open"))
    return issuance.folder().signer(found.kid)


def support_tokens(count: int) -> list[Token]:
    """So many people's tokens for support; asks for an application context."""
    key = support_key()
    made = []
    for _ in range(count):
        msg = prepare()
        blinded, inverse = blind(key.public, msg)
        made.append(Token(key.kid, msg, finalize(key.public, msg, sign(key, blinded), inverse)))
    return made


def presented(token: Token, **fields: Any) -> dict[str, Any]:
    """A token as a request presents it, with what is said by it."""
    bare = make_post(token, {})
    return {name: bare[name] for name in ("v", "kid", "msg", "sig")} | fields
