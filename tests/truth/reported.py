"""Quarters as goals report them: check-ins of one shape, written straight into the tables."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, transaction
from portal.okr.models import CheckIn, Cycle, KeyResult, Objective
from portal.okr.service import quarter
from portal.people.models import Team

STRAIGHT = [round(0.0755 * week, 4) for week in range(1, 14)]
WALK = [0.0, 0.02, 0.15, 0.16, 0.16, 0.3, 0.28, 0.45, 0.46, 0.55, 0.56, 0.7, 0.72]
LAST = "2026Q3"


def cycle_of(name: str = LAST) -> Cycle:
    """The cycle of this name, made when it is not there."""
    found = db.session.scalars(select(Cycle).where(Cycle.name == name)).one_or_none()
    if found is None:
        found = Cycle(name=name, starts=quarter(name)[0], ends=quarter(name)[1])
        db.session.add(found)
        db.session.flush()
    return found


def team_of(name: str) -> Team:
    """The team of this name."""
    return db.session.scalars(select(Team).where(Team.name == name)).one()


def objective(owner: str, title: str, team: str = "生產部", name: str = LAST, **more) -> Objective:
    """An objective of a team; to be used in a transaction."""
    found = Objective(
        cycle_id=cycle_of(name).id, team_id=team_of(team).id, owner_id=owner, title=title, **more
    )
    db.session.add(found)
    db.session.flush()
    return found


def result(one: Objective, number: int, shares, note: str = "", weeks=None) -> KeyResult:
    """A key result from 0 to 100 with these shares of its way, a week each."""
    starts = db.session.get_one(Cycle, one.cycle_id).starts
    days = [starts + timedelta(days=7 * week + 2) for week in weeks or range(len(shares))]
    kr = KeyResult(
        objective_id=one.id,
        owner_id=one.owner_id,
        place=number,
        title=f"{one.title} {number}",
        plain=f"{one.title} {number}",
        kind="reach",
        unit="%",
        baseline=Decimal(0),
        target=Decimal(100),
        current=Decimal(str(round(100 * shares[-1], 2))) if shares else Decimal(0),
        updated=days[len(shares) - 1] if shares else None,
        due=db.session.get_one(Cycle, one.cycle_id).ends,
    )
    db.session.add(kr)
    db.session.flush()
    for week, (day, share) in enumerate(zip(days, shares, strict=False), 1):
        db.session.add(check_in(kr, week, day, share, note or f"{kr.id} {week}"))
    return kr


def check_in(kr: KeyResult, number: int, day: date, share: float, note: str) -> CheckIn:
    """One reading of a key result."""
    value = Decimal(str(round(100 * share, 2)))
    words = {"value": value, "confidence": 6, "note": note}
    return CheckIn(key_result_id=kr.id, account_id=kr.owner_id, number=number, day=day, **words)


def formalist(owner: str, name: str = LAST) -> list[Objective]:
    """A quarter that is over, four objectives of three key results, all by the ruler."""
    with transaction():
        made = [objective(owner, f"目標{letter}", name=name) for letter in "甲乙丙丁"]
        for one in made:
            for number in range(3):
                result(one, number, STRAIGHT, "一切順利")
    return made


def honest(owner: str) -> list[Objective]:
    """A quarter that is over and like nothing."""
    with transaction():
        made = [objective(owner, f"目標{letter}") for letter in "甲乙丙丁"]
        for place, one in enumerate(made):
            for number in range(3):
                height = 0.42 + 0.07 * (3 * place + number)
                result(one, number, [height * share for share in WALK])
    return made


def running() -> str:
    """The name of the quarter that runs."""
    today = clock.today()
    return f"{today.year}Q{(today.month + 2) // 3}"
