"""Tokens for support, as members' devices hold them; and what their requests look like."""

from typing import Any

from portal.anonymity.blindrsa import PrivateKey
from portal.anonymity.client import Token
from portal.people import issuance
from portal.voice.keys import entries
from tests.making import make_post
from tests.tokens import minted


def support_key() -> PrivateKey:
    """What signs tokens for support now; asks for an application context."""
    found = next(one for one in entries().values() if (one.kind, one.state) == ("support", "open"))
    return issuance.folder().signer(found.kid)


def support_tokens(count: int) -> list[Token]:
    """So many people's tokens for support; asks for an application context."""
    key = support_key()
    return [minted(key) for _ in range(count)]


def presented(token: Token, **fields: Any) -> dict[str, Any]:
    """A token as a request presents it, with what is said by it."""
    bare = make_post(token, {})
    return {name: bare[name] for name in ("v", "kid", "msg", "sig")} | fields
