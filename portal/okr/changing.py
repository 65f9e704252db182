"""Changing a published goal: what makes it worse stands only when somebody says that it is to."""

from collections.abc import Collection, Iterable, Sequence

from portal.core.access import Actor
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.okr import versions
from portal.okr.checking import check_key_result
from portal.okr.models import KeyResult, Objective
from portal.okr.versions import Aim
from portal.wording import Finding, lint_objective


def found_in_title(objective: Objective, title: str) -> list[Finding]:
    """What the linter finds in this title, and not in the one that the objective has."""
    return _brought(lint_objective(objective.title), lint_objective(title))


def found_in_aim(key_result: KeyResult, aim: Aim) -> list[Finding]:
    """What the linter finds in this aim, and not in the one that the key result has."""
    before = check_key_result(key_result, versions.aim_of(key_result))
    return _brought(before, check_key_result(key_result, aim))


def _brought(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    known = {one.fault for one in before}
    return [one for one in after if one.fault not in known]


def change_objective(
    actor: Actor, objective: Objective, title: str, reason: str, despite: Collection[str] = ()
) -> None:
    """Call an objective something else. Raises Invalid for what is found anew but not let."""
    faults = _let(found_in_title(objective, title), despite)
    versions.change_objective(actor, objective, title, reason, faults)


def change_key_result(
    actor: Actor, key_result: KeyResult, aim: Aim, reason: str, despite: Collection[str] = ()
) -> None:
    """Aim a key result elsewhere. Raises Invalid for what is found anew but not let."""
    faults = _let(found_in_aim(key_result, aim), despite)
    versions.change_key_result(actor, key_result, aim, reason, faults)


def _let(found: Iterable[Finding], despite: Collection[str]) -> Sequence[str]:
    """The codes of what was found and is to stand. Only what was shown is let."""
    codes = list(dict.fromkeys(one.fault.value for one in found))
    if not set(codes) <= set(despite):
        raise Invalid(
            _(
                "Something was found that was not there before. Mend it, or press “Save anyway”: "
                "it stands in the history then, with your reason."
            )
        )
    return codes
