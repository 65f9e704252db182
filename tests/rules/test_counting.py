"""Only the release job counts, groups or filters what was said, but for what is named here."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table

import portal
from portal.core.db import STORES, Base

ROOT = Path(__file__).resolve().parents[2]
JOB = "portal.voice.counting"
# In SQL, on a query, and on what a query gave.
COUNTS = {"count", "sum", "avg", "min", "max", "group_by", "Counter", "groupby", "total"}
FILTERS = {"where", "filter", "filter_by", "having"}

WORK = "what a release does with single rows: moves, marks, sweeps, destroys"
SINGLE = "one post, or the rows that belong to it, by its id or receipt"
LISTS = "lists of published texts about goals, as their pages show them"
INDEX = "a page of what matches words, of which no number is told"
QUEUE = "the moderators' queue"
CLOCKS = "who is to decide until when: goals, states and deadlines, of which no number is told"
VIEWS = "views that a release made, of which the audit or a bucket has told"
BOARD = "under which topics the cards of one session lie, of which no number is told"
SLIPS = "printed codes and spent tokens, of which nothing was said yet"
READY = "who is ready for a step of a session, of which nothing was said"
WALL = "posters, and how many posts came by a site's between two releases, for their limits alone"

THEMES = "posts of each theme about each goal, after a release, through the audit"
OWN = "the portal's own figures: days and stages that lists show in full, of k or more alone"
WEEKS = "blockers of each week about each goal, after a release, through the audit"

COUNTING = {
    "portal.keeping.retention.due": "how many texts end, for the operator who destroys them",
    "portal.moderation.ending._over": "the day of the last review of a masked post",
    "portal.moderation.judging._write_down": "the next review of one post",
    "portal.moderation.public._views": "reviews of 30 days, in a release, into buckets",
    "portal.retro.ready.count": "how many are ready for a step, of which nothing was said",
    "portal.voice.acts.counts": "supports of one post, in a release, into buckets",
    "portal.voice.acts._view_posts": "the same",
    "portal.voice.codes.batches": SLIPS,
    "portal.voice.crowds._thresholds": "whether there are posts at all, so that k is not lowered",
    "portal.voice.moving._leaves": WORK,
    "portal.voice.moving.move": WORK,
    "portal.answers.own_figures.hours": OWN,
    "portal.answers.own_figures.solved": OWN,
    "portal.answers.inbox._order": "the nearest deadline of a blocker, by which a list is ordered",
    "portal.answers.inbox.count_inbox": "the tabs of a manager's inbox, whose lists are whole",
    "portal.voice.service.count_spent": SLIPS,
    "portal.voice.themed._numbers": THEMES,
    "portal.voice.weekly._numbers": WEEKS,
    "portal.voice.service.put": WALL,
    "portal.voice.service.note": "the next step on one post's timeline",
    "portal.voice.standing._last_number": "the next outcome of one post",
}
FILTERING = {
    WORK: """moderation.ending._over moderation.public._days moderation.public._views
        demo.speaking.Speaking.release keeping.retention._delete_posts
        keeping.retention._delete_cards keeping.retention._delete_spent keeping.retention._some_of
        people.erasing._rename_in_timelines voice.acts.counts voice.acts._view_posts
        voice.acts.known voice.confirming._claim_on voice.moving._known_mailboxes
        voice.moving._leaves voice.moving.forget_spent voice.moving.move voice.moving.moved
        voice.photos.settle voice.polls._remember voice.release._photos voice.release.is_whole
        voice.rendering._derived
        voice.rendering.forget voice.rendering.forget_epochs voice.rendering.rebuild
        voice.rounds.forget voice.sweeping._delete
        voice.cards.destroy retro.taking_back.take_back retro.publishing.outlive""",
    INDEX: "answers.findable._since",
    SINGLE: """voice.cards.of_session moderation.judging._last_reason moderation.judging._write_down
        retro.service.posts_of voice.photos.find voice.photos.of_posts voice.proof._outcomes
        voice.splitting.parts_of voice.splitting.split voice.standing._last_number
        voice.thread._reason voice.inbox.find voice.service.find_posts voice.service.note
        voice.service.replies_of_author voice.thread._steps voice.thread.find
        voice.verdicts.submit""",
    LISTS: """answers.board.decided answers.board.unanswered answers.chronicle.about
        answers.promises.due moderation.paraphrasing.missing voice.rows.of voice.rows.published
        voice.rows.stuck voice.service.published_for voice.service.to_talk_about voice.worst.ids""",
    CLOCKS: """answers.chain.common_link answers.inbox._is_with answers.inbox._query
        answers.ticking._begin_new
        answers.ticking._with_somebody answers.inbox._order""",
    QUEUE: """moderation.cases.read_ids moderation.listing._appeals moderation.listing._done
        moderation.listing._ids moderation.listing.waiting moderation.listing.queue
        moderation.fitness.lacks_second
        moderation.pending.settle voice.service.waiting""",
    VIEWS: """voice.counts._standing voice.counts.by_goal voice.counts.of_goals voice.counts.read
        voice.crowds._thresholds""",
    THEMES: "voice.themed._numbers voice.parting.write",
    WEEKS: "voice.weekly._numbers",
    OWN: "answers.own_figures.hours answers.own_figures.solved",
    BOARD: "retro.laying.lay",
    SLIPS: """voice.codes.forget voice.codes.is_good voice.codes.revoke
        voice.service.count_spent voice.service.refuse_moved""",
    READY: "retro.ready.clear retro.ready.count retro.ready.say",
    WALL: """voice.posters._row voice.posters.all_posters voice.posters.find_site
        voice.posters.key_of voice.posters.revoke""",
}
# Lists of posts that rooms get, and what in Python would count or group them.
GIVEN = {
    "published_for",
    "published",
    "stuck",
    "decided",
    "of_session",
    "unanswered",
    "to_talk_about",
    "waiting",
    "queue",
    "inbox",
    "as_blockers",
}
IN_PYTHON = {"len", "sum", "Counter", "groupby", "defaultdict"}
MEASURED = {
    "portal.voice.ballots.close": "one session's ballots at its close, of at least the floor",
    "portal.voice.cards.reveal": "how many cards lie on the table: everybody counts them there",
    "portal.front.key_results._said": "whether the list goes on",
}


def islands() -> set[str]:
    """The names of island tables in Python: mapped classes, and tables without one."""
    for _finder, name, _package in pkgutil.walk_packages(portal.__path__, "portal."):
        if not name.endswith("__main__"):
            importlib.import_module(name)
    marked = {t for store in STORES.values() for t in store.tables.values() if t.info.get("island")}
    mapped = {m.class_.__name__ for m in Base.registry.mappers if m.local_table in marked}
    models = vars(importlib.import_module("portal.voice.models"))
    return mapped | {name for name, one in models.items() if isinstance(one, Table)}


def locally(tree: ast.Module, tables: set[str]) -> set[str]:
    """What these tables are called in a module, its own queries at module level too."""
    named = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in tables
    }
    named |= {node.name for node in tree.body if isinstance(node, ast.ClassDef)} & tables
    # In their order: what stands ready may be made of what stands before it.
    for node in tree.body:
        if isinstance(node, ast.Assign) and words(node.value) & named:
            named |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return named


def words(node: ast.AST) -> set[str]:
    """Every name and every attribute of a modules's part."""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return names | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def called(node: ast.AST) -> set[str]:
    """The last words of everything that is called there."""
    functions = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {
        one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in functions
    }


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every function of a module and every method, by name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            yield from (
                (f"{node.name}.{one.name}", one)
                for one in node.body
                if isinstance(one, ast.FunctionDef)
            )


def touching(source: str, tables: set[str], doing: set[str]) -> set[str]:
    """The functions that do one of these things and speak of an island table, or call who does."""
    tree = ast.parse(source)
    named, found = locally(tree, tables), dict(functions(tree))
    reached = {name for name, node in found.items() if words(node) & named}
    while more := {n for n, node in found.items() if called(node) & reached} - reached:
        reached |= more
    ready = standing(tree, named, doing)
    return {name for name in reached if called(found[name]) & doing or words(found[name]) & ready}


def standing(tree: ast.Module, named: set[str], doing: set[str]) -> set[str]:
    """Queries that stand ready at module level, and do one of these things with such a table."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and words(node.value) & named and called(node.value) & doing
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def everywhere(doing: set[str]) -> set[str]:
    tables, found = islands(), set()
    for path in (ROOT / "portal").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if module != JOB:
            source = path.read_text(encoding="utf-8")
            found |= {f"{module}.{name}" for name in touching(source, tables, doing)}
    return found


def measuring(source: str) -> set[str]:
    """The functions that count or group a list of posts which they were given."""
    return {
        name
        for name, node in functions(ast.parse(source))
        if any(
            isinstance(one, ast.Call)
            and isinstance(one.func, ast.Name)
            and one.func.id in IN_PYTHON
            and any(called(arg) & GIVEN or words(arg) & lists(node) for arg in one.args)
            for one in ast.walk(node)
        )
    }


def lists(function: ast.AST) -> set[str]:
    """What in this function holds a list of posts."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and called(node.value) & GIVEN
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_nothing_else_counts_or_groups_an_island_table():
    assert everywhere(COUNTS) == set(COUNTING)


def test_nothing_else_filters_an_island_table():
    named = {f"portal.{name}" for names in FILTERING.values() for name in names.split()}
    assert everywhere(FILTERS) == named


def test_no_room_counts_or_groups_the_lists_that_it_shows():
    found = set()
    for path in (ROOT / "portal").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found |= {f"{module}.{name}" for name in measuring(path.read_text(encoding="utf-8"))}
    assert found == set(MEASURED)


HEAD = "from portal.voice.models import Post as Said\n"


@pytest.mark.parametrize(
    "body",
    [
        "select(Said.cause, func.count()).group_by(Said.cause)",
        "db.session.query(Said).count()",
        "Counter(one.cause for one in db.session.scalars(select(Said)))",
        "select(func.sum(Said.severity))",
    ],
)
def test_a_count_elsewhere_is_found(body):
    assert touching(f"{HEAD}def chart():\n    return {body}\n", {"Post"}, COUNTS) == {"chart"}


@pytest.mark.parametrize(
    "source",
    [
        "def at(site):\n    return select(Said).where(Said.site == site)\n",
        "def at(site):\n    return db.session.query(Said).filter_by(site=site)\n",
        "QUERY = select(Said)\ndef at(site):\n    return QUERY.where(site)\n",
        "C = Said.table.c\nQUERY = select(C.id).where(C.site)\ndef at():\n    return run(QUERY)\n",
        "def _all():\n    return select(Said)\ndef at(site):\n    return _all().where(site)\n",
        "class Board:\n    def at(self, site):\n        return select(Said).where(site)\n",
    ],
)
def test_a_filter_elsewhere_is_found(source):
    assert touching(HEAD + source, {"Post"}, FILTERS) in ({"at"}, {"Board.at"})


@pytest.mark.parametrize(
    "body",
    ["len(voice.published_for([kr]))", "Counter(one.cause for one in rows.stuck())"],
)
def test_a_list_that_is_counted_is_found(body):
    assert measuring(f"def chart(kr):\n    return {body}\n") == {"chart"}
    held = f"def chart(kr):\n    posts = voice.waiting()\n    return {body.split('(')[0]}(posts)\n"
    assert measuring(held) == {"chart"}
