"""A week's round: through the key results of one person that had no update since Monday."""

from datetime import date

from portal.okr import service
from portal.okr.candles import monday_of
from portal.okr.models import KeyResult


def left(account_id: str, day: date) -> list[KeyResult]:
    """What this person owns, runs on this day and was not updated in its week."""
    monday = monday_of(day)
    mine = service.owned_by(account_id, day)
    return [one for one in mine if one.updated is None or one.updated < monday]
