"""What a message says, in the reader's language: a subject, a text, and the same as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from markupsafe import Markup

from portal.core.languages import gettext as _
from portal.core.outbox import Kind, Message
from portal.core.paths import share
from portal.core.settings import settings
from portal.core.web import tag
from portal.notify.words import lines_of, stuck_line
from portal.okr import service as okr
from portal.people import links
from portal.people.models import Account
from portal.retro import own_time

# Stands for what is a secret in a link where a message is only looked at.
UNSEEN = "..."
DIGEST = ("email/digest.txt", "email/digest.html")
LINK = ("email/link.txt", "email/link.html")
LIVES = {Kind.INVITATION: links.INVITATION, Kind.RESET: links.RESET}


@dataclass(frozen=True)
class Letter:
    """A message as somebody reads it; `leave` is the address that ends such mail."""

    lang: str
    subject: str
    text: str
    html: str
    leave: str | None


def address(endpoint: str, **words: str) -> str:
    """The whole public address of a page, without a request at hand."""
    path = current_app.url_map.bind("localhost").build(endpoint, words)
    return f"{settings().url}{path}"


def looked_at(message: Message, account: Account) -> Letter:
    """The letter as somebody else may see it: without what its links hold for the reader alone."""
    return written(message, account, UNSEEN, UNSEEN)


def written(message: Message, account: Account, secret: str, token: str) -> Letter:
    """The letter of this message, in the language of its reader."""
    with force_locale(account.locale or settings().locale):
        if message.kind == Kind.DIGEST:
            return _digest(account, message.facts, token)
        return _link(account, Kind(message.kind), secret)


def _digest(account: Account, facts: Mapping[str, Any], token: str) -> Letter:
    leave = address("signed.leave", token=token)
    named = okr.key_results(facts.get("check_in", ()))
    subject = _("%(portal)s: what waits for you today", portal=settings().name)
    invited = own_time.asking(facts.get("retro", ()))
    lines = lines_of(facts, named, address, invited)
    page = {"account": account, "lines": lines, "leave": leave}
    return _drawn(DIGEST, subject, leave, page)


def _link(account: Account, kind: Kind, secret: str) -> Letter:
    invited = kind is Kind.INVITATION
    subject = (
        _("%(portal)s: your way in", portal=settings().name)
        if invited
        else _("%(portal)s: a new password", portal=settings().name)
    )
    way = address("people.link", secret=secret)
    return _drawn(LINK, subject, None, {"account": account, "way": way, "invited": invited})


def to_a_room(facts: Mapping[str, Any]) -> Letter:
    """What a chat room is told, in the organisation's language."""
    with force_locale(settings().locale):
        said = f"{stuck_line(facts['stuck'])}\n{address('board.stuck')}"
        return Letter(tag(), settings().name, said, "", None)


def _drawn(names: tuple[str, str], subject: str, leave: str | None, page: dict[str, Any]) -> Letter:
    page |= {"subject": subject, "look": _look()}
    text, html = (render_template(name, **page) for name in names)
    return Letter(tag(), subject, f"{text.strip()}\n", html, leave)


@cache
def _look() -> Markup:
    """The stylesheet, inside the mail: no reader fetches anything from us by opening it."""
    css = (share("static") / "css" / "mail.css").read_text(encoding="utf-8")
    return Markup("<style>{}</style>").format(Markup(css))  # noqa: S704 - a file of ours


def as_mail(letter: Letter, account: Account) -> EmailMessage:
    """The letter as it goes to the mail server."""
    sender = mail_from()
    mail = EmailMessage()
    mail["Subject"] = letter.subject
    mail["From"] = Address(settings().name, addr_spec=sender)
    mail["To"] = Address(account.name, addr_spec=account.email or "")
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    if letter.leave:
        mail["List-Unsubscribe"] = f"<{letter.leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail


def mail_from() -> str:
    """The address that mail comes from: the one that was set, else one of the public host."""
    return settings().mail_from or f"candor@{urlsplit(settings().url).hostname}"
