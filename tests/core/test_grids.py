"""Tables of other programs: their letters, what parts their cells, and what is no table at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import grids
from portal.core.errors import Invalid
from portal.core.grids import Grid, read_grid, read_text, written

TABLE = '主題,內容\n排程,一天改三次\n機台,"夜班,沒人修\n等到早上"\n'
READ = Grid(("主題", "內容"), (("排程", "一天改三次"), ("機台", "夜班,沒人修\n等到早上")))


@pytest.fixture(autouse=True)
def _speaking(app):
    """Sentences are in a language: that asks for an application."""


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp950", "big5hkscs"]
)
def test_whatever_the_letters_are_spelt_in_the_table_is_the_same(codec):
    assert read_grid(TABLE.encode(codec)) == READ


def test_letters_of_hong_kong_are_read():
    assert read_grid("內容\n佢哋啱啱嚟\n".encode("big5hkscs")).lines == (("佢哋啱啱嚟",),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("told", ["", "sep={}\r\n"])
def test_cells_are_parted_as_the_heading_shows(delimiter, told):
    table = f'"a,b;c\td"{delimiter}b\r\n1{delimiter}2\r\n'
    assert read_text(told.format(delimiter) + table) == Grid(("a,b;c d", "b"), (("1", "2"),))


def test_lines_of_any_length_are_squared_and_empty_ones_at_the_end_go():
    assert read_text("a,b,\n1\n,2,,\n\n").lines == (("1", "", ""), ("", "2", ""))


def test_a_cell_that_was_kept_from_calculating_is_itself_again():
    assert read_text("a,b\n'=1+1,'tis\n").lines == (("=1+1", "'tis"),)


def test_what_cannot_be_shown_is_let_go():
    assert read_text("a\nx\x07y\u0085z\n").lines == (("xyz",),)


FAULTS = {
    "2 MB": b"a\n" + b"x" * grids.LIMIT,
    "Excel 活頁簿": b"PK\x03\x04 and more",
    "讀不出": "a\nü".encode("latin-1") + b"\xff\xff",
    "不是 CSV": "a\nb\0c\n".encode("utf-16"),
    "引號": b'a\n"b\n',
    "沒有資料": b"a,b\n",
    "2000": b"a\n" + b"x\n" * 2001,
    "40": ",".join("abcdefghi" * 5).encode() + b"\n1\n",
}


@pytest.mark.parametrize("said", FAULTS)
def test_what_is_no_table_is_refused_with_a_sentence(said):
    with pytest.raises(Invalid) as caught:
        read_grid(FAULTS[said])
    assert said in caught.value.message


def test_as_many_lines_as_are_taken_are_taken():
    assert len(read_grid(b"a\n" + b"x\n" * 2000).lines) == 2000


cells = st.lists(st.text(max_size=9), min_size=2, max_size=2).map(tuple)


@given(st.lists(cells, min_size=1, max_size=5))
def test_what_is_written_is_read_the_same(lines):
    clean = [tuple(grids.cleaned(cell) for cell in line) for line in lines]
    grid = Grid(("a", "b"), tuple(line for line in clean if any(line)))
    if grid.lines:
        assert read_text(written(grid)) == grid
