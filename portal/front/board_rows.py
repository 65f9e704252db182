"""The rows of the board, each drawn once while it says the same."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from portal.answers import board, cards, words
from portal.answers import service as answers
from portal.answers.board import Answered
from portal.answers.cards import Card
from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.memory import kept
from portal.front import fragments
from portal.moderation import paraphrasing
from portal.okr import service as okr
from portal.retro import publishing
from portal.voice import rows
from portal.voice import service as voice
from portal.voice.rows import Row
from portal.voice.words import causes


@dataclass(frozen=True)
class Said:
    """What somebody said, as it may hang on a wall, and how many say the same."""

    words: str
    people: str | None


def drawn(*, page: int, size: int, most: int) -> tuple[tuple[Markup, ...], tuple[Markup, ...]]:
    """What was decided, the latest first, and what waits, the most overdue first, as HTML."""
    last, order, found = kept(
        ("board rows", page, size, most), lambda: _found(page, size, most), "voice", "answers"
    )
    made = fragments.once(_keys(found, last), lambda absent: _draw(absent, last))
    return tuple(made[id_] for id_ in last if id_ in made), tuple(
        made[id_] for id_ in order if id_ in made
    )


def waiting(ids: Sequence[str]) -> tuple[Markup, ...]:
    """Those of these blockers that wait, as they may hang on a wall, in the same order."""
    made = _made(ids, {})
    return tuple(made[id_] for id_ in ids if id_ in made)


def decided_on(last: Mapping[str, str]) -> Mapping[str, Markup]:
    """By blocker these decisions, as they may hang on a wall."""
    return _made(last, last)


def _made(ids: Iterable[str], last: Mapping[str, str]) -> Mapping[str, Markup]:
    return fragments.once(_keys(rows.of(ids), last), lambda absent: _draw(absent, last))


def talked(*, page: int, size: int) -> tuple[Markup, ...]:
    """What retrospectives hung there, the latest first, as HTML."""
    found = publishing.hanging(page=page, size=size)
    names = directory().names({one.publication.account_id for one in found})
    return tuple(
        _html("board/_talked.html", row=one, by=names.get(one.publication.account_id, ""))
        for one in found
    )


def _found(page: int, size: int, most: int) -> tuple[dict[str, str], list[str], dict[str, Row]]:
    """The last decision by post, the posts that wait, and all of these as rows."""
    last, order = board.decided(page=page, size=size), board.unanswered(most)
    return last, order, rows.of([*last, *order])


def _keys(found: Mapping[str, Row], last: Mapping[str, str]) -> dict[str, Hashable]:
    """All that each row hangs by: a result is told with the figures of its goal."""
    told = {row.id: row.target for row in found.values() if row.progress in board.TOLD}
    figures = okr.figures(told.values())
    chosen = kept(("chosen", *found), lambda: paraphrasing.words_of(found), "moderation")
    return {
        id_: (key, chosen.get(id_), last.get(id_), figures.get(told.get(id_, "")))
        for id_, key in fragments.keys_of(found.values(), "board").items()
    }


def _draw(ids: Iterable[str], last: Mapping[str, str]) -> dict[str, Markup]:
    wanted = set(ids)
    return _decided(last[id_] for id_ in wanted & set(last)) | _waiting(wanted - set(last))


def _decided(decisions: Iterable[str]) -> dict[str, Markup]:
    made = board.answered(decisions)
    shown = cards.cards_of([row.blocker for row in made])
    names = directory().names({row.decision.account_id for row in made})
    said = _said(shown)
    return {
        row.blocker.post.id: _html(
            "board/_answered.html",
            row=row,
            card=card,
            said=said[card.post],
            kind=_kind(row),
            by=names.get(row.decision.account_id, ""),
        )
        for row, card in zip(made, shown, strict=True)
    }


def _waiting(ids: Iterable[str]) -> dict[str, Markup]:
    blockers = answers.as_blockers(list(voice.find_posts(ids).values()))
    shown = cards.cards_of(blockers)
    said = _said(shown)
    return {
        card.post: _html("board/_waiting.html", card=card, said=said[card.post]) for card in shown
    }


def _html(template: str, **said: object) -> Markup:
    return Markup(render_template(template, **said))  # noqa: S704


def _kind(row: Answered) -> tuple[str, str]:
    kind = row.decision.kind
    return words.kinds()[kind][0], words.sentence(kind, row.decision.details)


def _said(shown: Iterable[Card]) -> dict[str, Said]:
    """By post what may hang: a moderator's words, or the text when enough say the same."""
    some = list(shown)
    chosen = paraphrasing.words_of(card.post for card in some)
    return {card.post: _words(card, chosen.get(card.post)) for card in some}


def _words(card: Card, chosen: str | None) -> Said:
    if chosen or card.people:
        return Said(chosen or card.body.striptags(), card.people)
    cause = card.cause or causes()["other"]
    return Said(_("%(cause)s, about “%(goal)s”", cause=cause, goal=card.goal), None)
