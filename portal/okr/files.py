"""The tables of goals in a file, whatever kind of file it is."""

from portal.core import books, grids
from portal.core.books import Table
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.okr import columns, outline
from portal.okr.planning import leveled

MARKDOWN = (".md", ".markdown")


def read_file(content: bytes, name: str) -> list[Table]:
    """Every table of a workbook, of a Markdown text, or the one of a CSV file. Raises Invalid."""
    if books.is_workbook(content):
        found = books.read_workbook(content)
    elif name.casefold().endswith(MARKDOWN):
        found = outline.read_markdown(content)
    else:
        found = [Table("", grids.read_grid(content))]
    if not found:
        raise Invalid(
            _("There is no table of goals in this file, and no heading with key results.")
        )
    return [Table(one.name, columns.headed(leveled(one))) for one in found]
