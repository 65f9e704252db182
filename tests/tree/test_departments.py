"""Ties between departments: of parents and of mounts, both ways apart, never with itself."""

from portal.tree.departments import MOST, ROW, Tie, net, ties
from tests.tree.test_soundness import node, tree

NAMES = {"board": "公司", "made": "生產部", "press": "沖壓課"}


def test_goals_of_one_team_under_goals_of_another_are_counted():
    found = ties(
        tree(
            node("a", "board"),
            node("b", "made", "a"),
            node("c", "made", "a", under=("d",)),
            node("d", "press", "b"),
            node("e", "press", "d"),
        )
    )
    assert found == [
        Tie("made", "board", 2, 0),
        Tie("made", "press", 1, 1),
        Tie("press", "made", 1, 0),
    ]


def test_every_tie_is_an_arc_between_two_rows_and_two_ways_are_two_lines():
    found = [Tie("made", "press", 1, 1), Tie("press", "made", 1, 0)]
    drawn = net(found, NAMES)
    assert [name for name, _y in drawn.teams] == ["沖壓課", "生產部"]
    assert drawn.height == 2 * ROW
    assert [one.mounted for one in drawn.arcs] == [True, False]
    assert len({one.path for one in drawn.arcs}) == 2


def test_without_ties_or_with_very_many_teams_nothing_is_drawn():
    assert net([], NAMES) is None
    many = [Tie(f"t{n}", "t0", 1, 0) for n in range(1, MOST + 1)]
    assert net(many, {}) is None
    assert net(many[:-1], {}) is not None
