"""Replies that stayed without a decision: what managers did under their names, and no goal."""

from datetime import date

from sqlalchemy import exists, func, select

from portal.answers.board import NO_ANSWER
from portal.answers.models import Decision, Reply
from portal.core.db import db

DECIDED = exists().where(Decision.post_id == Reply.post_id, Decision.kind.not_in(NO_ANSWER))
REPLIED = func.count(Reply.post_id.distinct())


def replied(first: date, last: date) -> tuple[int, int]:
    """How many blockers got a reply in these days, and how many of them have no decision yet.

    Of the whole organisation alone: by goals or teams it would be a number of what was said there.
    Whoever tells it sees to it that they are enough, and rounds.
    """
    # What tells of work comes after a decision.
    query = select(REPLIED).where(Reply.move.is_(None), Reply.day >= first, Reply.day <= last)
    return db.session.scalar(query) or 0, db.session.scalar(query.where(~DECIDED)) or 0
