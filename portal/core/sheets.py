"""Tables that people take along: CSV and XLSX in which no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

# What a spreadsheet would take for the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | None


def csv_of(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV in UTF-8 with a mark that Excel needs to read it as such."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> Cell:
    """A text that begins like a formula, as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def xlsx_of(name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same as a workbook of one sheet; texts are written as texts."""
    out = io.BytesIO()
    kept = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, kept) as book:
        sheet, bold = book.add_worksheet(_sheet_name(name)), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heading, bold)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        sheet.autofit(400)
    return out.getvalue()


def _sheet_name(name: str) -> str:
    """A name that a sheet may have: 31 characters, without those that mean something there."""
    return "".join(one for one in name if one not in "[]:*?/\\'")[:31] or "1"
