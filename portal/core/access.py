"""Who may what: one table of rules, and the mark that every endpoint carries."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.core.errors import Forbidden, SignedOut

View = Callable[..., ResponseReturnValue]


class Role(StrEnum):
    """What an account may be (contract: Who may what)."""

    MEMBER = "member"
    MANAGER = "manager"
    MODERATOR = "moderator"
    ADMIN = "admin"


@dataclass(frozen=True)
class Actor:
    """All that the product knows of a signed-in person while answering a request."""

    id: str
    name: str
    role: Role
    team: str | None = None
    # The actor's own team and everything under it: a manager's part of the tree.
    teams: frozenset[str] = field(default_factory=frozenset)


class Owned(Protocol):
    """Anything that has an owner and stands in the part of the tree of some teams."""

    @property
    def owner_id(self) -> str | None:
        """The account that answers for it."""

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams whose managers may act on it."""


class Held(Owned, Protocol):
    """Something that came to people, who may be from elsewhere."""

    @property
    def asked_ids(self) -> frozenset[str]:
        """The accounts to whom it came."""


class Joined(Owned, Protocol):
    """A goal that hangs under the goal of somebody else: it has an owner on either side."""

    @property
    def objective(self) -> Owned:
        """The goal that hangs."""


class Judged(Owned, Protocol):
    """Something said, which nobody judges who answers for what it is about."""

    @property
    def leaders(self) -> frozenset[str]:
        """The accounts that answer for a goal that it is about, or for one over that."""


class Permission(StrEnum):
    """Everything that can be allowed, as scope:action."""

    ACCOUNT_OWN = "account:own"
    ACTION_SETTLE = "action:settle"
    ANSWER_DECIDE = "answer:decide"
    ANSWER_INBOX = "answer:inbox"
    ANSWER_REPLY = "answer:reply"
    CARD_JUDGE = "card:judge"
    HUNTING_READ = "hunting:read"
    HUNTING_REPORT = "hunting:report"
    HUNTING_SETTLE = "hunting:settle"
    MODERATION_DECIDE = "moderation:decide"
    MODERATION_QUEUE = "moderation:queue"
    MODERATION_REWORD = "moderation:reword"
    NOTIFY_ADMIN = "notify:admin"
    OKR_ALIGN = "okr:align"
    OKR_ASK = "okr:ask"
    OKR_DRAFT = "okr:draft"
    OKR_EDIT = "okr:edit"
    OKR_IMPORT = "okr:import"
    OKR_READ = "okr:read"
    OKR_UNMOUNT = "okr:unmount"
    OKR_UPDATE = "okr:update"
    PEOPLE_ADMIN = "people:admin"
    QUESTION_CLOSE = "question:close"
    RADAR_ANNOTATE = "radar:annotate"
    REMARK_EDIT = "remark:edit"
    RETRO_OPEN = "retro:open"
    RETRO_READ = "retro:read"
    RETRO_RUN = "retro:run"
    SEARCHES_READ = "searches:read"
    SHARE_ACCEPT = "share:accept"
    SHARE_END = "share:end"
    TOKEN_COLLECT = "token:collect"  # noqa: S105 - a permission's name


def anybody(_actor: Actor, _subject: object) -> bool:
    """Whoever is signed in."""
    return True


def manages(actor: Actor, _subject: object = None) -> bool:
    """Managers, whatever the subject."""
    return actor.role is Role.MANAGER


def moderates(actor: Actor, _subject: object = None) -> bool:
    """Moderators, whatever the subject."""
    return actor.role is Role.MODERATOR


def administers(actor: Actor, _subject: object = None) -> bool:
    """Admins; no right over what is said comes with it."""
    return actor.role is Role.ADMIN


def owns(actor: Actor, subject: Owned) -> bool:
    """The person who answers for it."""
    return subject.owner_id == actor.id


def leads(actor: Actor, subject: Owned) -> bool:
    """The manager of any part of the tree in which it stands, or its owner if a manager."""
    return manages(actor) and (owns(actor, subject) or not actor.teams.isdisjoint(subject.team_ids))


def opens(actor: Actor, subject: Owned | None) -> bool:
    """A manager, about anything in the manager's part of the tree."""
    return manages(actor) and (subject is None or leads(actor, subject))


def owns_or_leads(actor: Actor, subject: Owned) -> bool:
    """Its owner, whatever the role, or the manager over it."""
    return owns(actor, subject) or leads(actor, subject)


def runs_or_moderates(actor: Actor, subject: Owned) -> bool:
    """Whoever leads a session, and every moderator."""
    return owns_or_leads(actor, subject) or moderates(actor)


def joins(actor: Actor, subject: Joined) -> bool:
    """Whoever answers for one of two goals that are joined."""
    return owns_or_leads(actor, subject) or owns_or_leads(actor, subject.objective)


def decides(actor: Actor, subject: Held) -> bool:
    """A manager over it, or one to whom it came from elsewhere."""
    return leads(actor, subject) or (manages(actor) and actor.id in subject.asked_ids)


def reviews(actor: Actor, subject: Owned) -> bool:
    """A moderator, but never about the moderator's own goal or words."""
    return moderates(actor) and not owns(actor, subject)


def judges(actor: Actor, subject: Judged) -> bool:
    """A moderator, but never about a goal that the moderator owns or leads."""
    return moderates(actor) and not owns(actor, subject) and actor.id not in subject.leaders


RULES: dict[Permission, Callable[[Actor, Any], bool]] = {
    Permission.ACCOUNT_OWN: anybody,
    Permission.ACTION_SETTLE: owns_or_leads,
    Permission.ANSWER_DECIDE: decides,
    Permission.ANSWER_INBOX: manages,
    Permission.ANSWER_REPLY: decides,
    Permission.CARD_JUDGE: runs_or_moderates,
    Permission.HUNTING_READ: moderates,
    Permission.HUNTING_REPORT: anybody,
    Permission.HUNTING_SETTLE: reviews,
    Permission.MODERATION_DECIDE: judges,
    Permission.MODERATION_QUEUE: moderates,
    Permission.MODERATION_REWORD: reviews,
    Permission.NOTIFY_ADMIN: administers,
    Permission.OKR_ALIGN: owns_or_leads,
    Permission.OKR_ASK: owns_or_leads,
    Permission.OKR_DRAFT: owns_or_leads,
    Permission.OKR_EDIT: owns_or_leads,
    Permission.OKR_IMPORT: administers,
    Permission.OKR_READ: anybody,
    Permission.OKR_UNMOUNT: joins,
    Permission.OKR_UPDATE: owns_or_leads,
    Permission.PEOPLE_ADMIN: administers,
    Permission.QUESTION_CLOSE: owns,
    Permission.RADAR_ANNOTATE: owns_or_leads,
    Permission.REMARK_EDIT: owns,
    Permission.RETRO_OPEN: opens,
    Permission.RETRO_READ: anybody,
    Permission.RETRO_RUN: owns_or_leads,
    Permission.SEARCHES_READ: moderates,
    Permission.SHARE_ACCEPT: leads,
    Permission.SHARE_END: joins,
    Permission.TOKEN_COLLECT: anybody,
}


def allows(actor: Actor | None, permission: Permission, subject: Any = None) -> bool:
    """True when the table lets this actor do this to this subject; nobody may do nothing."""
    return actor is not None and RULES[permission](actor, subject)


def may(permission: str, subject: Any = None) -> bool:
    """The same question, asked by a template about the person who reads it."""
    return allows(g.get("actor"), Permission(permission), subject)


def needs(
    permission: Permission, loader: Callable[..., Any] | None = None
) -> Callable[[View], View]:
    """Let a view run only for who may; hand it the subject that the loader finds by the URL's word.

    The loader takes the one value in the URL and raises Missing when there is no such thing.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(**words: str) -> ResponseReturnValue:
            if g.get("actor") is None:
                raise SignedOut
            loaded = {word: loader(value) for word, value in words.items()} if loader else words
            subject = next(iter(loaded.values()), None)
            if not allows(g.get("actor"), permission, subject):
                raise Forbidden(_l("Ask the person who runs it, or sign in with another account."))
            return view(**loaded)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def open_to_all(view: View) -> View:
    """Say out loud that this endpoint is for everybody, signed in or not."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """The mark of a view. Raises AttributeError when somebody forgot it."""
    return view.permission  # type: ignore[attr-defined,no-any-return]
