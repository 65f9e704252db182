"""The people of the demo: everybody works there, only the cast can sign in."""

from datetime import date

from sqlalchemy import delete, update

from portal.core.access import Actor
from portal.core.db import db
from portal.demo.story import read
from portal.people.actors import actor_of
from portal.people.models import Account, SignInLink
from portal.people.passwords import hash_password
from portal.people.roster import read_people, take_people
from portal.people.service import by_identifier

ORG = "禾埕五金"
CAST = ("alice", "bob", "charlie", "mona", "ada")
MODERATORS = ("mona", "h1113", "h1146")
PASSWORD = "candor-demo"  # noqa: S105 - it stands on the sign-in page of every demo
HAN = range(0x4E00, 0xA000)


def hire() -> None:
    """Take in everybody; the cast gets the demo's password, nobody else gets a way in."""
    lines = read_people(read("people.csv"))
    take_people(lines)
    db.session.execute(delete(SignInLink))
    one = hash_password(PASSWORD)
    cast = Account.identifier.in_(CAST)
    db.session.execute(update(Account).where(cast).values(password_hash=one))
    foreign = [line["identifier"] for line in lines if ord(line["name"][0]) not in HAN]
    reads_english = Account.identifier.in_(foreign)
    db.session.execute(update(Account).where(reads_english).values(locale="en"))


def actor(identifier: str) -> Actor:
    """This person as whoever acts in a request."""
    return actor_of(_account(identifier))


def account_id(identifier: str) -> str:
    """The id of this person's account."""
    return _account(identifier).id


def _account(identifier: str) -> Account:
    found = by_identifier(identifier)
    if found is None:
        raise LookupError(f"nobody in the story is called {identifier}")
    return found


def moderators_from(day: date) -> list[Actor]:
    """All moderators; which one comes first changes from day to day."""
    first = day.toordinal() % len(MODERATORS)
    return [actor(one) for one in MODERATORS[first:] + MODERATORS[:first]]
