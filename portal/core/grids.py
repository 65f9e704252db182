"""Tables from other programs: whatever their letters are spelt in, whatever parts their cells."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from portal.core import sheets
from portal.core.errors import Invalid
from portal.core.languages import gettext as _

LIMIT = 2 * 1024 * 1024
LINES, COLUMNS = 2000, 40
DELIMITERS = ",;\t"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_TOLD = re.compile(r"\ufeff?\"?sep=([,;\t])\"?\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Grid:
    """The headings of a table, and its lines, each with as many cells; the first is line 2."""

    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def column(self, place: int) -> list[str]:
        """The cells under one heading that are not empty."""
        return [line[place] for line in self.lines if line[place]]


def read_grid(content: bytes) -> Grid:
    """A table as a file holds it: UTF-8, UTF-16 or Big5. Raises Invalid."""
    if len(content) > LIMIT:
        raise Invalid(_("The file is larger than 2 MB. Send it in parts."))
    if content.startswith(WORKBOOKS):
        raise Invalid(_("This is an Excel workbook. Save it as CSV there and choose that file."))
    return read_text(_decoded(content))


def _decoded(content: bytes) -> str:
    for codec in _codecs(content):
        with suppress(UnicodeError):
            return content.decode(codec)
    raise Invalid(_("The letters of this file cannot be read. In Excel choose “CSV UTF-8”."))


def _codecs(content: bytes) -> tuple[str, ...]:
    """What it may be spelt in: a mark at its beginning says so, NULs between the letters too."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in content:
        odd, even = content[1::2].count(0), content[::2].count(0)
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8-sig", "cp950", "big5hkscs")


def read_text(text: str) -> Grid:
    """The same of text. Raises Invalid, with a sentence, for what is no table or too large."""
    if "\0" in text:
        raise Invalid(_("The file is not a CSV file."))
    delimiter, table = _parted(text)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(_rows(reader))
    except csv.Error as error:
        raise Invalid(_("The quotation marks do not match.")) from error
    while rows and not any(rows[-1]):
        rows.pop()
    return squared(rows)


def _parted(text: str) -> tuple[str, str]:
    """What parts the cells, as the file says or its heading shows, and the table itself."""
    if told := _TOLD.match(text):
        return told[1], text[told.end() :]
    bare = _QUOTED.sub("", text[:20_000]).lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=bare.count), text


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, cells in enumerate(reader):
        if number > LINES:
            raise Invalid(_("There are more than %(most)d lines. Send it in parts.", most=LINES))
        yield [cleaned(cell) for cell in cells]


def squared(rows: list[list[str]]) -> Grid:
    """Rows as a table, the first of them its headings. Raises Invalid."""
    if len(rows) > LINES + 1:
        raise Invalid(_("There are more than %(most)d lines. Send it in parts.", most=LINES))
    if len(rows) < 2 or not any(rows[0]):
        raise Invalid(_("The file has a heading and no rows."))
    width = max(len(rows[0]), *(_filled(row) for row in rows))
    if width > COLUMNS:
        raise Invalid(_("There are more than %(most)d columns.", most=COLUMNS))
    heads, *lines = (tuple((row + [""] * width)[:width]) for row in rows)
    return Grid(heads, tuple(lines))


def _filled(row: list[str]) -> int:
    """How many cells there are up to the last one that holds something."""
    return max((place for place, cell in enumerate(row, 1) if cell), default=0)


def cleaned(cell: str) -> str:
    """A cell without what cannot be shown, and without the quote that kept it from calculating."""
    text = unicodedata.normalize(
        "NFC", cell.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    )
    shown = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    bare = shown.strip().strip("\ufeff")
    return bare[1:] if bare[:1] == "'" and bare[1:].startswith(sheets.FORMULA) else bare


def written(grid: Grid) -> str:
    """A table as text that `read_text` takes for the same."""
    return sheets.csv_of(grid.heads, grid.lines).decode("utf-8-sig")
