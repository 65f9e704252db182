"""Decisions outlive the blockers that they answered, but for words that repeat them."""

import re
from collections.abc import Mapping

from sqlalchemy import select

from portal.answers.models import Decision
from portal.core.db import db

_HAN = "\u3400-\u9fff\uf900-\ufaff"
# A Chinese character or another language's word: so many in a row are a quotation.
_UNIT = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")
RUN = 6
# Where a manager writes freely; the other details are ids, days and codes.
WORDS = ("what", "amount", "question", "text", "note")


def outlive(bodies: Mapping[str, str | None]) -> None:
    """Take the words out of decisions on these posts that quote them, before the posts go.

    Of a text that cannot be opened any more (None) nobody knows what quotes it: all words go.
    """
    for decision in db.session.scalars(select(Decision).where(Decision.post_id.in_(bodies))):
        body = bodies[decision.post_id or ""]
        said = {name: decision.details.get(name) or "" for name in WORDS}
        gone = [name for name, words in said.items() if body is None or quotes(words, body)]
        blank = {name: "" for name in gone if said[name]}
        if blank:
            decision.details = decision.details | blank


def quotes(words: str, body: str) -> bool:
    """True when six characters or words in a row of the body stand in the words, or all of it."""
    said, run = _units(words), _units(body)
    length = min(RUN, len(run))
    runs = {tuple(run[at : at + length]) for at in range(len(run) - length + 1)}
    return length > 0 and any(
        tuple(said[at : at + length]) in runs for at in range(len(said) - length + 1)
    )


def _units(words: str) -> list[str]:
    return _UNIT.findall(words.casefold())
