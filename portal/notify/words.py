"""What a digest says, line by line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.languages import gettext as _
from portal.okr.models import KeyResult
from portal.retro import listing
from portal.retro.models import Session
from portal.retro.own_time import asks


@dataclass(frozen=True)
class Line:
    """One thing that waits: a sentence, a remark, and the way there."""

    sentence: str
    remark: str
    way: str


def lines_of(
    facts: Mapping[str, Any],
    named: Mapping[str, KeyResult],
    address: Callable[..., str],
    invited: Iterable[Session] = (),
) -> list[Line]:
    """Everything a digest tells, the most urgent first."""
    counted = [
        Line(*_counted(subject, facts[subject]), address(WAYS[subject]))
        for subject in WAYS
        if subject in facts
    ]
    stale = [
        Line(one.plain, _("No update yet this week. No change counts too."), _way(one, address))
        for id_ in facts.get("check_in", ())
        if (one := named.get(id_))
    ]
    sessions = [
        Line(one.title, asks(one), address("retro.session", retro=one.id)) for one in invited
    ]
    return counted + _coming_back(facts, address) + stale + sessions


def _coming_back(facts: Mapping[str, Any], address: Callable[..., str]) -> list[Line]:
    remark = _("A theme was there in three retrospectives running, and nothing has solved it.")
    titles = listing.titles(facts.get("themes", ()))
    return [
        Line(title, remark, address("retro.session", retro=id_)) for id_, title in titles.items()
    ]


def _way(key_result: KeyResult, address: Callable[..., str]) -> str:
    # What is left of the week's round comes after it.
    return address("okr.check_in", kr=key_result.id, round="1")


WAYS = {
    "overdue": "answers.inbox",
    "decide": "answers.inbox",
    "review": "moderation.queue",
    "given": "board.stuck",
}


def _counted(subject: str, bucket: str) -> tuple[str, str]:
    some = _some(bucket)
    sentences = {
        "overdue": (
            _("Blockers whose time is over: %(some)s", some=some),
            _("They climb until somebody decides."),
        ),
        "decide": (
            _("Blockers that wait for your decision: %(some)s", some=some),
            _("A reply does not stop the clock; a decision does."),
        ),
        "review": (
            _("Posts that wait for review: %(some)s", some=some),
            _("Nobody reads them before you do."),
        ),
        "given": (
            _("Given to you since the last mail: %(some)s", some=some),
            _("A manager assigned it to you or handed it over."),
        ),
    }
    return sentences[subject]


def stuck_line(bucket: str) -> str:
    """How many blockers wait for a decision, for everybody in a room."""
    return _("Blockers that wait for a decision: %(some)s", some=_some(bucket))


def _some(bucket: str) -> str:
    """A bucket as people say it."""
    number = bucket.strip("<+")
    if bucket.startswith("<"):
        return _("fewer than %(number)s", number=number)
    return _("%(number)s or more", number=number)


def subject_name(subject: str) -> str:
    """What somebody may be told of, as a choice."""
    names = {
        "decide": _("What waits for my decision (managers)"),
        "given": _("What managers gave to me"),
        "check_in": _("Key results of mine without an update this week"),
        "review": _("What waits for review (moderators)"),
        "retro": _("Retrospectives that want my cards or my vote"),
    }
    return names[subject]


def state_name(state: str) -> str:
    """How far a message is."""
    names = {
        "queued": _("waits"),
        "sending": _("being sent"),
        "sent": _("sent"),
        "failed": _("failed"),
        "unknown": _("unknown: it broke off while it was sent"),
        "lapsed": _("not sent: its day is over"),
    }
    return names[state]


def kind_name(kind: str) -> str:
    """What a message is about."""
    names = {
        "invitation": _("Invitation"),
        "reset": _("New password"),
        "digest": _("What waits, once a day"),
    }
    return names.get(kind, kind)


def service_name(service: str) -> str:
    """A chat service as people call it in the reader's language."""
    names = {
        "dingtalk": _("DingTalk"),
        "feishu": _("Feishu"),
        "lark": "Lark",
        "line": "LINE",
        "slack": "Slack",
        "wecombot": _("WeCom"),
        "workflow": "Teams",
    }
    return names.get(service, service)
