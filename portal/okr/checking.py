"""What the linter finds in a published key result; which figures its past has."""

from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from portal.core.db import db
from portal.okr import readings, versions
from portal.okr.models import Cycle, KeyResult, Objective
from portal.wording import Aim, Finding, lint_result

LAST = 26


def check_key_result(key_result: KeyResult, words: versions.Aim) -> list[Finding]:
    """What the linter would find in a key result that is written so."""
    its, figures = key_result.objective, (words.baseline, words.target)
    if key_result.needs_number and figures == (key_result.baseline, key_result.target):
        return lint_result(words.title, dated=True)
    history = past(words.title, words.plain, its.team_id, its.cycle.starts)
    return lint_result(words.title, Aim(words.kind, *figures, words.unit, history), dated=True)


def past(
    title: str, plain: str, team_id: str, starts: date, before_id: str | None = None
) -> tuple[Decimal, ...]:
    """The latest figures of the same key result in cycles of its team that began before a day.

    The same is what is called the same, or the one that it goes on with.
    """
    same = (KeyResult.id == before_id) | (
        or_(KeyResult.title == title, KeyResult.plain == plain) & (Objective.team_id == team_id)
    )
    query = select(KeyResult.id).join(KeyResult.objective).join(Objective.cycle)
    earlier = query.where(same, Cycle.starts < starts).order_by(Cycle.starts)
    ids = db.session.scalars(earlier).all()
    found = readings.values(ids)
    return tuple(value for one in ids for value in found.get(one, ()))[-LAST:]
