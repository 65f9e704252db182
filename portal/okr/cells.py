"""What stands in the cells of a table of goals: figures with units, shares, days, people."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from portal.core.directory import Person, directory
from portal.core.headings import key, keys
from portal.core.languages import gettext as _
from portal.core.tables import Faults, Line
from portal.okr.models import Kind
from portal.okr.row import LARGEST, LONGEST_UNIT, Owner

_FIGURE = re.compile(r"[<>≥≤≈~約约]?\s*([-−]?(?:\d[\d,]*\.?\d*|\.\d+))\s*(\D*)")
_AMONG = re.compile(r"\s*(?:[,、，/／;；&＆\n]|\band\b|和|及)\s*")
# What people type where there is nothing to say.
NOTHING = frozenset({"", "-", "–", "—", "--", "n/a", "na", "none", "null", "無", "无", "未填"})
MOST = Decimal("1.2")
KINDS: Mapping[Kind, frozenset[str]] = {
    Kind.REACH: keys("reach,increase,grow,up,達到,达到,提升,增加,提高"),
    Kind.REDUCE: keys("reduce,decrease,down,降低,減少,减少,下降"),
    Kind.RATE: keys("rate,keep,maintain,維持,维持,保持,頻率,频率"),
}


def told(cell: str) -> str:
    """A cell without what only says that it is empty."""
    return "" if cell.strip().casefold() in NOTHING else cell.strip()


def figure(cell: str) -> tuple[Decimal, str] | None:
    """A number and its unit: 1,200 件, 95%. None for anything else."""
    found = _FIGURE.fullmatch(cell)
    if not found or len(found[2].strip()) > LONGEST_UNIT:
        return None
    value = Decimal(found[1].replace(",", "").replace("−", "-"))
    return None if value.copy_abs() > LARGEST else (value, found[2].strip())


def figure_in(line: Line, name: str, faults: Faults) -> Decimal:
    """The number in a column of a strict table; what is none is told among the faults."""
    try:
        value = Decimal(line[name].replace(",", "").removesuffix("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value.copy_abs() > LARGEST:
        faults.add(line.number, _("%(name)s: this is no number.", name=name))
        return Decimal(0)
    return value


def score(cell: str) -> Decimal | None:
    """A score from 0 to 1.2, which may be written in percent. None for anything else."""
    found = figure(cell)
    if found is None or found[1] not in {"", "%", "分"}:
        return None
    value = found[0] / 100 if found[1] == "%" else found[0]
    return value if 0 <= value <= MOST else None


def progress(cell: str) -> Decimal | None:
    """A share of the way: 70%, 70, or 0.7 as workbooks hold it. None for anything else."""
    found = figure(cell)
    if found and found[1] == "" and found[0] > MOST:
        return score(f"{found[0]}%")
    return score(cell)


def kind(cell: str, baseline: Decimal, target: Decimal) -> Kind | None:
    """How it is measured: as the cell says, else as the figures go. None for an unknown word."""
    if cell:
        return next((one for one, words in KINDS.items() if key(cell) in words), None)
    return Kind.REDUCE if target < baseline else Kind.REACH


@dataclass(frozen=True)
class People:
    """Who is here, by the name that belongs to one person alone."""

    named: Mapping[str, Person]
    otherwise: Person

    def owner(self, cell: str) -> Owner:
        """Who answers: the first of a cell who is here; its text is kept when it names others."""
        names = [one.strip("@ ") for one in _AMONG.split(cell) if one.strip("@ ")]
        found = [person for name in names if (person := self._find(name))]
        if len(found) == len(names) == 1:
            return Owner(found[0])
        return Owner(found[0] if found else self.otherwise, " ".join(cell.split()))

    def _find(self, name: str) -> Person | None:
        return self.named.get(name) or directory().named(name)


def people(otherwise: Person) -> People:
    """Who is here now; whoever else is named, this person answers meanwhile."""
    known = directory().people()
    times = Counter(one.name for one in known)
    return People({one.name: one for one in known if times[one.name] == 1}, otherwise)
