"""Opening a session with what was said since the last one on the table, grouped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.core import audit, clock
from portal.core.access import Actor, Permission, allows
from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.retro import actions, formats, grouping, own_time, phases, service
from portal.retro.models import Session, SessionKeyResult


@dataclass(frozen=True)
class Asking:
    """In which way a session collects, the questions that were typed for it, and until which days.

    Without a day to write until, the room writes and votes where it meets.
    """

    format: str = "four-steps"
    own: Sequence[str] = ()
    write_until: date | None = None
    vote_until: date | None = None


ASKING = Asking()
# What a session has when nobody chooses.
USUAL: Mapping[str, int] = {phase.value: phases.MINUTES[phase] for phase in phases.MINUTES}


def open_session(
    actor: Actor,
    title: str,
    ids: Sequence[str],
    minutes: Mapping[str, int] = USUAL,
    asking: Asking = ASKING,
) -> Session:
    """Open a session over these key results, with everything said about them on the table.

    `minutes` are those of each phase that it has. Raises Invalid without a key result of the
    actor's part of the tree, and for phases that cannot be.
    """
    known = chosen_goals(actor, ids)
    before = service.last_about(known)
    session = Session(
        title=title,
        owner_id=actor.id,
        team_id=actor.team,
        started=clock.today(),
        before_id=before.id if before else None,
        collect_until=asking.write_until,
        vote_until=asking.vote_until,
        phases=phases.plan(minutes),
    )
    db.session.add(session)
    db.session.flush()
    db.session.add_all(SessionKeyResult(session_id=session.id, key_result_id=i) for i in known)
    goals = {id_: goal.plain for id_, goal in known.items()}
    formats.set_columns(session, asking.format, goals, asking.own)
    own_time.check(session)
    # Its clock runs from when somebody begins: what is said until then lies on the table too.
    session.phase = phases.way(session)[0].phase
    if phases.until(session):
        phases.begin(session, session.phase)
    grouping.lay_out(session)
    actions.carry(before)
    audit.record(actor, "retro", session.id)
    return session


def chosen_goals(actor: Actor, ids: Sequence[str]) -> Mapping[str, KeyResult]:
    """The goals that a session is to be about. Raises Invalid for none, or one of others alone."""
    known = okr.key_results(ids)
    if not known or not all(allows(actor, Permission.RETRO_OPEN, one) for one in known.values()):
        raise Invalid(_("Choose at least one key result of your teams."))
    return known
