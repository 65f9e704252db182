"""What a search finds: what was said, what was decided, and goals; never how many there are."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy.exc import DatabaseError

from portal.answers import cards, findable
from portal.answers import service as answers
from portal.answers.cards import Answer, Card
from portal.core.directory import directory
from portal.core.errors import Unready
from portal.core.languages import gettext as _
from portal.core.memory import kept
from portal.detectors.segments import Sought
from portal.okr import service as okr
from portal.okr.models import GOALS, KeyResult, Objective
from portal.voice import rendering
from portal.voice import service as voice
from portal.voice.crowds import places
from portal.voice.models import Post
from portal.voice.stages import PUBLIC, REPLY
from portal.voice.targets import figures

BEFORE, LONGEST = 60, 240
Goals = dict[str, KeyResult | Objective]


@dataclass(frozen=True)
class Place:
    """A goal as a hit names it, and its page; of no goal in particular there is none."""

    title: str
    href: str | None = None


@dataclass(frozen=True)
class Voice:
    """Something that was said."""

    kind: str
    said: Markup
    day: date
    href: str | None
    place: Place
    card: Card | None = None


@dataclass(frozen=True)
class Written:
    """Something that a manager decided or wrote."""

    answer: Answer
    said: Markup
    # The blocker, as long as its text is kept.
    href: str | None
    place: Place | None


@dataclass(frozen=True)
class Goal:
    """A key result or an objective."""

    title: Markup
    href: str
    cycle: str
    figures: str


@dataclass(frozen=True)
class Choice:
    """A goal to which a search can be kept."""

    id: str
    title: str


@dataclass(frozen=True)
class Found:
    """A page of hits of one kind, and whether there are more."""

    hits: Sequence[Any]
    more: bool


Finder = Callable[[Sought, list[str] | None, int, int], Found]


def marked(text: str, sought: Sought, longest: int = LONGEST) -> Markup:
    """The part of a text in which what was sought first stands, escaped, and that marked."""
    spans = sought.spans(text)
    first = spans[0][0] if spans else 0
    start = max(min(first - BEFORE, len(text) - longest), 0)
    end = min(start + longest, len(text))
    return Markup("").join(_pieces(text, spans, start, end)).replace("\n", Markup("<br>"))


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Markup]:
    at = start
    yield Markup("…") if start else Markup()
    for first, last in spans:
        if first >= at and last <= end:
            yield escape(text[at:first]) + Markup("<mark>{}</mark>").format(text[first:last])
            at = last
    yield escape(text[at:end]) + ("…" if end < len(text) else "")


def targets_of(goal_id: str) -> list[str] | None:
    """Whose texts the page of this goal shows: its own and where they stand; None: of every goal.

    An id that names no goal has none.
    """
    if not goal_id:
        return None
    goal = okr.subjects([goal_id]).get(goal_id)
    if isinstance(goal, Objective):
        return [goal.id, *(one.id for one in goal.key_results)]
    return [goal.id, places([goal.id])[goal.id]] if goal else []


def choice(goal: KeyResult | Objective) -> Choice:
    """A goal by what it is called."""
    return Choice(goal.id, _title(goal))


def voices(sought: Sought, targets: list[str] | None, page: int, size: int) -> Found:
    """What was said, the newest release first."""
    ids = _hits(rendering.hits, sought, targets, page, size)
    known = voice.find_posts(ids)
    asked = voice.find_posts(post.target for post in known.values() if post.kind == REPLY)
    posts = [known[id_] for id_ in ids[:size] if id_ in known and _is_shown(known[id_], asked)]
    return Found(_voices(posts, asked, sought), len(ids) > size)


def _hits(
    find: Callable[..., Sequence[str]],
    sought: Sought,
    targets: list[str] | None,
    page: int,
    size: int,
) -> Sequence[str]:
    try:
        return find(sought.match, targets, page=page, size=size)
    except DatabaseError as error:
        raise Unready(_("The search is being made anew. Try again in a few minutes.")) from error


def _is_shown(post: Post, asked: dict[str, Post]) -> bool:
    over = asked.get(post.target) if post.kind == REPLY else post
    return over is not None and {over.state, post.state} <= {*PUBLIC}


def _voices(posts: Sequence[Post], asked: dict[str, Post], sought: Sought) -> list[Voice]:
    texts = rendering.texts(posts)
    blockers = [post for post in posts if post.kind == "blocker"]
    drawn = {one.post: one for one in cards.cards_of(answers.as_blockers(blockers))}
    abouts = {post.id: asked[post.target] if post.kind == REPLY else post for post in posts}
    goals = okr.subjects(about.target for about in abouts.values())
    found = []
    for post in posts:
        about = abouts[post.id]
        place = _place(goals.get(about.target))
        blocker = about.kind == "blocker"
        href = url_for("answers.blocker", post=about.id) if blocker else place.href
        said = marked(texts[post.id], sought)
        found.append(Voice(post.kind, said, post.day, href, place, drawn.get(post.id)))
    return found


def _place(goal: KeyResult | Objective | None) -> Place:
    if goal is None:
        return Place(_("no goal in particular"))
    return Place(_title(goal), _address(goal))


def _title(goal: KeyResult | Objective) -> str:
    return goal.plain if isinstance(goal, KeyResult) else goal.title


def _address(goal: KeyResult | Objective) -> str:
    if isinstance(goal, KeyResult):
        return url_for("front.key_result", kr=goal.id)
    return url_for("objectives.objective", objective=goal.id)


def decisions(sought: Sought, targets: list[str] | None, page: int, size: int) -> Found:
    """What managers decided and wrote under blockers, the newest day first."""
    ids = _hits(findable.hits, sought, targets, page, size)
    said = findable.written(ids[:size])
    posts = voice.find_posts(one.post_id for one in said.values() if one.post_id)
    goals = okr.subjects(post.target for post in posts.values())
    names = directory().names({one.account_id for one in said.values()})
    found = []
    for one in (said[id_] for id_ in ids if id_ in said):
        post = posts.get(one.post_id or "")
        if post is not None and post.state not in PUBLIC:
            continue
        answer = cards.answer_of(one, names)
        href = url_for("answers.blocker", post=post.id) if post else None
        place = _place(goals.get(post.target)) if post else None
        found.append(Written(answer, marked(answer.said, sought), href, place))
    return Found(found, len(ids) > size)


def goals(sought: Sought, targets: list[str] | None, page: int, size: int) -> Found:
    """Key results and objectives by their titles, those of the latest cycle first."""
    texts = kept("goals to find", okr.titles, GOALS)
    ids = [id_ for id_, title in texts if _is_among(id_, targets) and sought.stands_in(title)]
    some = ids[(page - 1) * size : page * size]
    known = okr.subjects(some)
    return Found([_goal(known[id_], sought) for id_ in some], len(ids) > page * size)


def _is_among(id_: str, targets: Collection[str] | None) -> bool:
    return targets is None or id_ in targets


def _goal(goal: KeyResult | Objective, sought: Sought) -> Goal:
    cycle = okr.objective_of(goal).cycle.name
    told = figures(goal) if isinstance(goal, KeyResult) else ""
    return Goal(marked(_title(goal), sought), _address(goal), cycle, told)


FINDERS: dict[str, Finder] = {"goals": goals, "decisions": decisions, "voices": voices}
