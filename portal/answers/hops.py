"""With whom a blocker is: it comes to somebody, is handed over, climbs when time is up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from portal.answers import chain, deadlines
from portal.answers.chain import Link
from portal.answers.models import Hop, Why
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import among, db
from portal.core.directory import directory
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.core.languages import in_every_language
from portal.detectors import mentions
from portal.voice import life, rendering
from portal.voice import service as voice
from portal.voice.life import Move
from portal.voice.models import Post

HANDED = (Why.TRANSFER, Why.TWICE)


def open_hops(post_ids: Iterable[str]) -> dict[str, list[Hop]]:
    """With whom each of these posts is now; posts that are with nobody are left out."""
    now = {id_: [hop for hop in way if hop.open] for id_, way in ways(post_ids).items()}
    return {id_: some for id_, some in now.items() if some}


WAYS = select(Hop).where(Hop.post_id.in_(among())).order_by(Hop.number, Hop.account_id)


def ways(post_ids: Iterable[str]) -> dict[str, list[Hop]]:
    """The whole way of each of these posts, from its first hop."""
    found: dict[str, list[Hop]] = defaultdict(list)
    for hop in db.session.scalars(WAYS, {"ids": set(post_ids)}):
        found[hop.post_id].append(hop)
    return found


def hops_of(post_id: str) -> Sequence[Hop]:
    """The whole way of a blocker, from its first hop."""
    return ways([post_id])[post_id]


def _fits(post: Post) -> Callable[[str], bool]:
    """Who may be asked to decide: nobody who is away, whom the post names, or who had it."""
    gone = directory().away() | {hop.account_id for hop in hops_of(post.id)}
    said = rendering.texts([post])[post.id]
    called = {one.id: one.name for one in directory().managers()}

    def fits(account_id: str) -> bool:
        name = called.get(account_id)
        return account_id not in gone and name is not None and not mentions(said, name)

    return fits


def begin(post: Post) -> list[Hop]:
    """Bring a blocker to whoever is the first to decide on it; nobody fits: to nobody."""
    link = chain.next_link(post, -1, _fits(post))
    return _bring(post, Why.FIRST, link) if link else []


def reopen(post: Post) -> list[Hop]:
    """It is not solved: back to whoever had it last, or up when they are not there."""
    before = hops_of(post.id)
    last = [hop for hop in before if hop.number == before[-1].number]
    here = tuple(hop.account_id for hop in last if hop.account_id not in directory().away())
    level = _level(last)
    link = Link(level, here) if here else chain.next_link(post, level, _fits(post))
    return _bring(post, Why.REOPENED, link) if link else []


def _bring(post: Post, why: Why, link: Link, ends: datetime | None = None) -> list[Hop]:
    """Open a hop for each of these people and tell the author; `ends` is a clock that goes on."""
    number = 1 + (_last_number(post.id) or 0)
    _close(open_hops([post.id]).get(post.id, ()))
    made = [
        Hop(post_id=post.id, number=number, account_id=id_, level=link.level, day=clock.today())
        for id_ in link.people
    ]
    for hop in made:
        hop.why = why.value
        hop.due = ends or deadlines.due(hop, post.severity)
        if why is Why.TRANSFER:
            hop.accept_by = deadlines.accept_by(hop.account_id, hop.day)
        db.session.add(hop)
        if why not in HANDED:
            _tell(post, hop)
    return made


def _last_number(post_id: str) -> int | None:
    return db.session.scalar(select(func.max(Hop.number)).where(Hop.post_id == post_id))


def _close(hops: Iterable[Hop]) -> None:
    for hop in hops:
        hop.open = False


# What the author reads of it; a hand-over is told by the decision that made it.
_EVENTS = {
    Why.FIRST: "due",
    Why.REOPENED: "due",
    Why.REFUSED: "returned",
    Why.UNACCEPTED: "returned",
}


def _tell(post: Post, hop: Hop) -> None:
    event = _EVENTS.get(Why(hop.why), "climbed")
    voice.note(post, event, in_every_language(lambda: _said(hop)))


def tell_of_climb(post: Post) -> None:
    """After the decision that handed it over a second time: who has to decide now, until when."""
    for hop in open_hops([post.id]).get(post.id, ()):
        if hop.why == Why.TWICE:
            _tell(post, hop)


def _said(hop: Hop) -> str:
    name = directory().names([hop.account_id])[hop.account_id]
    # The name comes first and a colon after it: erasing a person finds it so.
    return _("%(name)s: has to decide %(until)s.", name=name, until=deadlines.until(hop))


def stop(post: Post) -> None:
    """A blocker was decided, or is public no more: no clock runs."""
    _close(open_hops([post.id]).get(post.id, ()))


def pause(post: Post) -> None:
    """The author was asked: the clock stands until the answer, for three working days at most."""
    for hop in open_hops([post.id]).get(post.id, ()):
        hop.asked = hop.asked or clock.today()
        hop.due = deadlines.due(hop, post.severity)


def resume(post: Post) -> None:
    """The author has answered: the clock goes on."""
    for hop in open_hops([post.id]).get(post.id, ()):
        if hop.asked and not hop.answered:
            hop.answered = clock.today()
            hop.due = deadlines.due(hop, post.severity)


def unseen(actor: Actor, post_id: str) -> list[Hop]:
    """What came to this person and was not opened yet."""
    now = open_hops([post_id]).get(post_id, ())
    return [hop for hop in now if hop.account_id == actor.id and hop.seen is None]


def see(actor: Actor, post: Post) -> None:
    """Whoever is to decide has opened it: the author reads that once."""
    new = unseen(actor, post.id)
    for hop in new:
        hop.seen = clock.today()
        words = in_every_language(lambda: _("%(name)s: has read it.", name=actor.name))
        voice.note(post, "seen", words)
    if new and life.can(post, Move.SEE):
        life.go(post, Move.SEE)


def hand_over(post: Post, receiver: str) -> list[Hop]:
    """Hand a blocker over, the clock goes on; the second time it climbs to whom both are under."""
    now = open_hops([post.id]).get(post.id, [])
    again = any(hop.why in HANDED for hop in hops_of(post.id))
    fits = _fits(post)
    if again:
        link = chain.common_link(post, receiver, fits) or chain.next_link(post, _level(now), fits)
        if link:
            return _bring(post, Why.TWICE, link)
    ends = now[0].due if now else None
    return _bring(post, Why.TRANSFER, Link(_level(now), (receiver,)), ends)


def _level(hops: Iterable[Hop]) -> int:
    return max((hop.level for hop in hops), default=0)


def offered(actor: Actor, post_id: str) -> Hop | None:
    """The hand-over that waits for this person's yes, if any."""
    for hop in open_hops([post_id]).get(post_id, ()):
        if hop.account_id == actor.id and hop.accept_by and not hop.accepted:
            return hop
    return None


def accept(actor: Actor, post: Post) -> None:
    """Take over what was handed over. Raises Conflict when nothing is offered."""
    hop = _offered(actor, post)
    hop.accepted = clock.today()
    words = in_every_language(lambda: _("%(name)s: takes it over.", name=actor.name))
    voice.note(post, "accepted", words)
    audit.record(actor, "accept", post.id)


def refuse(actor: Actor, post: Post) -> None:
    """Not take it over: it goes back to whoever handed it over. Raises Conflict like accept."""
    give_back(post, _offered(actor, post), Why.REFUSED)
    audit.record(actor, "refuse", post.id)


def _offered(actor: Actor, post: Post) -> Hop:
    hop = offered(actor, post.id)
    if hop is None:
        raise Conflict(_("This is not offered to you any more. Load the page again."))
    return hop


def give_back(post: Post, hop: Hop, why: Why) -> None:
    """Bring a hand-over back to whoever handed it over; the clock has gone on."""
    before = [one for one in hops_of(post.id) if one.number == hop.number - 1]
    people = tuple(one.account_id for one in before)
    if people:
        _bring(post, why, Link(hop.level, people), hop.due)
    else:
        climb(post, Why.OVERDUE)


def climb(post: Post, why: Why) -> bool:
    """Bring a blocker one level up; False when nobody is left above."""
    now = open_hops([post.id]).get(post.id, [])
    link = chain.next_link(post, _level(now), _fits(post))
    if link is None:
        for hop in now:
            hop.top = True
        return False
    _bring(post, why, link)
    return True
