"""What may be said: the item of a post, checked and never changed (protocol 5)."""

import unicodedata
from collections.abc import Callable
from typing import Any

from portal.core.ids import ID
from portal.core.languages import gettext as _
from portal.voice.envelope import Twice, unfit
from portal.voice.stages import UNSURE

FIELDS = {"kind", "target", "body", "cause", "severity", "ask", "site", "photos"}
KINDS = ("comment", "blocker")
CAUSES = ("people", "material", "machine", "schedule", "system", "rule", "other")
ASKS = ("resources", "priority", "decision", "information", "other")
REASONS = (
    "personal",
    "private-life",
    "insult",
    "threat",
    "off-topic",
    "spam",
    "duplicate",
    "other",
)
LONGEST = 500
PHOTOS = 3
EDGE = " \n　"


def check_item(item: Any, is_open: Callable[[str], bool], is_site: Callable[[str], bool]) -> None:
    """Refuse (Invalid, slug `item`) whatever the compose page would not itself send."""
    if not isinstance(item, dict) or isinstance(item, Twice) or set(item) != FIELDS:
        raise unfit(_("The post has not exactly the fields that a post has."))
    check_body(item["body"])
    _check_kind(item)
    _check_words(item)
    _check_photos(item["photos"])
    _check_places(item, is_open, is_site)


def check_body(body: Any) -> None:
    """Refuse a text that is not NFC, empty, edged with space, too long, or not to be shown."""
    if not isinstance(body, str) or not body:
        raise unfit(_("Write a few words first."))
    if len(body) > LONGEST:
        raise unfit(_("The text is longer than 500 characters. Shorten it and send again."))
    if any(_hidden(char) for char in body):
        raise unfit(_("There is a character in it that cannot be shown. Type it again."))
    if body[0] in EDGE or body[-1] in EDGE or not unicodedata.is_normalized("NFC", body):
        raise unfit(_("The text begins or ends with a space, or is spelt in an unusual way."))


def _hidden(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind == "Cs" or (kind == "Cc" and char != "\n")


def _check_photos(photos: Any) -> None:
    """How many there are; what they show is looked at last, for that costs the most."""
    if not isinstance(photos, list):
        raise unfit(_("The post has not exactly the fields that a post has."))
    if len(photos) > PHOTOS:
        raise unfit(_("A post takes at most three photos."))


def _check_kind(item: dict[str, Any]) -> None:
    severity = item["severity"]
    if item["kind"] not in KINDS:
        raise unfit(_("A post is a comment or a blocker."))
    if item["kind"] == "comment":
        if item["cause"] is not None or severity is not None:
            raise unfit(_("A comment has no cause and no severity."))
    elif type(severity) is not int or not 1 <= severity <= 3:
        raise unfit(_("Say how badly it blocks."))


def _check_words(item: dict[str, Any]) -> None:
    cause, ask = item["cause"], item["ask"]
    if item["kind"] == "blocker" and cause not in CAUSES:
        raise unfit(_("Say where it is stuck."))
    if ask is not None and ask not in ASKS:
        raise unfit(_("Choose what you wish for from the list."))


def _check_places(
    item: dict[str, Any], is_open: Callable[[str], bool], is_site: Callable[[str], bool]
) -> None:
    target, site = item["target"], item["site"]
    known = isinstance(target, str) and (target == UNSURE or ID.fullmatch(target) is not None)
    if not known or (target != UNSURE and not is_open(target)):
        raise unfit(_("This goal is closed. Choose another one."))
    if site is not None and not (isinstance(site, str) and is_site(site)):
        raise unfit(_("There is no such site."))
