"""What tests make: the cast's file, goals, and requests to post."""

import json
from typing import Any

from sqlalchemy import select

from portal.anonymity.client import Token
from portal.anonymity.encoding import b64u
from portal.core import clock
from portal.core.db import db, transaction
from portal.okr.models import KeyResult
from portal.okr.service import quarter_of
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs

PEOPLE = """identifier,name,email,team,parent_team,site,role,password
alice,周雅婷,,沖壓課,生產部,二廠,member,candor-demo
bob,黃志豪,,生產部,公司,二廠,manager,candor-demo
charlie,陳建宏,,門市營運,公司,台中店,member,candor-demo
mona,何詠詩,,人資部,公司,總公司,moderator,candor-demo
ada,林雅琪,,資訊部,公司,總公司,admin,candor-demo
"""


OBJECTIVES = {"生產部": "讓師傅一拿到就想再買"}


def make_goal(owner: str, plain: str = "客人訂的貨，準時送到", team: str = "生產部") -> KeyResult:
    """A key result of this quarter, of an objective of this team."""
    name = quarter_of(clock.today())
    row = (
        f"{name},{team},{OBJECTIVES.get(team, team)},,{owner},交貨準時率 {plain},{plain},"
        "reach,%,78,95,86,"
    )
    with transaction():
        take_okrs(read_okrs(f"{','.join(COLUMNS)}\n{row}\n".encode()))
    return db.session.scalars(select(KeyResult).where(KeyResult.plain == plain)).one()


def make_item(
    target: str, body: str = "不是機器老，是排程一天改三次。", **changes: object
) -> dict[str, Any]:
    """A blocker about a goal, as the compose page would send it."""
    item = {
        "kind": "blocker",
        "target": target,
        "body": body,
        "cause": "schedule",
        "severity": 3,
        "ask": None,
        "site": None,
        "photos": [],
    }
    return item | changes


def padded(body: dict[str, Any], size: int = 8192) -> bytes:
    """A request as the browser pads it."""
    bare = len(json.dumps({**body, "pad": ""}, ensure_ascii=False).encode())
    whole = {**body, "pad": "0" * (size - bare)}
    return json.dumps(whole, ensure_ascii=False).encode()


def make_post(token: Token, item: dict[str, Any], **changes: object) -> dict[str, Any]:
    """A request to post with a token."""
    return {
        "v": 1,
        "kid": token.kid,
        "msg": b64u(token.msg),
        "sig": b64u(token.sig),
        "item": item,
        "salt": b64u(bytes(16)),
        "mailbox": None,
        "hold": "release",
    } | changes
