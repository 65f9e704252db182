"""For which teams a person may set goals."""

from portal.core.access import Actor, manages
from portal.okr import service


def teams_of(actor: Actor) -> frozenset[str]:
    """A manager's part of the tree; the own team of whoever answers for a running goal."""
    if manages(actor):
        return actor.teams
    own = {actor.team} if actor.team else set()
    owns = service.owned_by(actor.id) or service.objectives_owned_by(actor.id)
    return frozenset(own if owns else ())
