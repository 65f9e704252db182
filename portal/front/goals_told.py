"""All that a reader sees of goals, as rows: key results, check-ins, what was said and decided."""

from collections.abc import Iterator, Mapping, Sequence

from portal.answers import cards
from portal.answers import service as answers
from portal.answers.cards import Card
from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.text import plain
from portal.okr import told
from portal.okr.models import Cycle, KeyResult, Objective
from portal.okr.told import Row
from portal.voice import rendering, rows
from portal.voice import service as voice
from portal.voice.models import Post

SIZE = 200
Goals = Mapping[str, Objective | KeyResult]


def rows_of(cycles: Sequence[Cycle]) -> list[Row]:
    """Everything of these cycles that their pages show, and nothing beyond."""
    goals = told.goals_of(cycles)
    results = {kr.id: kr for one in goals for kr in one.key_results}
    readings = told.readings_of(goals)
    names = directory().names(told.people_of(goals, readings))
    teams = directory().teams()
    known: Goals = {**{one.id: one for one in goals}, **results}
    return [
        *(told.goal_row(kr, names, teams) for kr in results.values()),
        *(told.reading_row(one, results[one.key_result_id], names) for one in readings),
        *_said(known),
    ]


def _said(goals: Goals) -> Iterator[Row]:
    """What is published about these goals: without days, in no order within a release."""
    page = 1
    while found := rows.published(goals, page=page, size=SIZE):
        posts = voice.find_posts(row.id for row in found)
        shown = [posts[row.id] for row in found if row.id in posts]
        blockers = answers.as_blockers([post for post in shown if post.kind == "blocker"])
        answered = {card.post: card for card in cards.cards_of(blockers)}
        for post in shown:
            yield from _about(post, goals[post.target], answered.get(post.id))
        page += 1


def _about(post: Post, goal: Objective | KeyResult, card: Card | None) -> Iterator[Row]:
    text = rendering.open_body(post)
    said = _("%(text)s (by poster)", text=text) if post.by_poster else text
    yield _under(goal, post.kind)._replace(said=said)
    for one in card.answers if card else ():
        yield _under(goal, "decision")._replace(
            day=one.day.isoformat(), by=one.by, said=f"{one.kind}{_(': ')}{plain(one.said)}"
        )


def _under(goal: Objective | KeyResult, level: str) -> Row:
    objective = goal.objective if isinstance(goal, KeyResult) else goal
    title = goal.title if isinstance(goal, KeyResult) else ""
    return Row(level, objective.cycle.name, objective=objective.title, key_result=title)
