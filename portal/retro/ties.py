"""What an action is for: a key result of its session, or a blocker under its topic."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.okr import service as okr
from portal.retro import service
from portal.retro.models import Session, Topic
from portal.voice import rendering
from portal.voice.models import Post

# So much of a blocker's words tells one from another in a list.
SHOWN = 40
KR, BLOCKER = "kr", "blocker"


@dataclass(frozen=True)
class Tie:
    """A key result, a blocker about it, or neither."""

    key_result_id: str | None = None
    post_id: str | None = None


def choices(session: Session, topic: Topic | None = None) -> dict[str, str]:
    """What an action may be for, a word like kr.ID to what it is called; blockers first."""
    goals = okr.key_results(service.key_result_ids(session))
    named = {f"{KR}.{id_}": goal.plain for id_, goal in goals.items()}
    return {f"{BLOCKER}.{id_}": _called(post) for id_, post in _blockers(topic).items()} | named


def _blockers(topic: Topic | None) -> Mapping[str, Post]:
    found = service.posts_of([topic]) if topic else {}
    return {id_: post for id_, post in found.items() if post.kind == "blocker"}


def _called(post: Post) -> str:
    body = " ".join(rendering.open_body(post).split())
    short = body if len(body) <= SHOWN else f"{body[:SHOWN]}…"
    return _("Blocker: %(words)s", words=short)


def usual(session: Session, topic: Topic | None = None) -> str:
    """What an action is for unless something else is chosen: what its topic is about."""
    if topic and topic.key_result_id:
        return f"{KR}.{topic.key_result_id}"
    return next(iter(choices(session, topic)), "")


def read(session: Session, topic: Topic | None = None, word: str | None = None) -> Tie:
    """What was chosen, or what is usual where nothing was. Raises Invalid for anything else."""
    word = word or usual(session, topic)
    if not word:
        return Tie()
    kind, _dot, id_ = word.partition(".")
    blockers = _blockers(topic)
    if kind == BLOCKER and id_ in blockers:
        return Tie(next(iter(okr.key_results([blockers[id_].target])), None), id_)
    if kind == KR and id_ in service.key_result_ids(session):
        return Tie(id_)
    raise Invalid(_("Choose a goal of this retrospective, or a blocker of this topic."))
