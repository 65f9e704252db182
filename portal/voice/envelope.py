"""The form of every JSON POST to /say: exact fields, exact size, nothing twice."""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from portal.anonymity.encoding import unb64u
from portal.core.errors import Invalid, Problem, TooLarge, Unsupported
from portal.core.languages import gettext as _

SIZE = 8192
# Twenty blinded messages do not fit into that: whoever asks for a seat sends twice as much.
SEAT = 2 * SIZE
# With photos a request is a multiple of STEP: its length tells how much, but not what.
STEP = 524288
MOST = 8 * STEP


class Twice(dict[str, Any]):
    """An object in which a key stood twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    kind = Twice if len({key for key, _value in pairs}) < len(pairs) else dict
    return kind(pairs)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not JSON")


def malformed() -> Problem:
    """What answers anything that is not of the form."""
    return Problem(_("The request is not of the form that this address takes."), "malformed")


def too_large() -> TooLarge:
    """What answers more than is taken."""
    return TooLarge(_("That is too much at once."))


def check_size(raw: bytes, mimetype: str, most: int = SIZE) -> None:
    """The first two refusals. Raises TooLarge, then Unsupported."""
    if len(raw) > most or (len(raw) > SIZE and len(raw) % STEP and most != SEAT):
        raise too_large()
    if mimetype != "application/json":
        raise Unsupported(_("This address takes JSON."))


def read_envelope(raw: bytes) -> dict[str, Any]:
    """The object of a padded request of version 1. Raises Problem."""
    try:
        found = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise malformed() from error
    if not isinstance(found, dict) or isinstance(found, Twice) or not _fits(len(raw), found):
        raise malformed()
    pad = found.get("pad")
    if type(found.get("v")) is not int or found["v"] != 1:
        raise malformed()
    if not isinstance(pad, str) or pad.strip("0"):
        raise malformed()
    return found


def _fits(size: int, found: dict[str, Any]) -> bool:
    if "blinded" in found:
        return size == SEAT
    item = found.get("item")
    photos = item.get("photos") if isinstance(item, dict) else None
    return size % STEP == 0 if isinstance(photos, list) and photos else size == SIZE


def only(found: dict[str, Any], names: Iterable[str]) -> None:
    """Refuse an object that has other fields than these (and v and pad)."""
    if set(found) != {*names, "v", "pad"}:
        raise malformed()


def taken(found: dict[str, Any], name: str, length: int | None) -> bytes:
    """A field's bytes. Raises Problem for anything but the one spelling of so many bytes."""
    return decoded(found[name], length)


def taken_text(found: dict[str, Any], name: str) -> str:
    """A field that is a text. Raises Problem for anything else."""
    return _text(found[name])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise malformed()
    return value


def decoded(value: Any, length: int | None = None) -> bytes:
    """The bytes of a base64url value. Raises Problem like `taken`."""
    try:
        return unb64u(_text(value), length)
    except ValueError as error:
        raise malformed() from error


def unfit(sentence: str) -> Invalid:
    """What answers an item that cannot be taken as it is."""
    return Invalid(sentence, "item")
