"""A session for which people write and vote in their own time, and meet only to talk."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.directory import directory
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.core.present import day
from portal.retro import collecting, leading, listing, phases
from portal.retro.models import Phase, Session
from portal.retro.versions import touch

LONGEST = timedelta(days=60)


def check(session: Session) -> None:
    """Refuse (Invalid) days that cannot be kept."""
    collect, vote = session.collect_until, session.vote_until
    if collect is None:
        if vote is not None:
            raise Invalid(_("To vote in one's own time, say until when cards are written."))
        return
    has = {one.phase for one in session.phases}
    if Phase.COLLECT not in has or (vote is not None and Phase.VOTE not in has):
        raise Invalid(_("The step with this day was left out. Give it minutes, or no day."))
    last = clock.today() + LONGEST
    if not clock.today() <= collect <= last or (vote is not None and not collect < vote <= last):
        raise _out_of_order()


def _out_of_order() -> Invalid:
    sentence = _("The days are in order, from today on, within %(most)d days.", most=LONGEST.days)
    return Invalid(sentence)


def put_off(actor: Actor, session: Session, last: date) -> None:
    """Let the step that people do in their own time last until another day. Raises Conflict."""
    phases.check_open(session)
    if phases.until(session) is None:
        raise Conflict(_("This step has no last day."))
    if not clock.today() <= last <= clock.today() + LONGEST:
        raise _out_of_order()
    if session.phase == Phase.COLLECT:
        moved = last - (session.collect_until or last)
        session.collect_until = last
        session.vote_until = session.vote_until and session.vote_until + moved
    else:
        session.vote_until = last
    touch(session)
    audit.record(actor, "retro", session.id)


def go_on() -> None:
    """Lead on every session whose day is over: from writing to voting, and then to the room."""
    for session in listing.running():
        last = phases.until(session)
        if last is not None and clock.today() > last:
            _lead_on(session)


def _lead_on(session: Session) -> None:
    votes = session.phase == Phase.COLLECT and session.vote_until is not None
    leading.go_to(None, session, phases.following(session, 1) or "")
    if votes and session.phase == Phase.GROUP:
        leading.go_to(None, session, Phase.VOTE)


def open_to(team_id: str | None) -> Sequence[Session]:
    """Which sessions take cards or votes now of the people of a team, in their own time."""
    found = [one for one in listing.running() if phases.until(one)]
    above = directory().above(team_id)
    return [one for one in found if collecting.teams_of(one) & above]


def asking(ids: Iterable[str]) -> list[Session]:
    """Those of these sessions that still take cards or votes in one's own time."""
    wanted = set(ids)
    return [one for one in listing.running() if one.id in wanted and phases.until(one)]


def asks(session: Session) -> str:
    """What it asks of everybody now, and until which day."""
    last = day(phases.until(session) or clock.today())
    if session.phase == Phase.COLLECT:
        return _("Cards for a retrospective, until %(day)s. Nobody learns who writes.", day=last)
    return _("Vote on what to talk about, until %(day)s. Nobody learns who votes.", day=last)


def is_news(session: Session, since: date, today: date) -> bool:
    """True when a step in one's own time began since a day, or ends today."""
    began = clock.local(session.began.replace(tzinfo=UTC)).date() if session.began else today
    return phases.until(session) == today or since <= began
