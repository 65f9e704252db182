"""Files with several tables: workbooks, Markdown, and CSV as a book of one table."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.core import grids
from portal.core.errors import Invalid
from portal.core.grids import LIMIT, WORKBOOKS, Grid
from portal.core.languages import gettext as _

# A small file may unpack to a large one.
UNPACKED = 64 * 1024 * 1024
MOST = 40


@dataclass(frozen=True)
class Table:
    """One table of a file: what stands over it, and what it holds."""

    name: str
    grid: Grid
    # The lines, from 0, whose first words are bold: titles among rows.
    bold: frozenset[int] = frozenset()


def is_workbook(content: bytes) -> bool:
    """True for what a spreadsheet program saved in its own form."""
    return content.startswith(WORKBOOKS)


def read_workbook(content: bytes) -> list[Table]:
    """The sheets of a workbook that hold something. Raises Invalid."""
    if len(content) > LIMIT or _unpacked(content) > UNPACKED:
        raise Invalid(_("The file is larger than 2 MB. Send it in parts."))
    found = [table for table in _sheets(content) if table]
    if not found:
        raise Invalid(_("The file has a heading and no rows."))
    return found[:MOST]


def _unpacked(content: bytes) -> int:
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
        return sum(one.file_size for one in packed.infolist())
    return 0


def _sheets(content: bytes) -> Iterator[Table | None]:
    # It takes a while to load, and few processes ever read a workbook.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in book.sheet_names:
                yield _sheet(name, book.get_sheet_by_name(name).to_python())
    except CalamineError as error:
        raise Invalid(_("This workbook cannot be read. Save it again, or as CSV.")) from error


def _sheet(name: str, rows: list[list[Any]]) -> Table | None:
    told = [[grids.cleaned(_told(cell)) for cell in row] for row in rows]
    filled = [row for row in told if any(row)]
    return Table(name, grids.squared(filled)) if len(filled) > 1 else None


def _told(cell: Any) -> str:
    """A cell as people read it: whole numbers without a point, days as days."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    # Binary halves of a decimal number end somewhere behind what was typed.
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)
