"""Opening a session with what was said since the last one on the table, grouped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from portal.core import audit, clock
from portal.core.access import Actor, Permission, allows
from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.okr import service as okr
from portal.retro import actions, formats, phases, service
from portal.retro.models import Session, SessionKeyResult, Topic, TopicPost
from portal.themes import Text, group
from portal.voice import rendering
from portal.voice import service as voice
from portal.voice.crowds import places
from portal.voice.models import Post
from portal.voice.targets import target_words
from portal.voice.words import causes


@dataclass(frozen=True)
class Asking:
    """In which way a session collects, and the questions that were typed for it."""

    format: str = "four-steps"
    own: Sequence[str] = ()


ASKING = Asking()
# What a session has when nobody chooses.
USUAL: Mapping[str, int] = {phase.value: phases.MINUTES[phase] for phase in phases.MINUTES}


def open_session(
    actor: Actor,
    title: str,
    ids: Sequence[str],
    minutes: Mapping[str, int] = USUAL,
    asking: Asking = ASKING,
) -> Session:
    """Open a session over these key results, with everything said about them on the table.

    `minutes` are those of each phase that it has. Raises Invalid without a key result of the
    actor's part of the tree, and for phases that cannot be.
    """
    known = okr.key_results(ids)
    if not known or not all(allows(actor, Permission.RETRO_OPEN, one) for one in known.values()):
        raise Invalid(_("Choose at least one key result of your teams."))
    before = service.last_about(known)
    session = Session(
        title=title,
        owner_id=actor.id,
        team_id=actor.team,
        started=clock.today(),
        before_id=before.id if before else None,
        phases=phases.plan(minutes),
    )
    db.session.add(session)
    db.session.flush()
    db.session.add_all(SessionKeyResult(session_id=session.id, key_result_id=i) for i in known)
    goals = {id_: goal.plain for id_, goal in known.items()}
    formats.set_columns(session, asking.format, goals, asking.own)
    # Its clock runs from when somebody begins: what is said until then lies on the table too.
    session.phase = phases.way(session)[0].phase
    _gather(session, sorted(known))
    actions.carry(before)
    audit.record(actor, "retro", session.id)
    return session


def _heard() -> Select[str]:
    """The ids of everything that lay on the table of a session that is closed."""
    query = select(TopicPost.post_id).join(Topic, Topic.id == TopicPost.topic_id)
    return query.join(Session, Session.id == Topic.session_id).where(Session.closed.is_not(None))


def _gather(session: Session, ids: Sequence[str]) -> None:
    """Put what no session talked about yet, and open blockers, on the table, grouped.

    Of a goal of few people it is what stands under the larger goal.
    """
    around = {*ids, *places(ids).values()}
    posts = {post.id: post for post in voice.to_talk_about(around, _heard())}
    result = group([_text(post, alone=len(ids) == 1) for post in posts.values()])
    whole = [theme for theme in result["themes"] if theme["parent"] is None]
    for place, theme in enumerate(whole):
        members = sorted(
            id_ for id_, where in result["assignments"].items() if where == theme["id"]
        )
        goals = {posts[id_].target for id_ in members}
        goal = goals.pop() if len(goals) == 1 else None
        topic = Topic(
            session_id=session.id,
            place=place,
            theme=theme["id"],
            title=theme["label"],
            key_result_id=goal if goal in ids else None,
        )
        topic.cards = [TopicPost(post_id=id_) for id_ in members]
        db.session.add(topic)
    db.session.flush()


def _text(post: Post, *, alone: bool) -> Text:
    """A post for grouping; a session about one goal need not name it in every topic."""
    cause = causes().get(post.cause or "", _("What else was said"))
    goal = "" if alone else f"{target_words(post.target)}{_(': ')}"
    body = rendering.open_body(post)
    return {"id": post.id, "text": body, "lang": None, "topic": f"{goal}{cause}"}
