"""A made company of 120 people and what they say, released, reviewed and counted as in life."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from portal.anonymity.releasing import Hold, Kind, Row
from portal.core import clock
from portal.core.db import db, transaction
from portal.okr.models import KeyResult
from portal.okr.service import quarter_of
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs
from portal.people.models import Account, Site, Team
from portal.voice import service as voice
from portal.voice import standing
from portal.voice.counting import count_anew
from portal.voice.items import CAUSES
from portal.voice.moving import Moving, Said, move
from portal.voice.standing import Judgement

# Each at home at one site, with some people elsewhere; of 採購 there are six.
TEAMS = {
    "沖壓課": 30,
    "裝配課": 24,
    "包裝課": 18,
    "倉儲課": 14,
    "門市": 12,
    "品保課": 9,
    "採購課": 6,
}
HOME = dict(zip(TEAMS, ("一廠", "一廠", "二廠", "二廠", "台北店", "高雄店", "一廠"), strict=True))
BOARD = "公司"
SITES = ("一廠", "二廠", "台北店", "高雄店")


@dataclass(frozen=True)
class Member:
    """Somebody with a team and a site; who that is, nothing in the portal's island says."""

    name: str
    team: str
    site: str


def hire(chance: random.Random) -> list[Member]:
    """120 people in eight teams at four sites, at work."""
    teams = [team for team, size in TEAMS.items() for _ in range(size)]
    teams += [BOARD] * (120 - len(teams))
    places = [
        chance.choice(SITES) if chance.random() < 0.12 else HOME.get(team, "台北店")
        for team in teams
    ]
    people = [Member(f"p{n:03}", *both) for n, both in enumerate(zip(teams, places, strict=True))]
    join(people)
    return people


def join(people: Sequence[Member]) -> None:
    """Take these people in, with their teams under the board's and their sites."""
    with transaction() as session:
        board = _named(Team, BOARD)
        teams = {one: _named(Team, one, parent_id=board.id) for one in TEAMS} | {BOARD: board}
        sites = {one: _named(Site, one) for one in SITES}
        rows = [
            {"identifier": p.name, "name": p.name, "team_id": teams[p.team].id}
            | {"site_id": sites[p.site].id}
            for p in people
        ]
        session.execute(insert(Account), rows)


def _named(model: type[Any], name: str, **words: Any) -> Any:
    found = db.session.scalars(select(model).where(model.name == name)).one_or_none()
    if found is None:
        found = model(name=name, **words)
        db.session.add(found)
        db.session.flush()
    return found


def leave(name: str) -> None:
    """Let somebody go."""
    with transaction() as session:
        session.scalars(select(Account).where(Account.identifier == name)).one().active = False


def aim(owner: str) -> dict[str, str]:
    """A goal of each team under the board's; team to key result."""
    cycle = quarter_of(clock.today())
    over = dict.fromkeys(TEAMS, f"{BOARD}的目標") | {BOARD: ""}
    rows = [
        f"{cycle},{one},{one}的目標,{over[one]},{owner},{one},{one},reach,%,1,9,5,"
        for one in (BOARD, *TEAMS)
    ]
    with transaction():
        take_okrs(read_okrs("\n".join([",".join(COLUMNS), *rows]).encode()))
    return {one.plain: one.id for one in db.session.scalars(select(KeyResult))}


def item(target: str, site: str | None, cause: str, severity: int) -> dict[str, object]:
    """A blocker as it lies in the inbox."""
    said = {"kind": "blocker", "body": "卡住了", "ask": None, "photos": []}
    return said | {"target": target, "site": site, "cause": cause, "severity": severity}


def speak(
    people: Sequence[Member], goals: dict[str, str], sites: dict[str, str], chance: random.Random
) -> list[dict[str, object]]:
    """What these people say: about their team's goal, two of three with their site."""
    return [
        item(
            goals[one.team],
            sites[one.site] if chance.random() < 0.66 else None,
            chance.choice(CAUSES),
            chance.randint(1, 3),
        )
        for one in people
    ]


def released(said: Sequence[dict[str, object]], day: int) -> int:
    """Release all of it on this day, count what was approved before, and approve this."""
    at = datetime(2026, 11, 1, 17, tzinfo=clock.now().tzinfo) + timedelta(days=day)
    rows = [
        Row(
            bytes([day]) + n.to_bytes(31, "big"), Said(one, bytes(32), None), Hold.RELEASE, "k" * 22
        )
        for n, one in enumerate(said)
    ]
    batch = move(Moving(rows), at, Kind.FIXED)
    count_anew()
    with transaction():
        for post in voice.waiting(size=1000):
            standing.judge(post, Judgement.APPROVE, None)
    return batch
