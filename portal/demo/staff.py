"""The people of the demo: everybody works there, only the cast can sign in."""

from datetime import date

from sqlalchemy import delete, select, update

from portal.core.access import Actor
from portal.core.db import db
from portal.demo.story import read
from portal.people.actors import actor_of
from portal.people.models import Account, SignInLink
from portal.people.passwords import hash_password
from portal.people.roster import read_people, take_people

ORG = "禾埕五金"
CAST = ("alice", "bob", "charlie", "mona", "ada")
MODERATORS = ("mona", "h1113", "h1146")
PASSWORD = "candor-demo"  # noqa: S105 - it stands on the sign-in page of every demo
HAN = range(0x4E00, 0xA000)


class Staff:
    """Everybody in the story, by the word that they sign in with."""

    def __init__(self) -> None:
        """Nobody is known before `hire`."""
        self._actors: dict[str, Actor] = {}

    def hire(self) -> None:
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

    def actor(self, identifier: str) -> Actor:
        """This person as whoever acts in a request; looked up once, since nobody changes."""
        if identifier not in self._actors:
            query = select(Account).where(Account.identifier == identifier)
            self._actors[identifier] = actor_of(db.session.scalars(query).one())
        return self._actors[identifier]

    def id_of(self, identifier: str) -> str:
        """The id of this person's account."""
        return self.actor(identifier).id

    def moderators_from(self, day: date) -> list[Actor]:
        """All moderators; which one comes first changes from day to day."""
        first = day.toordinal() % len(MODERATORS)
        return [self.actor(one) for one in MODERATORS[first:] + MODERATORS[:first]]
