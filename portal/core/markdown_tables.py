"""The tables of a Markdown text, each under the headings over it; cells without their marks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.core import grids
from portal.core.books import Table
from portal.core.errors import Invalid
from portal.core.grids import LIMIT
from portal.core.languages import gettext as _

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")
LINE_ENDS = ("softbreak", "hardbreak")


def parsed(content: bytes) -> list[Token]:
    """The parts of a Markdown file in UTF-8. Raises Invalid."""
    if len(content) > LIMIT:
        raise Invalid(_("The file is larger than 2 MB. Send it in parts."))
    try:
        return _parser.parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Invalid(_("The file is not in UTF-8. In Excel choose “CSV UTF-8”.")) from error


def words(inline: Token) -> str:
    """What a reader sees of a line; of a link that is no word, where it leads."""
    parts, address = [], ""
    for one in inline.children or ():
        address = address or str(one.attrs.get("href", ""))
        parts.append("\n" if one.type in LINE_ENDS else one.content)
    # Marks with a space inside mean nothing to Markdown, and to nobody else.
    told = grids.cleaned("".join(parts)).strip("* ")
    return address if address and not any(letter.isalnum() for letter in told) else told


def is_bold(inline: Token) -> bool:
    """True when every word of a line is bold."""
    deep, seen = 0, False
    for one in inline.children or ():
        deep += one.nesting if one.tag == "strong" else 0
        if one.content.strip():
            seen = True
            if not deep:
                return False
    return seen


@dataclass
class _Rows:
    """The rows of a table while it is read: cells, and whether the first of them was bold."""

    cells: list[list[str]] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)

    def add(self, inline: Token) -> None:
        text = words(inline)
        if text and not any(self.cells[-1]):
            self.bold[-1] = is_bold(inline)
        self.cells[-1].append(text)


def tables(tokens: Sequence[Token]) -> list[Table]:
    """Every table that holds something, named by the headings over it."""
    return [table for name, part in _parts(tokens) if (table := _table(name, part))]


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The tokens of each table, and the headings over it."""
    path: dict[str, str] = {}
    begun = 0
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            path = {tag: name for tag, name in path.items() if tag < token.tag}
            path[token.tag] = words(tokens[place + 1])
        if token.type == "table_open":
            begun = place
        if token.type == "table_close":
            yield " / ".join(path.values()), list(tokens[begun:place])


def _table(name: str, tokens: Iterable[Token]) -> Table | None:
    rows = _Rows()
    for token in tokens:
        if token.type == "tr_open":
            rows.cells.append([])
            rows.bold.append(False)
        if token.type == "inline":
            rows.add(token)
    kept = [(cells, bold) for cells, bold in zip(rows.cells, rows.bold, strict=True) if any(cells)]
    if len(kept) < 2:
        return None
    # The heading is no line.
    bold = frozenset(number - 1 for number, row in enumerate(kept) if row[1] and number)
    return Table(name, grids.squared([cells for cells, _bold in kept]), bold)
