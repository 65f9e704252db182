"""Goals that came from a file, taken back while nothing hangs by them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.core.languages import gettext as _
from portal.okr.models import CheckIn, Cycle, KeyResult, Mount, Objective, OkrImport


def find_import(import_id: str) -> OkrImport:
    """The import with this id. Raises Missing."""
    found = db.session.get(OkrImport, import_id)
    if found is None:
        raise Missing(_("There is no such import, or it was taken back."))
    return found


def imports(*, page: int = 1, size: int = 20) -> Sequence[OkrImport]:
    """What was taken in and not taken back, the latest first."""
    query = select(OkrImport).order_by(OkrImport.minute.desc(), OkrImport.id)
    return db.session.scalars(query.limit(size).offset((page - 1) * size)).all()


def made_by(brought: OkrImport) -> Sequence[KeyResult]:
    """The key results that an import made."""
    query = select(KeyResult).where(KeyResult.batch == brought.id).order_by(KeyResult.place)
    return db.session.scalars(query).unique().all()


def could_be_spoken_about(brought: OkrImport) -> bool:
    """True when a quarter of its goals has run since it was taken in."""
    day = date.fromisoformat(brought.minute[:10])
    query = (
        select(Cycle.id)
        .join(Objective, Objective.cycle_id == Cycle.id)
        .join(KeyResult, KeyResult.objective_id == Objective.id)
        .where(KeyResult.batch == brought.id, Cycle.starts <= clock.today(), Cycle.ends >= day)
    )
    return db.session.scalars(query).first() is not None


def why_not(brought: OkrImport) -> str:
    """What stands against taking it back, as a sentence; empty when nothing does."""
    results = select(KeyResult.id).where(KeyResult.batch == brought.id)
    goals = select(Objective.id).where(Objective.batch == brought.id)
    if db.session.scalar(select(exists().where(CheckIn.key_result_id.in_(results)))):
        return _("Somebody has said where one of these key results stands.")
    over = or_(Mount.over_objective_id.in_(goals), Mount.over_key_result_id.in_(results))
    if db.session.scalar(select(exists().where(over | Mount.objective_id.in_(goals)))):
        return _("One of these objectives hangs under another goal, or another one under it.")
    others = or_(Objective.batch.is_(None), Objective.batch != brought.id)
    if db.session.scalar(select(exists().where(Objective.parent_id.in_(goals), others))):
        return _("An objective that came later stands under one of these.")
    added = or_(KeyResult.batch.is_(None), KeyResult.batch != brought.id)
    if db.session.scalar(select(exists().where(KeyResult.objective_id.in_(goals), added))):
        return _("Somebody has added a key result to one of these objectives.")
    return ""


def take_back(brought: OkrImport) -> int:
    """Delete what an import made; how many key results it were. Raises Conflict with the reason."""
    if reason := why_not(brought):
        raise Conflict(reason)
    many = len(made_by(brought))
    try:
        with db.session.begin_nested():
            _delete(brought)
    except IntegrityError as error:
        raise Conflict(_("Something was built on these goals: they stay.")) from error
    return many


def _delete(brought: OkrImport) -> None:
    """Its goals, and the quarters that are then empty."""
    mine = Objective.batch == brought.id
    cycles = set(db.session.scalars(select(Objective.cycle_id).where(mine)))
    db.session.execute(delete(KeyResult).where(KeyResult.batch == brought.id))
    # Those that stand under each other let go first.
    db.session.execute(update(Objective).where(mine).values(parent_id=None))
    db.session.execute(delete(Objective).where(mine))
    empty = ~exists().where(Objective.cycle_id == Cycle.id)
    db.session.execute(delete(Cycle).where(Cycle.id.in_(cycles), empty))
    db.session.delete(brought)
    db.session.flush()
