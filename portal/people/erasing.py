"""Erasing a person: who it was goes, what was done in a role stays under the role."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.answers.models import Decision, Hop, Reply
from portal.core import audit, outbox
from portal.core.access import Actor
from portal.core.db import db
from portal.core.ids import new_id
from portal.core.languages import in_every_language
from portal.okr.models import CheckIn
from portal.people import feeds, second_step, service
from portal.people.models import Account
from portal.people.words import former
from portal.voice.models import PostEvent

# What follows a name in the words that an author reads.
COLONS = ("：", ": ")


@dataclass(frozen=True)
class Traces:
    """What stays of a person, and what the person is called there from now on."""

    role: str
    decisions: int
    replies: int
    check_ins: int


def traces_of(account: Account) -> Traces:
    """What an erasure would leave. Raises Invalid for the only admin."""
    service.check_not_the_last_admin(account, stays=False)
    return Traces(
        role=former(account.role),
        decisions=_count(Decision, account),
        replies=_count(Reply, account),
        check_ins=_count(CheckIn, account),
    )


def _count(model: type[Decision] | type[Reply] | type[CheckIn], account: Account) -> int:
    query = select(func.count()).select_from(model).where(model.account_id == account.id)
    return db.session.scalar(query) or 0


def erase(account: Account, by: Actor | None = None) -> None:
    """Take out of an account who it was; it is closed and stands for a role alone.

    What others wrote about the person in their own words is theirs, and stays. Raises Invalid
    for the only admin.
    """
    service.check_not_the_last_admin(account, stays=False)
    _rename_in_timelines(account)
    account.name, account.identifier = "", new_id()
    account.email = account.password_hash = account.locale = None
    account.team_id = account.site_id = None
    account.active = False
    account.session_epoch += 1
    service.drop_links(account)
    second_step.forget(account.id)
    feeds.forget(account.id)
    outbox.forget_about(account.id)
    if by is not None:
        audit.record(by, "erase", account.id)


def _rename_in_timelines(account: Account) -> None:
    """Authors' timelines hold names in their words: nothing there may point at an account."""
    called = in_every_language(lambda: former(account.role))
    query = select(PostEvent).where(PostEvent.post_id.in_(_met(account)))
    for event in db.session.scalars(query):
        words = {
            lang: _renamed(said, account.name, called[lang]) for lang, said in event.words.items()
        }
        if words != event.words:
            event.words = words


def _met(account: Account) -> Iterable[str]:
    """The posts that this person decided on or replied to."""
    found: set[str] = set()
    for model in (Decision, Reply, Hop):
        query = select(model.post_id).where(model.account_id == account.id)
        found |= {id_ for id_ in db.session.scalars(query) if id_}
    return found


def _renamed(said: str, name: str, called: str) -> str:
    for colon in COLONS:
        if said.startswith(f"{name}{colon}"):
            return f"{called}{said.removeprefix(name)}"
    return said
