"""The search page; what managers look for is written down, and the page says so."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import searches
from portal.core.access import Permission, Role, needs
from portal.core.db import transaction
from portal.core.web import page_number
from portal.detectors.segments import sought
from portal.front import search
from portal.okr import service as okr

pages = Blueprint("search", __name__, url_prefix="/in")

SIZE, FEW = 20, 3
# The last page that is looked up: further back, another word finds it sooner.
LAST = 50


@pages.get("/search")
@needs(Permission.OKR_READ)
def find() -> ResponseReturnValue:
    """Everything that may be read here and holds these words."""
    words = " ".join(request.args.get("q", "").split())[: searches.LONGEST]
    kind, goal = request.args.get("kind", ""), request.args.get("goal", "")
    watched = g.actor.role is Role.MANAGER
    if words and watched:
        with transaction():
            searches.record(g.actor, words)
    return render_template(
        "front/search.html",
        words=words,
        kind=kind if kind in search.FINDERS else "",
        goal=goal,
        choices=_choices(goal),
        found=_found(words, kind, goal),
        watched=watched,
        page=min(page_number(), LAST),
        last=LAST,
    )


def _choices(goal: str) -> list[search.Choice]:
    """The goals to choose from: the open key results, and the one that was chosen."""
    open_ones = [search.choice(one) for one in okr.open_key_results()]
    if not goal or goal in {one.id for one in open_ones}:
        return open_ones
    return [*map(search.choice, okr.subjects([goal]).values()), *open_ones]


def _found(words: str, kind: str, goal: str) -> dict[str, search.Found]:
    """Of one kind a page, or a page of what was said and the first few of the others."""
    asked, targets = sought(words), search.targets_of(goal)
    if not asked.match:
        return {}
    page = min(page_number(), LAST)
    if kind in search.FINDERS:
        return {kind: search.FINDERS[kind](asked, targets, page, SIZE)}
    names = search.FINDERS if page == 1 else ("voices",)
    return {
        name: search.FINDERS[name](asked, targets, page, SIZE if name == "voices" else FEW)
        for name in names
    }
