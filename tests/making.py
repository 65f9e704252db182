"""What tests make: the cast's file, goals, photos, and requests to post."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select

from portal.anonymity.client import Token
from portal.anonymity.encoding import b64u
from portal.core import clock
from portal.core.access import Actor
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.okr.models import KeyResult
from portal.okr.service import quarter_of
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs
from portal.people.models import Account
from portal.retro import phases
from portal.retro.models import Session
from portal.voice.envelope import SEAT, SIZE, STEP

PEOPLE = """identifier,name,email,team,parent_team,site,role,password
alice,周雅婷,,沖壓課,生產部,二廠,member,candor-demo
bob,黃志豪,,生產部,公司,二廠,manager,candor-demo
charlie,陳建宏,,門市營運,公司,台中店,member,candor-demo
mona,何詠詩,,人資部,公司,總公司,moderator,candor-demo
ada,林雅琪,,資訊部,公司,總公司,admin,candor-demo
"""


@dataclass(frozen=True)
class Cast:
    """Ids of the five."""

    alice: str
    bob: str
    charlie: str
    mona: str
    ada: str


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


def lead(actor: Actor, session: Session, to: str) -> None:
    """Lead a session on, phase by phase."""
    while session.phase != to:
        phases.move_to(actor, session, phases.following(session, 1) or "")


def make_manager(name: str, team: str) -> str:
    """A further manager; the id."""
    with transaction() as session:
        found = Account(identifier=name, name=name, role="manager", team_id=directory().team(team))
        session.add(found)
    return found.id


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


def encoded(picture: Image.Image, kind: str, **words: Any) -> bytes:
    """A picture as a file of this kind."""
    out = BytesIO()
    picture.save(out, kind, **words)
    return out.getvalue()


def photo_with_places(colour: str = "teal", comment: bytes = b"") -> bytes:
    """A JPEG as a phone writes it: with place, time, camera, colour profile and comment."""
    told = Image.Exif()
    told[271], told[272] = "Vivid", "Phone 9"
    told.get_ifd(0x8769)[36867] = "2026:11:20 14:03:09"
    told.get_ifd(0x8825).update({1: "N", 2: (25.0, 2.0, 5.5), 3: "E", 4: (121.0, 33.0, 52.0)})
    profile = b"a colour profile" * 9
    words = {"exif": told, "icc_profile": profile, "comment": comment}
    return encoded(Image.new("RGB", (64, 48), colour), "JPEG", **words)


def pictured(*photos: bytes) -> dict[str, Any]:
    """The field of an item that carries these photos, or one as a phone writes it."""
    return {"photos": [b64u(photo) for photo in photos or (photo_with_places(),)]}


def padded(body: dict[str, Any], size: int = 0) -> bytes:
    """A request as the browser pads it, or to this size."""
    bare = len(json.dumps({**body, "pad": ""}, ensure_ascii=False).encode())
    item = body.get("item")
    photos = item.get("photos") if isinstance(item, dict) else None
    large = isinstance(photos, list) and photos
    least = SEAT if "blinded" in body else SIZE
    size = size or (-(-bare // STEP) * STEP if large else least)
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
