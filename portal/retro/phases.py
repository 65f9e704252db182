"""The way through a session: which phases it has, how long each may take and took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.retro import undoing
from portal.retro.models import Ending, Judged, Phase, Session, SessionPhase
from portal.retro.versions import touch

# Without these nothing would come of what was agreed on.
ALWAYS = frozenset({Phase.REVIEW, Phase.ACTIONS})
MINUTES: Mapping[Phase, int] = {
    Phase.SAFETY: 2,
    Phase.ICEBREAKER: 5,
    Phase.REVIEW: 10,
    Phase.FIGURES: 8,
    Phase.COLLECT: 10,
    Phase.GROUP: 8,
    Phase.VOTE: 5,
    Phase.DISCUSS: 25,
    Phase.ACTIONS: 10,
    Phase.CLOSING: 3,
}
# What everybody may do in their own time, before the room meets.
OWN_TIME = (Phase.COLLECT.value, Phase.GROUP.value, Phase.VOTE.value)
# From here on topics stay as they are.
SETTLED = frozenset({Phase.VOTE, Phase.DISCUSS, Phase.ACTIONS, Phase.CLOSING, Phase.CLOSED})
LONGEST = 240


def plan(minutes: Mapping[str, int]) -> list[SessionPhase]:
    """The phases that are wanted, each with its minutes. Raises Invalid for what cannot be."""
    if unknown := set(minutes) - set(MINUTES):
        raise Invalid(_("There is no such step: %(names)s.", names=", ".join(sorted(unknown))))
    if any(not 1 <= planned <= LONGEST for planned in minutes.values()):
        raise Invalid(_("A step takes 1 to %(most)d minutes.", most=LONGEST))
    wanted = {**{phase.value: MINUTES[phase] for phase in ALWAYS}, **minutes}
    return [SessionPhase(phase=phase, planned=planned) for phase, planned in wanted.items()]


def order(session: Session) -> list[str]:
    """All phases in the order of a session: what is done in one's own time is done before."""
    everything = [phase.value for phase in Phase]
    if session.collect_until is None:
        return everything
    return [*OWN_TIME, *(one for one in everything if one not in OWN_TIME)]


def until(session: Session) -> date | None:
    """The last day of a phase that everybody does in their own time; None where the room meets."""
    if session.collect_until is None:
        return None
    return {Phase.COLLECT: session.collect_until, Phase.VOTE: session.vote_until}.get(
        Phase(session.phase)
    )


def is_met(session: Session, phase: str) -> bool:
    """True for a phase for which the room meets: its minutes count."""
    return session.collect_until is None or phase not in OWN_TIME


def way(session: Session) -> Sequence[SessionPhase]:
    """The phases of a session in their order."""
    places = order(session)
    return sorted(session.phases, key=lambda one: places.index(one.phase))


def following(session: Session, steps: int) -> str | None:
    """The phase so many steps on or back; `closed` after the last one, None before the first."""
    steps_of = [*(one.phase for one in way(session)), Phase.CLOSED.value]
    place = steps_of.index(session.phase) + steps
    return steps_of[place] if 0 <= place < len(steps_of) else None


def _open_to(session: Session) -> set[str]:
    """Where it can go from here; a session that has not begun begins where it is."""
    steps = [*(one.phase for one in way(session)), Phase.CLOSED.value]
    here = steps.index(session.phase)
    ahead = steps[here + 1 :]
    needed = next((place for place, one in enumerate(ahead) if one in ALWAYS), len(ahead) - 1)
    begins = set() if session.began else {session.phase}
    return {*steps[:here], *ahead[: needed + 1]} | begins


def begin(session: Session, phase: str) -> None:
    """Let a phase run from now on, by the minutes of the room or by days."""
    wait(session, phase)
    if phase == Phase.CLOSED:
        return
    session.began = clock.utc()
    if is_met(session, phase):
        session.ends = session.began + timedelta(minutes=_of(session, phase).planned)


def wait(session: Session, phase: str) -> None:
    """Let a session stand at a phase until somebody begins it."""
    session.phase, session.began, session.ends = phase, None, None


def move_to(actor: Actor | None, session: Session, phase: str, *, early: bool = False) -> None:
    """Go back to any phase, or on; to end `early` parks whatever has no end yet. None is a job.

    On the way on no phase is left out that a session always has. Raises Conflict once it is
    closed, Invalid for a phase that it does not have or cannot go to.
    """
    check_open(session)
    ends = phase == Phase.CLOSED and early
    if not ends and phase not in _open_to(session):
        raise Invalid(_("The session cannot go to that step from here."))
    _leave(session)
    if phase == Phase.CLOSED:
        _close(session, early=early)
    if phase in SETTLED:
        _settle(session)
    begin(session, phase)
    touch(session)
    if actor is not None:
        audit.record(actor, "retro", session.id)


def extend(actor: Actor, session: Session, minutes: int) -> None:
    """Give the phase so many minutes more, counted from now where its time is up."""
    check_open(session)
    if not 1 <= minutes <= LONGEST:
        raise Invalid(_("From 1 to %(most)d minutes.", most=LONGEST))
    session.ends = max(session.ends or clock.utc(), clock.utc()) + timedelta(minutes=minutes)
    touch(session)
    audit.record(actor, "retro", session.id)


def ask_another(session: Session, questions: int) -> None:
    """Break the ice with the next of so many questions."""
    session.question = (session.question + 1) % questions
    touch(session)


def hand_over(actor: Actor, session: Session, account_id: str) -> None:
    """Let somebody else lead the session from here on."""
    session.owner_id = account_id
    touch(session)
    audit.record(actor, "retro", session.id)


def left(session: Session) -> int | None:
    """How many seconds the phase has left, below nothing when it is over; None without a clock."""
    return round((session.ends - clock.utc()).total_seconds()) if session.ends else None


def ends(session: Session) -> int | None:
    """When the phase is to end, in seconds since 1970; None without a clock."""
    return round(session.ends.replace(tzinfo=UTC).timestamp()) if session.ends else None


def spent(session: Session) -> dict[str, int]:
    """How many seconds each phase took until now."""
    found = {one.phase: one.spent for one in session.phases}
    if session.began and session.phase in found and is_met(session, session.phase):
        found[session.phase] += _since(session.began)
    return found


@dataclass(frozen=True)
class Minutes:
    """How many minutes a session took until now, and the one before it until the same phase."""

    now: int
    before: int | None


def minutes(session: Session, before: Session | None) -> Minutes:
    """How long a session takes, beside the last one."""
    places = order(session)
    passed = set(places[: places.index(session.phase) + 1])
    last = sum(one.spent for one in before.phases if one.phase in passed) if before else 0
    return Minutes(taken(session), _rounded(last) if last else None)


def planned(session: Session) -> int:
    """How many minutes a session was given, all steps together."""
    return sum(one.planned for one in session.phases)


def taken(session: Session) -> int:
    """How many minutes it took until now."""
    return _rounded(sum(spent(session).values()))


def _rounded(seconds: int) -> int:
    return round(seconds / 60)


def check_open(session: Session) -> None:
    """Raise Conflict when a session is closed."""
    if session.phase == Phase.CLOSED:
        raise Conflict(_("This retrospective is closed."))


def check_named(session: Session) -> None:
    """Refuse (Conflict) what would show who somebody is, in a session that is anonymous."""
    if session.anonymous:
        raise Conflict(_("This session is anonymous: nothing here is said or shown under a name."))


def _settle(session: Session) -> None:
    """From here on nothing is grouped anew, and what nobody judged is a topic."""
    session.grouped = True
    for topic in session.topics:
        if topic.judged == Judged.SUGGESTED:
            topic.judged = Judged.KEPT.value


def _leave(session: Session) -> None:
    if session.phase == Phase.GROUP:
        undoing.forget(session)
    if session.began and is_met(session, session.phase):
        _of(session, session.phase).spent += _since(session.began)


def _close(session: Session, *, early: bool) -> None:
    # A card that belongs to no topic need not end as one.
    left_over = [one for one in session.topics if not one.ending and one.judged != Judged.LOOSE]
    if left_over and not early:
        names = _("; ").join(topic.title for topic in left_over)
        raise Invalid(
            _("Every topic ends as action, decision or parked. Left: %(names)s.", names=names)
        )
    park(session)
    session.closed = clock.today()


def park(session: Session) -> None:
    """Park every topic that has no end."""
    for topic in session.topics:
        if topic.ending is None:
            topic.ending, topic.outcome = Ending.PARKED.value, _("The session ended before it.")


def _of(session: Session, phase: str) -> SessionPhase:
    return next(one for one in session.phases if one.phase == phase)


def _since(began: datetime) -> int:
    return max(0, round((clock.utc() - began).total_seconds()))
