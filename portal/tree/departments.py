"""Which departments work for goals of which: counted over a tree, and drawn as arcs. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.tree.structure import Tree

ROW, LEFT, STEP, MOST = 30, 190, 22, 30


@dataclass(frozen=True)
class Tie:
    """So many objectives of one team stand under, or hang under, goals of another."""

    below: str
    over: str
    number: int
    mounted: int


@dataclass(frozen=True)
class Arc:
    """A tie as a line between two rows, its arrow at the team that it is for."""

    path: str
    head: str
    mounted: bool


@dataclass(frozen=True)
class Net:
    """Teams in rows, and the arcs between them."""

    height: int
    width: int
    teams: Sequence[tuple[str, int]]
    arcs: Sequence[Arc]


def ties(tree: Tree) -> list[Tie]:
    """Every pair of different teams with goals of the one under goals of the other."""
    own: Counter[tuple[str, str]] = Counter()
    mounted: Counter[tuple[str, str]] = Counter()
    for one in tree.nodes.values():
        over = [(up, own) for up in (one.parent_id,) if up] + [(up, mounted) for up in one.under]
        for up, found in over:
            team = tree.nodes[up].team_id if up in tree.nodes else one.team_id
            if team != one.team_id:
                found[one.team_id, team] += 1
    pairs = sorted(own.keys() | mounted.keys())
    return [Tie(*pair, own[pair] + mounted[pair], mounted[pair]) for pair in pairs]


def net(found: Sequence[Tie], names: Mapping[str, str]) -> Net | None:
    """The ties as arcs; None where there are none, or too many teams to be seen."""
    teams = sorted(
        {one for tie in found for one in (tie.below, tie.over)}, key=lambda one: names.get(one, "")
    )
    if not teams or len(teams) > MOST:
        return None
    rows = {team: place * ROW + ROW // 2 for place, team in enumerate(teams)}
    arcs = [_arc(tie, rows) for tie in found]
    widest = max((abs(rows[tie.below] - rows[tie.over]) for tie in found), default=0)
    return Net(
        height=len(teams) * ROW,
        width=LEFT + widest // ROW * STEP + 2 * STEP,
        teams=[(names.get(team, ""), rows[team]) for team in teams],
        arcs=arcs,
    )


def _arc(tie: Tie, rows: Mapping[str, int]) -> Arc:
    # What goes up bends less than what comes down: two ways between two teams are two lines.
    begin, end = rows[tie.below], rows[tie.over]
    bend = LEFT + abs(begin - end) / ROW * STEP * 1.3 + (6 if begin > end else 14)
    path = f"M{LEFT} {begin}C{bend:.0f} {begin} {bend:.0f} {end} {LEFT + 6} {end}"
    head = f"M{LEFT} {end}l9 -4v8z"
    return Arc(path, head, bool(tie.mounted))
