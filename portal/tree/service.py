"""Objectives that several departments own: who takes on which part."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.okr import progress
from portal.okr.models import KeyResult, Objective
from portal.tree.models import Share, ShareState

WHOLE = 100


def find_share(share_id: str) -> Share:
    """The share with this id. Raises Missing."""
    found = db.session.get(Share, share_id)
    if found is None:
        raise Missing(_("Nobody asks for this any more."))
    return found


def of_objective(objective_id: str) -> Sequence[Share]:
    """The shares of an objective, the largest first."""
    query = select(Share).where(Share.objective_id == objective_id)
    return db.session.scalars(query.order_by(Share.percent.desc(), Share.id)).unique().all()


def ask(actor: Actor, objective: Objective, team: str, percent: int, what: str) -> Share:
    """Ask a department to take on a part; a manager of it has it at once.

    Raises Invalid for its own team, an unknown one, or more than is left; Conflict for one that
    takes part already.
    """
    if team not in directory().teams() or team == objective.team_id:
        raise Invalid(_("Choose another department."))
    query = select(func.coalesce(func.sum(Share.percent), 0)).where(
        Share.objective_id == objective.id
    )
    left = WHOLE - (db.session.scalar(query) or 0)
    if not 0 < percent <= left:
        raise Invalid(_("There is %(left)d %% left to share.", left=left))
    if any(one.team_id == team for one in of_objective(objective.id)):
        raise Conflict(_("This department takes part already."))
    own = team in actor.teams
    share = Share(
        objective_id=objective.id,
        team_id=team,
        percent=percent,
        what=what,
        state=(ShareState.ACCEPTED if own else ShareState.ASKED).value,
        account_id=actor.id,
        day=clock.today(),
    )
    db.session.add(share)
    audit.record(actor, "share-asked", objective.id)
    return share


def accept(actor: Actor, share: Share) -> None:
    """Take on what was asked. Raises Conflict when that was done already."""
    if share.state == ShareState.ACCEPTED:
        raise Conflict(_("This was answered already. Load the page again."))
    share.state = ShareState.ACCEPTED.value
    audit.record(actor, "share-accepted", share.objective_id)


def end(actor: Actor, share: Share) -> None:
    """Let a department out of it, or take the wish back."""
    audit.record(actor, "share-ended", share.objective_id)
    db.session.delete(share)


@dataclass(frozen=True)
class Part:
    """A department's part: its share if it was told, and how far its own key results are."""

    team_id: str
    share: Share | None
    percent: int
    results: Sequence[KeyResult]
    far: float | None


def parts(objective: Objective) -> list[Part]:
    """Every department of an objective that several own: its own first; of one alone none."""
    shares = {one.team_id: one for one in of_objective(objective.id)}
    left = WHOLE - sum(one.percent for one in shares.values())
    return [_part(objective, team, shares, left) for team in (objective.team_id, *shares)][
        : None if shares else 0
    ]


def _part(objective: Objective, team: str, shares: dict[str, Share], left: int) -> Part:
    share = shares.get(team)
    results = [one for one in objective.key_results if _whose(one, objective, shares) == team]
    far = [float(progress.share(one)) for one in results]
    mean = sum(far) / len(far) if far else None
    return Part(team, share, share.percent if share else left, results, mean)


def _whose(result: KeyResult, objective: Objective, shares: dict[str, Share]) -> str:
    """The department of a key result: its owner's, or the next over it that has a share."""
    above = directory().above(result.owner_team_id)
    return next((team for team in shares if team in above), objective.team_id)
