"""Saying something under one's name, changing it so that everybody sees, and taking it back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, exists, func, select

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.core.languages import gettext as _
from portal.remarks import guarding
from portal.remarks.models import FormerRemark, Place, Remark

PAGE = 20


def find(remark_id: str) -> Remark:
    """The remark with this id. Raises Missing."""
    found = db.session.get(Remark, remark_id)
    if found is None:
        raise Missing(_("There is no such remark."))
    return found


def listed(
    place: Place, subject: str, *, page: int = 1, size: int = PAGE, latest: bool = False
) -> Sequence[Remark]:
    """A page of remarks, the first one first; `latest`: the last ones first."""
    order = Remark.number.desc() if latest else Remark.number
    query = select(Remark).where(Remark.place == place.value, Remark.subject == subject)
    return db.session.scalars(query.order_by(order).limit(size).offset((page - 1) * size)).all()


def is_about_any(place: Place, subjects: Iterable[str]) -> bool:
    """True when somebody said something about one of these."""
    about = Remark.subject.in_(set(subjects))
    return bool(db.session.scalar(select(exists().where(Remark.place == place.value, about))))


def former(ids: Iterable[str]) -> dict[str, list[FormerRemark]]:
    """What these remarks said before they were edited, the oldest first."""
    query = select(FormerRemark).where(FormerRemark.remark_id.in_(set(ids)))
    found: dict[str, list[FormerRemark]] = defaultdict(list)
    for one in db.session.scalars(query.order_by(FormerRemark.number)):
        found[one.remark_id].append(one)
    return found


def say(actor: Actor, place: Place, subject: str, body: str) -> Remark:
    """Say something under one's name. Raises Invalid for what asks who wrote something."""
    guarding.heed(body)
    last = select(func.max(Remark.number)).where(Remark.place == place, Remark.subject == subject)
    remark = Remark(
        place=place.value,
        subject=subject,
        number=(db.session.scalar(last) or 0) + 1,
        account_id=actor.id,
        body=body,
        day=clock.today(),
    )
    db.session.add(remark)
    audit.record(actor, "remark", subject)
    return remark


def edit(actor: Actor, remark: Remark, body: str) -> None:
    """Change one's remark; what it said stays to be read. Raises Conflict for one taken back."""
    guarding.heed(body)
    if not remark.body:
        raise Conflict(_("It was taken back. Say it anew."))
    if body != remark.body:
        _keep(remark)
        remark.body, remark.edited = body, clock.today()
        audit.record(actor, "remark-edit", remark.subject)


def _keep(remark: Remark) -> None:
    last = select(func.max(FormerRemark.number)).where(FormerRemark.remark_id == remark.id)
    number = (db.session.scalar(last) or 0) + 1
    day = remark.edited or remark.day
    db.session.add(FormerRemark(remark_id=remark.id, number=number, body=remark.body, day=day))


def take_back(actor: Actor, remark: Remark) -> None:
    """Take one's remark back with all that it ever said; that it was there stays."""
    db.session.execute(delete(FormerRemark).where(FormerRemark.remark_id == remark.id))
    remark.body, remark.edited = "", clock.today()
    audit.record(actor, "remark-back", remark.subject)


def about(place: Place, subjects: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the remarks about each of these, in their order; of none, nothing."""
    query = select(Remark.subject, Remark.id).where(Remark.place == place.value)
    query = query.where(Remark.subject.in_(set(subjects))).order_by(Remark.number)
    found: dict[str, list[str]] = defaultdict(list)
    for subject, id_ in db.session.execute(query):
        found[subject].append(id_)
    return found


def take_along(ids: Iterable[str], subject: str) -> None:
    """Put remarks under another thing of their kind, after what was said about that."""
    query = select(Remark).where(Remark.id.in_(set(ids)), Remark.subject != subject)
    for remark in db.session.scalars(query.order_by(Remark.subject, Remark.number)).all():
        last = select(func.max(Remark.number)).where(
            Remark.place == remark.place, Remark.subject == subject
        )
        remark.number = (db.session.scalar(last) or 0) + 1
        remark.subject = subject
        db.session.flush()


def forget(subjects: Iterable[str]) -> None:
    """Delete the remarks about what is gone."""
    about = select(Remark.id).where(Remark.subject.in_(set(subjects)))
    db.session.execute(delete(FormerRemark).where(FormerRemark.remark_id.in_(about)))
    db.session.execute(delete(Remark).where(Remark.subject.in_(set(subjects))))
