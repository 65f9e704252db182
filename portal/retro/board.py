"""The board of the grouping: cards that move, topics that are made, and suggestions judged."""

from collections.abc import Collection, Iterable, Sequence

from portal.core.db import db
from portal.core.errors import Conflict, Invalid
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.retro import laying, service, undoing
from portal.retro.models import Judged, Phase, Session, Topic
from portal.retro.undoing import Did
from portal.retro.versions import touch


def move(session: Session, ids: Collection[str], into: Topic) -> None:
    """Put cards under another topic; topics without any card go. Raises Conflict, Invalid."""
    check(session)
    if into.session_id != session.id or into.judged == Judged.LOOSE:
        raise Invalid(_("Choose another topic of this retrospective."))
    moved = [id_ for id_ in _chosen(session, ids) if id_ not in laying.inside(into)]
    if moved:
        left = _without(session, moved, into)
        undoing.remember(session, Did("move", into.title, cards=moved), [*left, into])
        laying.carry(moved, left, into)


def split(session: Session, ids: Collection[str], title: str) -> Topic:
    """Make a topic of cards, from wherever they lie. Raises Conflict, Invalid."""
    check(session)
    chosen = _chosen(session, ids)
    left = _without(session, chosen)
    made = _made(session, title, Judged.KEPT, left)
    undoing.remember(session, Did("split", title, cards=chosen), left, [made])
    laying.carry(chosen, left, made)
    return made


def let_go(session: Session, ids: Collection[str]) -> None:
    """Let cards lie by themselves, each one a topic of its own. Raises Conflict, Invalid."""
    check(session)
    lying = {
        id_ for one in session.topics if one.judged == Judged.LOOSE for id_ in laying.inside(one)
    }
    chosen = [id_ for id_ in _chosen(session, ids) if id_ not in lying]
    if chosen:
        _loosen(session, Did("loose", cards=chosen), chosen)


def accept(topic: Topic) -> None:
    """Let a suggestion be a topic. Raises Conflict for what is none any more."""
    _check_suggested(topic)
    undoing.remember(topic.session, Did("accept", topic.title), [topic])
    topic.judged = Judged.KEPT.value


def reject(topic: Topic) -> None:
    """Let the cards of a suggestion lie by themselves. Raises Conflict for what is none."""
    _check_suggested(topic)
    _loosen(topic.session, Did("reject", topic.title), sorted(laying.inside(topic)))


def undo(session: Session, number: int) -> None:
    """Take the last step back. Raises Conflict."""
    check(session)
    undoing.undo(session, number)


def check(session: Session) -> None:
    """Begin a change: what was grouped by hand stays so. Raises Conflict outside of the phase."""
    if session.phase != Phase.GROUP:
        raise Conflict(_("The grouping is over, or has not begun. Load the page again."))
    session.grouped = True
    touch(session)
    # Whoever else writes waits here: steps have numbers.
    db.session.flush()


def _check_suggested(topic: Topic) -> None:
    check(topic.session)
    if topic.judged != Judged.SUGGESTED:
        raise Conflict(_("This suggestion was judged already."))


def _chosen(session: Session, ids: Iterable[str]) -> list[str]:
    """Those of these that lie on the table, once. Raises Invalid for none and for others."""
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        raise Invalid(_("Choose at least one card."))
    laid = set().union(*(laying.inside(topic) for topic in service.topics_of(session)))
    if not laid.issuperset(chosen):
        raise Invalid(_("A card is not on the table any more. Load the page again."))
    return chosen


def _without(session: Session, ids: Iterable[str], but: Topic | None = None) -> list[Topic]:
    """The topics from which these cards are taken."""
    wanted = set(ids)
    return [
        one for one in service.topics_of(session) if one is not but and wanted & laying.inside(one)
    ]


def _made(session: Session, title: str, judged: Judged, of: Sequence[Topic]) -> Topic:
    goals = {one.key_result_id for one in of}
    topic = Topic(
        id=new_id(),
        place=max((one.place for one in session.topics), default=-1) + 1,
        theme="hand",
        title=title,
        judged=judged.value,
        key_result_id=goals.pop() if len(goals) == 1 else None,
    )
    session.topics.append(topic)
    db.session.flush()
    return topic


def _loosen(session: Session, did: Did, ids: Sequence[str]) -> None:
    left = _without(session, ids)
    made = [_made(session, _("A card by itself"), Judged.LOOSE, left) for _id in ids]
    undoing.remember(session, did, left, made)
    for id_, topic in zip(ids, made, strict=True):
        laying.lay([id_], left, topic)
    laying.clear(left, made[0])
