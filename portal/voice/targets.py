"""What can be spoken about: the open key results, each with the size of its crowd."""

from dataclasses import dataclass

from portal.anonymity.thresholds import bucket
from portal.core.directory import directory
from portal.core.ids import ID
from portal.core.present import number
from portal.okr import service as okr
from portal.okr.models import KeyResult


@dataclass(frozen=True)
class Target:
    """A key result as the compose page shows it."""

    id: str
    title: str
    plain: str
    figures: str
    objective_id: str
    objective_title: str
    crowd: str


def figures(key_result: KeyResult) -> str:
    """From where to where, with the unit: 78% → 95%."""
    unit = key_result.unit if key_result.unit == "%" else f" {key_result.unit}"
    return f"{number(key_result.baseline)}{unit} → {number(key_result.target)}{unit}"


def all_targets() -> list[Target]:
    """Every open key result that may stand on a poster, by its plain line."""
    crowds: dict[str, str] = {}
    found = [one for one in okr.open_key_results() if one.listed]
    for team in {one.objective.team_id for one in found}:
        crowds[team] = bucket(directory().crowd(team))
    return [_target(one, crowds[one.objective.team_id]) for one in found]


def _target(key_result: KeyResult, crowd: str) -> Target:
    return Target(
        id=key_result.id,
        title=key_result.title,
        plain=key_result.plain,
        figures=figures(key_result),
        objective_id=key_result.objective_id,
        objective_title=key_result.objective.title,
        crowd=crowd,
    )


def target_title(target: str) -> str | None:
    """The plain line of a key result or the title of an objective; None for `unsure`."""
    if not ID.fullmatch(target):
        return None
    found = okr.key_results([target]).get(target)
    return found.plain if found else okr.find_objective(target).title


def site_list() -> list[dict[str, str]]:
    """Every site with the size of its crowd."""
    who = directory()
    return [
        {"id": id_, "name": name, "crowd": bucket(who.crowd_at(id_))}
        for id_, name in who.sites().items()
    ]
