"""Decisions as sentences, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.present import day as day_words
from portal.okr import service as okr
from portal.voice.words import causes

ICONS = {
    "resources": "package-plus",
    "priority": "arrow-up-down",
    "assign": "user-check",
    "ask": "message-circle-question-mark",
    "decline": "circle-slash",
    "transfer": "corner-up-right",
}


def kinds() -> dict[str, tuple[str, str]]:
    """Each kind of decision: its name, and what it asks for."""
    return {
        "resources": (_("Add resources"), _("what, how much, by when")),
        "priority": (_("Change priorities"), _("which goal gives way")),
        "assign": (_("Assign"), _("who, by which day")),
        "ask": (_("Ask"), _("the question reaches the writer")),
        "decline": (_("Not doing it"), _("with a reason that everybody sees")),
        "transfer": (_("Hand over"), _("to a manager who can decide")),
    }


def work() -> dict[str, str]:
    """What whoever decides says of the work: move to words."""
    return {"start": _("Work has begun"), "claim": _("It is solved")}


def work_said(body: str, cause: str | None) -> str:
    """What was done, and what it was in the end when that was reported otherwise."""
    if not cause:
        return body
    found = causes().get(cause, cause)
    return _("%(body)s (It was: %(cause)s)", body=body, cause=found)


def declining() -> dict[str, str]:
    """Why something is not done: code to words."""
    return {
        "no-budget": _("There is no money for it this year"),
        "not-now": _("Not now; we look at it again"),
        "other-goal": _("Another goal comes first"),
        "not-possible": _("It cannot be done"),
        "not-ours": _("It is not ours to decide"),
        "other": _("Another reason"),
    }


def sentence(kind: str, details: Mapping[str, Any]) -> str:
    """What was decided, in one or two sentences."""
    said = _SENTENCES[kind](details)
    note = details.get("note")
    # Chinese sentences follow each other without a space.
    gap = "" if said.endswith("。") else " "
    return f"{said}{gap}{note}" if note else said


def _day(details: Mapping[str, Any]) -> str:
    return day_words(date.fromisoformat(details["by"]))


def _resources(details: Mapping[str, Any]) -> str:
    what, amount = details["what"], details["amount"]
    return _("%(what)s, %(amount)s, by %(day)s.", what=what, amount=amount, day=_day(details))


def _priority(details: Mapping[str, Any]) -> str:
    yielding = okr.key_results([details["yields"]]).get(details["yields"])
    title = yielding.plain if yielding else _("another goal")
    return _("“%(title)s” gives way to this.", title=title)


def _assign(details: Mapping[str, Any]) -> str:
    return _("%(name)s does it by %(day)s.", name=_name(details["owner"]), day=_day(details))


def _ask(details: Mapping[str, Any]) -> str:
    return str(details["question"])


def _decline(details: Mapping[str, Any]) -> str:
    reason = declining().get(details["reason"], declining()["other"])
    return _("%(reason)s. %(text)s", reason=reason, text=details["text"])


def _transfer(details: Mapping[str, Any]) -> str:
    if details.get("again"):
        name = _name(details["to"])
        return _("Handed over a second time, so it goes up to %(name)s.", name=name)
    return _("%(name)s is to decide.", name=_name(details["to"]))


def _name(account_id: str) -> str:
    person = directory().person(account_id)
    return person.name if person else _("somebody")


_SENTENCES = {
    "resources": _resources,
    "priority": _priority,
    "assign": _assign,
    "ask": _ask,
    "decline": _decline,
    "transfer": _transfer,
}
