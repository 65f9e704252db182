"""What lies on the table of a session, grouped: what was published since the last, and cards."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import count

from sqlalchemy import Select, select

from portal import themes
from portal.core.db import db
from portal.core.languages import gettext as _
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro import laying, service, words
from portal.retro.models import Judged, Session, Topic, TopicCard, TopicPost
from portal.retro.versions import touch
from portal.themes.shapes import NUMBERED, Result, Text
from portal.voice import cards, rendering
from portal.voice import service as voice
from portal.voice.card import Card
from portal.voice.crowds import places
from portal.voice.models import Post
from portal.voice.targets import target_words
from portal.voice.words import causes

# One card alone is no suggestion: there is nothing to judge.
FEWEST = 2


def lay_out(session: Session) -> None:
    """Group everything anew: until somebody has worked on a topic, whose hand stands above this.

    What was said under a name about a topic goes along to the one that takes most of its cards.
    """
    if is_touched(session):
        return
    posts = {post.id: post for post in _to_talk_about(session)}
    written = {card.id: card for card in cards.of_session(session.id) if card.state == "shown"}
    texts = _texts(session, posts, written)
    found = themes.group(texts)
    shared = _shared(found, texts)
    before = service.topics_of(session)
    if before:
        touch(session)
    said = remarks.about(Place.TOPIC, [topic.id for topic in before])
    if said and not found["themes"]:
        return
    lay = {id_: laying.inside(topic) for topic in before if (id_ := topic.id) in said}
    _clear(session, before)
    _lay(session, posts, written, _named(found, texts))
    _suggest(session, shared)
    for id_, ids in said.items():
        remarks.take_along(ids, laying.nearest(session.topics, lay[id_]).id)


def _clear(session: Session, before: Sequence[Topic]) -> None:
    for topic in before:
        for one in (*topic.cards, *topic.written):
            db.session.delete(one)
        db.session.delete(topic)
    db.session.flush()
    db.session.expire(session, ["topics"])


def is_touched(session: Session) -> bool:
    """True once a topic has another name than its theme, notes, or an end, or was merged."""
    found = service.topics_of(session)
    return session.grouped or any(topic.notes or topic.ending for topic in found)


def _to_talk_about(session: Session) -> Sequence[Post]:
    """What no session talked about yet, and open blockers; of few people under a larger goal."""
    ids = service.key_result_ids(session)
    return voice.to_talk_about({*ids, *places(ids).values()}, _heard())


def _heard() -> Select[str]:
    """The ids of everything that lay on the table of a session that is closed."""
    query = select(TopicPost.post_id).join(Topic, Topic.id == TopicPost.topic_id)
    return query.join(Session, Session.id == Topic.session_id).where(Session.closed.is_not(None))


def _texts(session: Session, posts: Mapping[str, Post], written: Mapping[str, Card]) -> list[Text]:
    goals = {target_words(id_) for id_ in service.key_result_ids(session)}
    alone = len(goals) == 1
    asked = words.columns(session)
    return [
        *(_of_post(post, alone=alone) for post in posts.values()),
        *(_of_card(card, asked.get(card.column, card.column)) for card in written.values()),
    ]


def _of_post(post: Post, *, alone: bool) -> Text:
    """A post for grouping; a session about one goal need not name it in every topic."""
    cause = causes().get(post.cause or "", _("What else was said"))
    goal = "" if alone else f"{target_words(post.target)}{_(': ')}"
    body = rendering.open_body(post)
    return {"id": post.id, "text": body, "lang": None, "topic": f"{goal}{cause}"}


def _of_card(card: Card, column: str) -> Text:
    return {"id": card.id, "text": cards.text_of(card), "lang": None, "topic": column}


def _shared(result: Result, texts: Sequence[Text]) -> dict[str, str]:
    """The words that the texts of each theme share; none where what they are about made it."""
    topics = {text.get("topic", "") for text in texts}
    labels = {theme["id"]: theme["label"] for theme in result["themes"]}
    return {
        i: one for i, one in labels.items() if one not in topics and not NUMBERED.fullmatch(one)
    }


def _suggest(session: Session, shared: Mapping[str, str]) -> None:
    """What puts cards together is a suggestion, with the words for which it was made."""
    for topic in session.topics:
        if len(topic.cards) + len(topic.written) >= FEWEST:
            topic.judged, topic.terms = Judged.SUGGESTED.value, shared.get(topic.theme, "")


def _named(result: Result, texts: Sequence[Text]) -> Result:
    """The same, but a theme whose texts share no words is called by what most are about."""
    topics = {text["id"]: text.get("topic", "") for text in texts}
    used = {theme["label"] for theme in result["themes"]}
    for theme in result["themes"]:
        if NUMBERED.fullmatch(theme["label"]):
            inside = [i for i, where in result["assignments"].items() if where == theme["id"]]
            theme["label"] = _free(Counter(topics[i] for i in sorted(inside)), used)
            used.add(theme["label"])
    return result


def _free(topics: Counter[str], used: Collection[str]) -> str:
    """The commonest of these, with a number where another theme is called so."""
    [(topic, _count)] = topics.most_common(1)
    numbered = (f"{topic} {number}" for number in count(2))
    return topic if topic not in used else next(one for one in numbered if one not in used)


def _lay(
    session: Session, posts: Mapping[str, Post], written: Mapping[str, Card], result: Result
) -> None:
    goals = set(service.key_result_ids(session))
    whole = [theme for theme in result["themes"] if theme["parent"] is None]
    for place, theme in enumerate(whole):
        inside = sorted(i for i, where in result["assignments"].items() if where == theme["id"])
        about = {posts[id_].target for id_ in inside if id_ in posts}
        goal = about.pop() if len(about) == 1 else None
        session.topics.append(
            Topic(
                place=place,
                theme=theme["id"],
                title=theme["label"],
                key_result_id=goal if goal in goals else None,
                cards=[TopicPost(post_id=id_) for id_ in inside if id_ in posts],
                written=[TopicCard(card_id=id_) for id_ in inside if id_ in written],
            )
        )
    db.session.flush()
