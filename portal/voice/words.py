"""What kinds, causes, severities and wishes are called, in the reader's language."""

from datetime import datetime

from flask_babel import format_time

from portal.core import clock
from portal.core.languages import gettext as _
from portal.core.present import day as day_words


def causes() -> dict[str, str]:
    """Where it is stuck: code to words."""
    return {
        "people": _("People"),
        "material": _("Material"),
        "machine": _("Machine"),
        "schedule": _("Schedule"),
        "system": _("System"),
        "rule": _("Rules"),
        "other": _("Other"),
    }


def severities() -> dict[int, str]:
    """How badly it blocks: level to words."""
    return {1: _("Annoying"), 2: _("Blocks part of it"), 3: _("Stopped")}


def asks() -> dict[str, str]:
    """What the writer wishes for: code to words."""
    return {
        "resources": _("More people, material or money"),
        "priority": _("Another order of priorities"),
        "decision": _("Somebody who decides"),
        "information": _("An answer to a question"),
        "other": _("Something else"),
    }


def states() -> dict[str, str]:
    """Where a post stands: code to words, as they stand within a sentence."""
    return {
        "waiting": _("waits for review"),
        "published": _("public"),
        "rejected": _("not published"),
        "masked": _("public, partly masked"),
        "merged": _("joined with another"),
        "split": _("cut into parts"),
    }


def reasons() -> dict[str, str]:
    """Why a post was not published: code to words."""
    return {
        "personal": _("It names somebody or gives personal details"),
        "private-life": _("It is about a colleague's private life"),
        "insult": _("It insults somebody"),
        "threat": _("It threatens somebody"),
        "off-topic": _("It is about something else"),
        "spam": _("It is advertising or was sent many times"),
        "duplicate": _("The same stands here already"),
        "other": _("Another reason"),
    }


def people(bucket: str | None) -> str | None:
    """A bucket that may be told: under five it would say that somebody did it just now."""
    return None if bucket is None or bucket.startswith("<") else bucket


def release_words(at: datetime) -> str:
    """When a release is, as people say it: today 17:00."""
    days = (at.date() - clock.local(clock.now()).date()).days
    hour = str(format_time(at, "HH:mm", rebase=False))
    if days == 0:
        return _("today at %(hour)s", hour=hour)
    if days == 1:
        return _("tomorrow at %(hour)s", hour=hour)
    return _("%(day)s at %(hour)s", day=day_words(at.date()), hour=hour)
