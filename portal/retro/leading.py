"""Leading a session on, and what a step brings about when it is left or begun."""

from portal.core.access import Actor
from portal.core.db import transaction
from portal.retro import collecting, grouping, phases, polls, ready, recurring, voting
from portal.retro.models import Phase, Session


def go_to(actor: Actor | None, session: Session, phase: str, *, early: bool = False) -> None:
    """Go to a phase, or end early; raises like `phases.move_to`.

    Whatever way it goes, cards are revealed once no more are taken, and votes and answers counted
    once their step is left. After a crash in between, the next step does what is left to do.
    """
    was = session.phase
    # Before the transaction: to compare what was said takes its time.
    found = recurring.links(session) if phase == Phase.CLOSED != was else {}
    with transaction():
        phases.move_to(actor, session, phase, early=early)
        if actor is None and phases.is_met(session, session.phase):
            # The clock of the room runs, and it is asked something, from when it meets.
            phases.wait(session, session.phase)
        ready.clear(session)
        if session.phase == Phase.CLOSED:
            recurring.follow(session, found)
    _turn_polls(session)
    if was == Phase.VOTE != session.phase:
        voting.close(session)
    revealed = 0 if collecting.takes_cards(session) else collecting.reveal(session)
    if not revealed and was != session.phase == Phase.GROUP:
        with transaction():
            grouping.lay_out(session)


def _turn_polls(session: Session) -> None:
    """Count what was asked, and ask what this step asks."""
    polls.count(session)
    if session.began and session.phase in polls.OF_PHASE:
        with transaction():
            polls.ask(session, polls.OF_PHASE[session.phase])
