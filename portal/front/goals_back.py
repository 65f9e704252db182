"""Taking an import of goals back: only while nobody can have said anything about them."""

from sqlalchemy import exists, select

from portal.core import audit
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.okr import taking_back
from portal.okr.models import OkrImport
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.voice.models import Release


def why_not(brought: OkrImport) -> str:
    """What stands against taking it back, as a sentence; empty when nothing does."""
    # Whether somebody has spoken is not asked, or trying would tell: whether somebody could have.
    if taking_back.could_be_spoken_about(brought) and _released_since(brought):
        return _("Their quarter has begun, and what people say has been handed over since.")
    if remarks.is_about_any(Place.KR, (one.id for one in taking_back.made_by(brought))):
        return _("Somebody has said something about one of these goals.")
    return taking_back.why_not(brought)


def _released_since(brought: OkrImport) -> bool:
    # A release is named by its minute too.
    return bool(db.session.scalar(select(exists().where(Release.slot >= brought.minute))))


def take_back(brought: OkrImport, actor: Actor | None = None) -> int:
    """Delete what an import made; how many key results it were. Raises Conflict with the reason.

    Without an actor it is a command, which stands in no audit.
    """
    if reason := why_not(brought):
        raise Conflict(reason)
    import_id = brought.id
    many = taking_back.take_back(brought)
    if actor is not None:
        audit.record(actor, "import-back", import_id)
    return many
