"""You said, we did: on the screen, on the wall and on the television of the break room."""

from dataclasses import dataclass

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.answers import board, cards, words
from portal.answers.board import Answered
from portal.answers.cards import Card
from portal.answers.service import Blocker
from portal.core import clock, paper
from portal.core.access import Permission, needs
from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.languages import locale
from portal.core.memory import kept
from portal.core.settings import settings
from portal.core.unchanged import unchanged
from portal.core.web import page_number
from portal.front.frames import framed
from portal.moderation import paraphrasing
from portal.voice.words import causes
from portal.voice.words import people as told

pages = Blueprint("board", __name__, url_prefix="/in")

SIZE, OPEN = 20, 10
# A television shows so many rows, for so many seconds.
SLIDE, SECONDS = 4, 20


@dataclass(frozen=True)
class Said:
    """What somebody said, as it may hang on a wall, and how many say the same."""

    words: str
    people: str | None
    # False for words that nobody has chosen yet.
    chosen: bool = True


@pages.get("/board")
@needs(Permission.OKR_READ)
@unchanged
def show() -> ResponseReturnValue:
    """The board; ?tv for a television, which turns its pages by itself."""
    page = page_number()
    if "tv" in request.args:
        return _drawn("board/tv.html", page, SLIDE)
    # What waits tells how many hours are left; a role may have a way to the paraphrases.
    key = ("board", page, locale(), clock.today(), clock.now().hour, g.actor.role)
    main = kept(key, lambda: _drawn("board/_board.html", page, SIZE).encode())
    return Response(framed("board/board.html", _("You said, we did"), {"main": main}))


def _drawn(template: str, page: int, size: int) -> str:
    rows = board.answered(page=page, size=size)
    waiting = board.unanswered(OPEN)
    blockers = [row.blocker for row in rows] + waiting
    shown = cards.cards_of(blockers)
    return render_template(
        template,
        rows=rows,
        said=_said(blockers, shown),
        decisions={row.decision.id: _decision(row) for row in rows},
        names=directory().names({row.decision.account_id for row in rows}),
        waiting=shown[len(rows) :],
        page=page,
        more=len(rows) == size,
        seconds=SECONDS,
        qr=_qr(),
        address=f"{settings().url.partition('://')[2]}/say",
        today=clock.today(),
    )


def _qr() -> Markup:
    return paper.qr(f"{settings().url}/say/")


def _decision(row: Answered) -> tuple[str, str]:
    kind = row.decision.kind
    return words.kinds()[kind][0], words.sentence(kind, row.decision.details)


def _said(blockers: list[Blocker], shown: list[Card]) -> dict[str, Said]:
    """By post what may hang: a moderator's words, or the text when enough say the same."""
    chosen = paraphrasing.words_of(one.post.id for one in blockers)
    return {
        one.post.id: _words(one, chosen, card) for one, card in zip(blockers, shown, strict=True)
    }


def _words(one: Blocker, chosen: dict[str, str], card: Card) -> Said:
    people = told(one.post.supporters)
    if one.post.id in chosen:
        return Said(chosen[one.post.id], people)
    if people:
        return Said(card.body.striptags(), people)
    cause = causes().get(one.post.cause or "other", "")
    return Said(_("%(cause)s, about “%(goal)s”", cause=cause, goal=card.goal), None, chosen=False)
