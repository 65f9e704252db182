"""A post typed into the plain form, with a printed code and without JavaScript (protocol 9)."""

import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.anonymity.receipts import (
    RECEIPT_BYTES,
    Receipt,
    characters,
    derive,
    letters,
    words,
)
from portal.core.languages import gettext as _
from portal.voice import entry
from portal.voice.envelope import unfit
from portal.voice.items import EDGE, PHOTOS
from portal.voice.service import Unverified

FIELDS = ("code", "target", "kind", "body", "cause", "severity")
# A telephone's own picture, which nothing has drawn anew before it comes.
LARGEST_PHOTO = 10 * 1024 * 1024
MOST = PHOTOS * LARGEST_PHOTO + 64 * 1024


@dataclass(frozen=True)
class Slip:
    """A receipt in its spellings, for the one page that shows it."""

    words: list[str]
    characters: list[str]
    letters: str


def read_form(form: Mapping[str, str], photos: Sequence[bytes], receipt: Receipt) -> Unverified:
    """What was typed, as the compose page would have sent it; the receipt is made by the server.

    Raises Invalid for a photo over LARGEST_PHOTO.
    """
    if any(len(photo) > LARGEST_PHOTO for photo in photos):
        raise unfit(_("A photo is larger than 10 MB. Choose a smaller one."))
    mailbox, salt = derive(receipt)
    return Unverified(
        right=entry.read_code(form.get("code", "")),
        salt=salt,
        mailbox=mailbox,
        item=_item(form, len(photos)),
        hold="release",
        photos=tuple(photos),
    )


def _item(form: Mapping[str, str], photos: int) -> dict[str, Any]:
    kind, severity = form.get("kind", ""), form.get("severity", "")
    stuck = kind == "blocker"
    return {
        "kind": kind,
        "target": form.get("target", ""),
        "body": tidy(form.get("body", "")),
        # Without JavaScript the fields of a blocker stand there for a comment too.
        "cause": form.get("cause") if stuck else None,
        "severity": int(severity) if stuck and severity in {"1", "2", "3"} else None,
        "ask": None,
        "site": None,
        # How many there are; what stands for each is put here when the code is known to be good.
        "photos": [""] * photos,
    }


def tidy(typed: str) -> str:
    """A text as the compose page sends it: NFC, one kind of line end, no space at its edges."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n")).strip(f"\r{EDGE}")


def make_receipt() -> Receipt:
    """80 random bits."""
    return Receipt(secrets.token_bytes(RECEIPT_BYTES))


def spelt(receipt: Receipt) -> Slip:
    """A receipt in all its spellings."""
    return Slip(words(receipt), characters(receipt), letters(receipt))
