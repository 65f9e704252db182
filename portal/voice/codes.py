"""Printed codes: made by the batch for a site, let in once, forgotten with their release."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, select

from portal.anonymity import codes
from portal.anonymity.codes import Code
from portal.anonymity.keystore import Keystore
from portal.core import clock
from portal.core.db import batched, db, transaction
from portal.core.directory import directory
from portal.core.errors import Invalid, Missing
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.voice.keys import keys_folder
from portal.voice.models import Code as Row
from portal.voice.models import CodeBatch

MOST = 1000
UNSPELT = b""


def make(site_id: str, count: int) -> list[Code]:
    """Make codes for a site, in an order that says nothing of the rows.

    Raises Invalid for a site whose crowd is under the floor, and for none or too many.
    """
    if not 1 <= count <= MOST:
        raise Invalid(_("Between 1 and %(most)d codes at once.", most=MOST), "count")
    if directory().crowd_at(site_id) < settings().floor[0]:
        raise Invalid(_("Too few people work at this site. Print for a larger one."), "site")
    made = [codes.make() for _one in range(count)]
    with transaction() as session:
        batch = CodeBatch(site_id=site_id, day=clock.today(), count=count)
        session.add(batch)
        session.flush()
        marks = sorted(mark(code) for code in made)
        session.execute(insert(Row), [{"mark": one, "batch_id": batch.id} for one in marks])
    return made


def mark(code: Code) -> bytes:
    """What stands for a code in the store."""
    return codes.mark(Keystore(keys_folder()).code_pepper(), code)


def typed(text: str) -> bytes:
    """The mark of a code as it was typed; for nonsense one that no code has, at the same cost."""
    try:
        return mark(codes.parse(text))
    except ValueError:
        mark(Code("0" * codes.LETTERS))
        return UNSPELT


def is_good(marked: bytes) -> bool:
    """True for a code that was printed, is not released yet, and was not withdrawn."""
    return db.session.scalar(select(Row.mark).where(Row.mark == marked)) is not None


def forget(marks: Iterable[bytes]) -> None:
    """Delete codes whose posts are released: what is used is answered like what never was."""
    for some in batched(marks):
        db.session.execute(delete(Row).where(Row.mark.in_(some)))


def batches() -> Sequence[tuple[CodeBatch, int]]:
    """Every batch with how many of its codes are still good, the newest first."""
    left = select(Row.batch_id, func.count().label("left")).group_by(Row.batch_id).subquery()
    query = select(CodeBatch, func.coalesce(left.c.left, 0))
    query = query.outerjoin(left, left.c.batch_id == CodeBatch.id)
    rows = db.session.execute(query.order_by(CodeBatch.day.desc(), CodeBatch.id))
    return [(row[0], row[1]) for row in rows]


def find_batch(batch_id: str) -> CodeBatch:
    """The batch with this id. Raises Missing."""
    batch = db.session.get(CodeBatch, batch_id)
    if batch is None:
        raise Missing(_("There is no such batch of codes."))
    return batch


def revoke(batch: CodeBatch) -> None:
    """Withdraw every code of a batch that was not used; idempotent."""
    with transaction() as session:
        session.execute(delete(Row).where(Row.batch_id == batch.id))
        batch.revoked = True
