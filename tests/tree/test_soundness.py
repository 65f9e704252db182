"""What does not fit: orphans, goals that nobody carries, sums, and what drifts."""

from decimal import Decimal

import pytest

from portal.okr.models import Kind
from portal.tree.minimap import minimap
from portal.tree.soundness import Fault, faults
from portal.tree.structure import Figure, Node, Tree

# The board, over production, over the press shop.
LINES = {
    "board": frozenset({"board"}),
    "made": frozenset({"made", "board"}),
    "press": frozenset({"press", "made", "board"}),
}


def figure(target, share=0.5, unit="件", kind=Kind.REACH, name="k"):
    return Figure(name, name, kind, unit, Decimal(0), Decimal(target), share)


def tree(*nodes):
    known = {one.id: one for one in nodes}
    children, mounted = {}, {}
    for one in nodes:
        children.setdefault(one.parent_id, []).append(one.id)
        for over in one.under:
            mounted.setdefault(over, []).append(one.id)
    return Tree(known, children, mounted)


def node(id_, team, parent=None, *figures, **more):
    return Node(id_, id_, team, "who", parent, figures=figures or (figure(10),), **more)


def kinds(found):
    return {id_: [one.fault for one in some] for id_, some in found.items()}


def test_a_sound_tree_has_nothing_to_say():
    found = faults(
        tree(
            node("a", "board", None, figure(100)),
            node("b", "made", "a", figure(100)),
            node("c", "press", "b", figure(60), figure(60, unit="%")),
            node("d", "press", "b", figure(50)),
        ),
        LINES,
    )
    assert kinds(found) == {}


def test_who_is_led_and_stands_under_nothing_stands_alone_but_not_who_is_mounted():
    top, other = node("a", "board"), node("b", "made", "a")
    assert kinds(faults(tree(top, other, node("c", "press")), LINES))["c"] == [Fault.ORPHAN]
    mounted = tree(top, other, node("c", "press", under=("b",)))
    assert "c" not in kinds(faults(mounted, LINES))


def test_a_goal_that_no_team_below_works_for_or_without_a_result_is_not_carried():
    found = kinds(faults(tree(node("a", "board"), node("b", "made")), LINES))
    assert found == {"a": [Fault.UNSUPPORTED], "b": [Fault.ORPHAN]}
    empty = Node("a", "a", "press", "who", None)
    assert kinds(faults(tree(empty), LINES)) == {"a": [Fault.UNSUPPORTED]}


@pytest.mark.parametrize(
    ("whole", "parts", "short"),
    [
        (figure(100), [figure(40), figure(50)], True),
        (figure(100), [figure(40), figure(60)], False),
        # Shares do not add up, what shall shrink neither, and of other things it says nothing.
        (figure(90, unit="%"), [figure(40, unit="%")], False),
        (figure(3, kind=Kind.REDUCE), [figure(1, kind=Kind.REDUCE)], False),
        (figure(100), [figure(40, unit="人")], False),
    ],
)
def test_parts_are_added_where_they_are_parts(whole, parts, short):
    below = [node(f"b{place}", "made", "a", one) for place, one in enumerate(parts)]
    found = faults(tree(node("a", "board", None, whole), *below), LINES)
    told = [one for one in found.get("a", ()) if one.fault == Fault.SHORT]
    assert [(one.is_, one.ought) for one in told] == ([(90, 100)] if short else [])


def test_of_two_results_of_one_unit_only_what_hangs_under_one_is_added():
    top = node("a", "board", None, figure(100, name="x"), figure(100, name="y"))
    below = node("b", "made", None, figure(40), under=("a",), results=("x",))
    (told,) = [o for o in faults(tree(top, below), LINES)["a"] if o.fault == Fault.SHORT]
    assert told.title == "x"


def test_what_runs_ahead_of_what_it_is_for_drifts():
    top, below = node("a", "board", None, figure(10, 0.1)), node("b", "made", "a", figure(10, 0.9))
    (told,) = faults(tree(top, below), LINES)["a"]
    assert (told.fault, told.is_, told.ought) == (Fault.DRIFT, 0.1, 0.9)


def test_the_map_has_a_bar_for_each_and_marks_ones_own_and_the_way_to_it():
    found = minimap(tree(node("a", "board"), node("b", "made", "a"), node("c", "press", "b")), "b")
    assert (found.all.count("M"), found.way.count("M"), found.here.count("M")) == (3, 1, 1)
    assert found.number == 3
    assert found.here in found.all
    assert minimap(Tree({}, {}), "x").here == ""
