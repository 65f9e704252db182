"""Reading tables that people bring: CSV in, rows out, every error with its line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.core.errors import Invalid
from portal.core.languages import gettext as _

LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Line:
    """One row of a table: its number in the file, and its cells by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass
class Faults(Exception):
    """All that is wrong with a table: nothing of it was taken."""

    faults: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, sentence: str) -> None:
        """Note a fault on this line of the file."""
        self.faults.append((line, sentence))

    def done(self) -> None:
        """Raise itself when any fault was noted."""
        if self.faults:
            self.faults.sort()
            raise self

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self.faults)


def _decode(content: bytes) -> str:
    if len(content) > LIMIT:
        raise Invalid(_("The file is larger than 1 MB. Send it in parts."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("The file is not in UTF-8. In Excel choose “CSV UTF-8”.")) from error


def read_table(
    content: bytes, columns: Sequence[str], *, optional: Iterable[str] = ()
) -> list[Line]:
    """Rows of a CSV file in UTF-8 with a heading. Raises Invalid or Faults."""
    text = _decode(content)
    if "\x00" in text:
        raise Invalid(_("The file is not a CSV file."))
    lines = list(_lines(csv.reader(io.StringIO(text, newline=""), strict=True), columns, optional))
    if not lines:
        raise Invalid(_("The file has a heading and no rows."))
    return lines


def _lines(reader: Any, columns: Sequence[str], optional: Iterable[str]) -> Iterator[Line]:
    faults = Faults()
    empty = dict.fromkeys(columns, "")
    try:
        heading = [name.strip().casefold() for name in next(reader, [])]
        _check_heading(heading, columns, set(optional))
        for cells in reader:
            if len(cells) == len(heading):
                stripped = (cell.strip() for cell in cells)
                yield Line(reader.line_num, empty | dict(zip(heading, stripped, strict=True)))
            elif any(cell.strip() for cell in cells):
                sentence = _("This line has more or fewer cells than the heading.")
                faults.add(reader.line_num, sentence)
    except csv.Error:
        faults.add(reader.line_num, _("The quotation marks do not match."))
    faults.done()


def _check_heading(heading: list[str], columns: Sequence[str], optional: set[str]) -> None:
    missing = [name for name in columns if name not in heading and name not in optional]
    unknown = [name for name in heading if name not in columns]
    if missing:
        raise Invalid(_("The heading lacks: %(names)s.", names=", ".join(missing)))
    if unknown:
        raise Invalid(_("The heading has unknown columns: %(names)s.", names=", ".join(unknown)))
    if len(set(heading)) != len(heading):
        raise Invalid(_("A column stands twice in the heading."))
