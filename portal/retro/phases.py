"""The way through a session: which phases it has, how long each may take and took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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
    Phase.ICEBREAKER: 5,
    Phase.REVIEW: 10,
    Phase.FIGURES: 8,
    Phase.COLLECT: 10,
    Phase.GROUP: 8,
    Phase.VOTE: 5,
    Phase.DISCUSS: 25,
    Phase.ACTIONS: 10,
}
# From here on topics stay as they are.
SETTLED = frozenset({Phase.VOTE, Phase.DISCUSS, Phase.ACTIONS, Phase.CLOSED})
LONGEST = 240


def plan(minutes: Mapping[str, int]) -> list[SessionPhase]:
    """The phases that are wanted, each with its minutes. Raises Invalid for what cannot be."""
    if unknown := set(minutes) - set(MINUTES):
        raise Invalid(_("There is no such step: %(names)s.", names=", ".join(sorted(unknown))))
    if any(not 1 <= planned <= LONGEST for planned in minutes.values()):
        raise Invalid(_("A step takes 1 to %(most)d minutes.", most=LONGEST))
    wanted = {**{phase.value: MINUTES[phase] for phase in ALWAYS}, **minutes}
    return [SessionPhase(phase=phase, planned=planned) for phase, planned in wanted.items()]


def way(session: Session) -> Sequence[SessionPhase]:
    """The phases of a session in their order."""
    order = [phase.value for phase in Phase]
    return sorted(session.phases, key=lambda one: order.index(one.phase))


def following(session: Session, steps: int) -> str | None:
    """The phase so many steps on or back; `closed` after the last one, None before the first."""
    order = [*(one.phase for one in way(session)), Phase.CLOSED.value]
    place = order.index(session.phase) + steps
    return order[place] if 0 <= place < len(order) else None


def _open_to(session: Session) -> set[str]:
    """Where it can go from here; a session that has not begun begins where it is."""
    order = [*(one.phase for one in way(session)), Phase.CLOSED.value]
    here = order.index(session.phase)
    ahead = order[here + 1 :]
    needed = next((place for place, one in enumerate(ahead) if one in ALWAYS), len(ahead) - 1)
    begins = set() if session.began else {session.phase}
    return {*order[:here], *ahead[: needed + 1]} | begins


def _begin(session: Session, phase: str) -> None:
    session.phase = phase
    session.began = session.ends = None
    if phase != Phase.CLOSED:
        session.began = _now()
        session.ends = session.began + timedelta(minutes=_of(session, phase).planned)


def move_to(actor: Actor, session: Session, phase: str, *, early: bool = False) -> None:
    """Go back to any phase, or on; to end `early` parks whatever has no end yet.

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
    _begin(session, phase)
    touch(session)
    audit.record(actor, "retro", session.id)


def extend(actor: Actor, session: Session, minutes: int) -> None:
    """Give the phase so many minutes more, counted from now where its time is up."""
    check_open(session)
    if not 1 <= minutes <= LONGEST:
        raise Invalid(_("From 1 to %(most)d minutes.", most=LONGEST))
    session.ends = max(session.ends or _now(), _now()) + timedelta(minutes=minutes)
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
    return round((session.ends - _now()).total_seconds()) if session.ends else None


def ends(session: Session) -> int | None:
    """When the phase is to end, in seconds since 1970; None without a clock."""
    return round(session.ends.replace(tzinfo=UTC).timestamp()) if session.ends else None


def spent(session: Session) -> dict[str, int]:
    """How many seconds each phase took until now."""
    found = {one.phase: one.spent for one in session.phases}
    if session.began and session.phase in found:
        found[session.phase] += _since(session.began)
    return found


@dataclass(frozen=True)
class Minutes:
    """How many minutes a session took until now, and the one before it until the same phase."""

    now: int
    before: int | None


def minutes(session: Session, before: Session | None) -> Minutes:
    """How long a session takes, beside the last one."""
    order = [phase.value for phase in Phase]
    until = set(order[: order.index(session.phase) + 1])
    last = sum(one.spent for one in before.phases if one.phase in until) if before else 0
    return Minutes(_rounded(sum(spent(session).values())), _rounded(last) if last else None)


def _rounded(seconds: int) -> int:
    return round(seconds / 60)


def check_open(session: Session) -> None:
    """Raise Conflict when a session is closed."""
    if session.phase == Phase.CLOSED:
        raise Conflict(_("This retrospective is closed."))


def _settle(session: Session) -> None:
    """From here on nothing is grouped anew, and what nobody judged is a topic."""
    session.grouped = True
    for topic in session.topics:
        if topic.judged == Judged.SUGGESTED:
            topic.judged = Judged.KEPT.value


def _leave(session: Session) -> None:
    if session.phase == Phase.GROUP:
        undoing.forget(session)
    if session.began:
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


def _now() -> datetime:
    return clock.now().astimezone(UTC).replace(tzinfo=None)


def _since(began: datetime) -> int:
    return max(0, round((_now() - began).total_seconds()))
