"""The tree of a cycle, moving an objective in it, and the shares of departments."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, Role, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.packing import packed
from portal.core.unchanged import unchanged
from portal.okr import service as okr
from portal.okr.models import Objective
from portal.tree import moving, service, soundness, structure
from portal.tree.forms import MoveForm, ShareForm, share_form
from portal.tree.models import Share
from portal.tree.moving import TOP
from portal.tree.soundness import Fault, Found
from portal.tree.structure import Node, Tree

pages = Blueprint("tree", __name__, url_prefix="/in")


@dataclass(frozen=True)
class Branch:
    """An objective of the tree with what is wrong with its place, and what stands under it."""

    node: Node
    faults: Sequence[Found]
    movable: bool
    below: "Sequence[Branch]"
    mounted: Sequence[Node]


@pages.get("/tree")
@needs(Permission.OKR_READ)
@unchanged
@packed
def whole() -> ResponseReturnValue:
    """Every objective of a cycle under what it is for. Compressed: it echoes nothing of a query."""
    name = request.args.get("cycle")
    cycle = okr.find_cycle(name) if name else okr.current_cycle()
    tree = structure.of_cycle(cycle) if cycle else Tree({}, {})
    found = soundness.faults(tree, directory().lines())
    fault = request.args.get("fault", "")
    asked = Fault(fault) if fault in set(Fault) else None
    roots = tree.children.get(None, ())
    return render_template(
        "tree/whole.html",
        cycle=cycle,
        cycles=okr.cycles(),
        branches=list(_only(asked, tree, found) if asked else _branches(roots, tree, found)),
        counts=_counts(found.values()),
        asked=asked,
        teams=directory().teams(),
        number=len(tree.nodes),
    )


def _branches(ids: Collection[str], tree: Tree, found: dict[str, list[Found]]) -> Iterator[Branch]:
    for id_ in ids:
        node = tree.nodes[id_]
        below = list(_branches(tree.children.get(id_, ()), tree, found))
        mounted = [tree.nodes[one] for one in tree.mounted.get(id_, ())]
        yield Branch(node, found.get(id_, ()), _movable(node), below, mounted)


def _only(asked: Fault, tree: Tree, found: dict[str, list[Found]]) -> Iterator[Branch]:
    """Those alone whose place has this fault, each by itself."""
    for id_, faults in found.items():
        if any(one.fault == asked for one in faults):
            yield Branch(tree.nodes[id_], faults, _movable(tree.nodes[id_]), (), ())


def _movable(node: Node) -> bool:
    leads = g.actor.role is Role.MANAGER and node.team_id in g.actor.teams
    return bool(leads or node.owner_id == g.actor.id)


def _counts(found: Collection[Sequence[Found]]) -> dict[Fault, int]:
    every = [one.fault for faults in found for one in {f.fault: f for f in faults}.values()]
    return {fault: every.count(fault) for fault in Fault}


@pages.route("/objectives/<id:objective>/move", methods=["GET", "POST"])
@needs(Permission.OKR_ALIGN, okr.find_objective)
def move(objective: Objective) -> ResponseReturnValue:
    """Move an objective under another goal, or to the top."""
    words = " ".join(request.args.get("q", "").split())[:100]
    chosen = request.args.get("under", "")
    # What was sent may be none of the first few.
    sent = request.form.get("place", "")
    found = moving.places(objective, words, sent or chosen)
    form = MoveForm(data={"place": chosen} if request.method == "GET" else None)
    form.place.choices = [(TOP, TOP), *((goal.id, goal.title) for goal in found)]
    came: list[moving.Moved] = []

    def act() -> None:
        with transaction():
            came.append(moving.move(g.actor, objective, form.place.data))

    if submit(form, act):
        return redirect(
            url_for("objectives.objective", objective=objective.id, saved=came[0].value)
        )
    owners = {goal.owner_id for goal in found}
    return render_template(
        "tree/move.html",
        objective=objective,
        form=form,
        found=found,
        words=words,
        chosen=sent or chosen,
        names=directory().names(owners),
        teams=directory().teams(),
    ), form.status


@pages.route("/objectives/<id:objective>/shares", methods=["GET", "POST"])
@needs(Permission.OKR_ALIGN, okr.find_objective)
def shares(objective: Objective) -> ResponseReturnValue:
    """Ask another department to take on a part."""
    form: ShareForm = share_form(objective)

    def act() -> None:
        with transaction():
            service.ask(g.actor, objective, form.team.data, form.percent.data, form.what.data)

    if submit(form, act):
        return redirect(url_for("objectives.objective", objective=objective.id, saved="shared"))
    return render_template(
        "tree/shares.html",
        objective=objective,
        form=form,
        parts=service.parts(objective),
        teams=directory().teams(),
    ), form.status


@pages.post("/shares/<id:share>/accept")
@needs(Permission.SHARE_ACCEPT, service.find_share)
def accept(share: Share) -> ResponseReturnValue:
    """Take on what one's own department was asked for."""
    with transaction():
        service.accept(g.actor, share)
    return redirect(url_for("objectives.objective", objective=share.objective_id, saved="shared"))


@pages.post("/shares/<id:share>/end")
@needs(Permission.SHARE_END, service.find_share)
def end(share: Share) -> ResponseReturnValue:
    """Let a department out of it."""
    objective = share.objective_id
    with transaction():
        service.end(g.actor, share)
    return redirect(url_for("objectives.objective", objective=objective, saved="ended"))
