"""Goals as files: CSV, XLSX, JSON and Markdown, of the same rows."""

import json
import re
from collections.abc import Iterator, Sequence

from portal.core import sheets
from portal.core.languages import gettext as _
from portal.okr.told import KR, Row

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")


def csv(rows: Sequence[Row]) -> bytes:
    """For a spreadsheet, and for the import: no cell is a formula."""
    return sheets.csv_of(Row._fields, rows)


def xlsx(rows: Sequence[Row]) -> bytes:
    """The same as a workbook."""
    return sheets.xlsx_of(_("Goals"), Row._fields, rows)


def as_json(rows: Sequence[Row]) -> bytes:
    """The same for programs; what a row has not is left out."""
    told = [{name: said for name, said in row._asdict().items() if said} for row in rows]
    return json.dumps({"v": 1, "rows": told}, ensure_ascii=False, indent=1).encode()


def markdown(rows: Sequence[Row]) -> bytes:
    """A table for each kind of row, with the columns that it needs."""
    lines = [f"# {_('Goals')}", ""]
    for level, title in _titles().items():
        some = [row for row in rows if row.level == level]
        lines += [f"## {title}", "", *_table(some), ""] if some else []
    return ("\n".join(lines).rstrip() + "\n").encode()


def _titles() -> dict[str, str]:
    return {
        KR: _("Key results"),
        "check-in": _("Earlier updates"),
        "blocker": _("What blocks"),
        "comment": _("Comments"),
        "decision": _("What was decided"),
    }


def _table(rows: Sequence[Row]) -> Iterator[str]:
    held = [name for name in Row._fields if any(getattr(row, name) for row in rows)]
    yield f"| {' | '.join(map(_cell, held))} |"
    yield f"|{' --- |' * len(held)}"
    for row in rows:
        yield f"| {' | '.join(_cell(getattr(row, name)) for name in held)} |"


def _cell(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " · ".join(text.split("\n")))
