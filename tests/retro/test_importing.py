"""Another tool's table: what its columns are, whom it lets go, and what will be made of it."""

from datetime import date

import pytest

from portal.core.errors import Invalid
from portal.core.grids import read_grid, read_text, written
from portal.core.tables import Faults
from portal.retro import heads, importing
from portal.retro.heads import Role
from tests.retro import foreign

NAMES = frozenset({"周雅婷", "黃志豪"})


@pytest.fixture(autouse=True)
def _speaking(app):
    """Sentences are in a language: that asks for an application."""


def read(lines):
    return heads.read(read_grid(foreign.table(lines)), NAMES)


def planned(lines, **changes):
    reading = read(lines)
    roles = [
        changes.get(head, role)
        for head, role in zip(reading.grid.heads, reading.roles, strict=True)
    ]
    return importing.plan(reading.grid, roles, whole=reading.tool == "parabol")


def shape(plan):
    return [(one.title, one.votes(whole=plan.whole), len(one.cards)) for one in plan.topics()]


def test_parabol_is_known_by_its_headings_however_they_are_spelt():
    spaced = "Reflection Group,Author,Votes,Type,Created At,Discussion Thread,Prompt,Content"
    for head in (foreign.PARABOL[0], spaced):
        reading = read((head, *foreign.PARABOL[1:]))
        assert (reading.tool, reading.day) == ("parabol", date(2026, 10, 2))
        assert len(reading.left_out) == 2


def test_parabol_repeats_a_topics_votes_on_each_line():
    plan = planned(foreign.PARABOL)
    assert shape(plan) == [("夜班", 6, 1), ("排程", 4, 2)]
    assert plan.heaps["排程"].notes == ["先固定上午", "業務同意"]
    assert [one.what for one in plan.promises()] == ["排程十點定案"]
    assert plan.questions() == ["哪裡卡住", "什麼順利"]


def test_easyretro_has_a_column_for_each_question():
    reading, plan = read(foreign.EASYRETRO), planned(foreign.EASYRETRO)
    assert reading.tool == "easyretro"
    assert shape(plan) == [("To improve", None, 1), ("Went well", None, 2)]
    assert [one.what for one in plan.loose] == ["Fix the plan at ten"]


def test_votes_beside_each_question_are_those_of_its_cards():
    lines = ("Mad,Votes,Glad,Votes", "a,1,b,(5)", "c,2 votes,d,+3")
    assert shape(planned(lines)) == [("Glad", 8, 2), ("Mad", 3, 2)]


def test_a_table_of_ones_own_has_actions_with_owners_days_and_ends():
    plan = planned(foreign.OURS)
    assert shape(plan) == [("機台", 7, 2), ("材料", 3, 1)]
    told = [(one.what, one.owner, one.due) for one in plan.promises()]
    assert ("驗料先量硬度", "周雅婷", date(2026, 12, 1)) in told
    assert ("找人修", "廖師傅", date(2026, 12, 5)) in told
    assert plan.heaps["機台"].notes == ["做完了：換刀"]


@pytest.mark.parametrize("lines", [foreign.PARABOL, foreign.OURS])
def test_nobody_who_wrote_is_in_what_is_kept(lines):
    kept = written(read(lines).grid)
    assert foreign.WRITER in "".join(lines)
    assert not any(word in kept for word in (foreign.WRITER, foreign.REPLIER, "2026-10-0"))


@pytest.mark.parametrize(
    "lines",
    [
        ("Text,Sticky by", "a,周雅婷", "b,黃志豪", "c,"),
        ("Text,Contact", "a,who@example.org", "b,"),
        ("Text,Owner", "a,Somebody else"),
        ("Group,Text", "周雅婷,a", "黃志豪,b"),
    ],
)
def test_a_column_of_persons_goes_whatever_it_is_called(lines):
    reading = read(lines)
    assert len(reading.left_out) == 1
    assert reading.grid.heads == ("Text",)


def test_an_owner_stays_with_an_action_alone():
    lines = ("Type,Text,Owner", "Card,a,Quince", "Action,b,Quince")
    assert [row[2] for row in foreign.rows(written(read(lines).grid))] == ["Owner", "", "Quince"]


def test_a_heading_that_names_a_person_does_not():
    assert read(("周雅婷,Stop", "a,b")).grid.heads == ("第 1 欄", "Stop")


def test_what_is_read_twice_is_the_same():
    for lines in (foreign.PARABOL, foreign.EASYRETRO, foreign.OURS):
        once = read(lines)
        again = heads.read(read_text(written(once.grid)), NAMES)
        assert (again.grid, again.roles) == (once.grid, once.roles)


def test_other_columns_can_be_chosen():
    lines = ("Feeling,Words", "good,a", "bad,b")
    assert len(planned(lines).questions()) == 2
    plan = planned(lines, Feeling=Role.COLUMN, Words=Role.TEXT)
    assert shape(plan) == [("bad", None, 1), ("good", None, 1)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("字" * 1001, "", ""), "1000"),
        (("a", "many", ""), "票數"),
        (("a", "-3", ""), "票數"),
        (("a", "1" * 9, ""), "票數"),
        (("a", "1", "soon"), "2026-12-31"),
    ],
)
def test_a_faulty_line_is_told_with_its_number(cells, said):
    lines = ("Text,Votes,Action,Due", "fine,1,,", f"{cells[0]},{cells[1]},do it,{cells[2]}")
    with pytest.raises(Faults) as caught:
        planned(lines)
    assert [number for number, _said in caught.value] == [3]
    assert said in next(iter(caught.value))[1]


@pytest.mark.parametrize(
    "lines",
    [
        ("Votes,Topic", "1,a"),
        (",".join(f"q{n}" for n in range(13)), ",".join("x" * 13)),
        ("Text,Topic", *(f"a,{n}" for n in range(201))),
    ],
)
def test_what_makes_no_session_is_refused(lines):
    with pytest.raises(Invalid):
        planned(lines)
