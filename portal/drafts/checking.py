"""What the linter finds in a draft, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from portal.core.db import db
from portal.drafts.models import Draft
from portal.drafts.service import Written, written
from portal.okr.checking import past
from portal.okr.models import Cycle, Objective
from portal.okr.service import quarter
from portal.wording import Aim, Finding, lint_objective, lint_result, too_many


@dataclass(frozen=True)
class Checked:
    """The findings of a draft: of its title, of each key result by id, and of their number."""

    title: Sequence[Finding]
    results: dict[str, Sequence[Finding]]
    number: Sequence[Finding]

    @property
    def faults(self) -> list[str]:
        """The codes of everything that was found, each once."""
        every = [*self.title, *(one for some in self.results.values() for one in some)]
        return list(dict.fromkeys(one.fault.value for one in (*every, *self.number)))


def check(draft: Draft) -> Checked:
    """Everything that the linter finds in a draft."""
    return Checked(
        title=lint_objective(draft.title),
        results={
            result.id: check_result(draft, written(result), result.before_id)
            for result in draft.results
        },
        number=too_many(published(draft) + 1, len(draft.results)),
    )


def check_result(draft: Draft, words: Written, before_id: str | None = None) -> list[Finding]:
    """What the linter finds in one key result; its cycle gives the day."""
    if words.target is None:
        return lint_result(words.title, dated=True)
    start = words.baseline if words.baseline is not None else Decimal(0)
    history = past(words.title, words.plain, draft.team_id, quarter(draft.cycle)[0], before_id)
    aim = Aim(words.kind, start, words.target, words.unit, history)
    return lint_result(words.title, aim, dated=True)


def published(draft: Draft) -> int:
    """How many objectives the team has in this cycle already."""
    query = select(func.count()).select_from(Objective).join(Objective.cycle)
    here = query.where(Objective.team_id == draft.team_id, Cycle.name == draft.cycle)
    return db.session.scalar(here) or 0
