"""What can be spoken about: the open key results, each with the size of its crowd."""

from dataclasses import dataclass

from portal.anonymity.thresholds import bucket
from portal.core.directory import directory
from portal.core.ids import ID
from portal.core.languages import gettext as _
from portal.core.present import number
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.voice.crowds import Crowds, placed


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
    # The larger goal under which texts of so few stand; empty: no goal in particular.
    under: str | None


def figures(key_result: KeyResult) -> str:
    """From where to where, with the unit: 78% → 95%."""
    unit = key_result.unit if key_result.unit == "%" else f" {key_result.unit}"
    return f"{number(key_result.baseline)}{unit} → {number(key_result.target)}{unit}"


def all_targets() -> list[Target]:
    """Every open key result that may stand on a poster, by its plain line."""
    found = {one.id: one for one in okr.open_key_results() if one.listed}
    crowds = Crowds()
    standing = placed(found, crowds)
    titles = {place: target_title(place) or "" for place in set(standing.values()) - set(found)}
    return [
        _target(one, bucket(crowds.size(one.objective.team_id)), titles.get(standing[id_]))
        for id_, one in found.items()
    ]


def _target(key_result: KeyResult, crowd: str, under: str | None) -> Target:
    return Target(
        id=key_result.id,
        title=key_result.title,
        plain=key_result.plain,
        figures=figures(key_result),
        objective_id=key_result.objective_id,
        objective_title=key_result.objective.title,
        crowd=crowd,
        under=under,
    )


def target_title(target: str) -> str | None:
    """The plain line of a key result or the title of an objective; None for `unsure`."""
    if not ID.fullmatch(target):
        return None
    found = okr.key_results([target]).get(target)
    return found.plain if found else okr.find_objective(target).title


def target_words(target: str) -> str:
    """The same in words, where there is none too."""
    return target_title(target) or _("no goal in particular")


def site_list() -> list[dict[str, str]]:
    """Every site with the size of its crowd."""
    who = directory()
    return [
        {"id": id_, "name": name, "crowd": bucket(who.crowd_at(id_))}
        for id_, name in who.sites().items()
    ]
