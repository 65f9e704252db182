"""Asking the floor: one question about a key result, under a name and until a day.

What people then say about the goal are posts like any other; nothing joins them to the question.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.okr import service
from portal.okr.models import KeyResult, Question

PAGE = 20
# A question that stands for ever is read by nobody any more.
LONGEST = timedelta(days=31)


def find(question_id: str) -> Question:
    """The question with this id. Raises Missing."""
    found = db.session.get(Question, question_id)
    if found is None:
        raise Missing(_("There is no such question."))
    return found


def standing(key_result_id: str) -> Question | None:
    """What is asked about this key result today."""
    query = select(Question).where(
        Question.key_result_id == key_result_id,
        Question.closed.is_(None),
        Question.until >= clock.today(),
    )
    return db.session.scalars(query).one_or_none()


def listed(key_result_id: str, *, page: int = 1, size: int = PAGE) -> Sequence[Question]:
    """All that was asked about a key result, the last first."""
    query = select(Question).where(Question.key_result_id == key_result_id)
    query = query.order_by(Question.day.desc(), Question.closed.desc(), Question.id)
    return db.session.scalars(query.limit(size).offset((page - 1) * size)).all()


def ask(actor: Actor, key_result: KeyResult, body: str, until: date) -> Question:
    """Ask about a key result that runs. Raises Conflict while another question stands.

    The caller has seen to it that it asks nobody's name. Raises Invalid for a day that is too far.
    """
    if not service.runs(key_result):
        raise Conflict(_("This goal is closed: nobody speaks about it any more."))
    if until > clock.today() + LONGEST:
        raise Invalid(_("At most %(num)d days from today.", num=LONGEST.days))
    _end_what_is_over(key_result.id)
    added = Question(
        key_result_id=key_result.id,
        account_id=actor.id,
        body=body,
        day=clock.today(),
        until=until,
    )
    db.session.add(added)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(_("Another question stands. Close it first.")) from error
    audit.record(actor, "ask-floor", key_result.id)
    return added


def _end_what_is_over(key_result_id: str) -> None:
    over = (Question.key_result_id == key_result_id) & Question.closed.is_(None)
    query = update(Question).where(over, Question.until < clock.today())
    db.session.execute(query.values(closed=Question.until))


def close(actor: Actor, question: Question) -> None:
    """Take one's own question down. Raises Conflict when it stands no more."""
    if question.closed is not None or question.until < clock.today():
        raise Conflict(_("This question stands no more."))
    question.closed = clock.today()
    audit.record(actor, "close-question", question.key_result_id)
