"""What a judgement asks for, and all that it leaves behind."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from portal.answers import ticking
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.languages import gettext as _
from portal.moderation import listing, telling
from portal.moderation.cases import Case, refuse_concerned
from portal.moderation.models import Review
from portal.okr import service as okr
from portal.voice import masking, splitting, standing
from portal.voice.crowds import places
from portal.voice.models import Appeal, Post
from portal.voice.service import find_posts
from portal.voice.stages import PUBLIC, REPLY, UNSURE, State
from portal.voice.standing import Judgement
from portal.voice.words import reasons

LONGEST_WORD = 200


@dataclass(frozen=True)
class Asked:
    """A judgement as a form gives it, with whatever it needs."""

    outcome: str
    reason: str | None = None
    # Masks and cuts, in code points of the original text.
    spans: tuple[tuple[int, int], ...] = ()
    cuts: tuple[int, ...] = ()
    # The published post that says the same, and the goal of a post about none in particular.
    of: str = ""
    target: str = ""
    # What whoever escalates says to the next moderator.
    word: str = ""

    @property
    def judgement(self) -> Judgement:
        """Which one it is. Raises Invalid."""
        if self.outcome not in set(Judgement) - {Judgement.RESTORE}:
            raise Invalid(_("Approve it, or send it back with a reason."))
        return Judgement(self.outcome)


def read_json(typed: str) -> Any:
    """A list that a script has written into a field; None for anything else."""
    try:
        found = json.loads(typed) if len(typed) < 4000 else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def check(actor: Actor, case: Case, asked: Asked) -> Asked:
    """The same judgement with everything in order. Raises Invalid, Forbidden, Conflict, Missing."""
    judgement = asked.judgement
    refuse_concerned(actor, case)
    if not standing.can(case.post, judgement):
        raise Conflict(_("Another moderator was faster. This post is done."))
    read = _CHECKS.get(judgement)
    asked = read(actor, case, asked) if read else replace(asked, reason=None)
    if asked.target and case.post.target == UNSURE:
        okr.find_key_result(asked.target)
    return asked


def _with_reason(_actor: Actor, _case: Case, asked: Asked) -> Asked:
    if asked.reason not in reasons():
        raise Invalid(_("Choose a reason. The writer will see it."))
    return asked


def _with_spans(_actor: Actor, case: Case, asked: Asked) -> Asked:
    spans = masking.read_spans(case.text, [list(one) for one in asked.spans])
    reason = asked.reason if asked.reason in reasons() else None
    return replace(asked, spans=tuple(spans), reason=reason)


def _with_parts(_actor: Actor, case: Case, asked: Asked) -> Asked:
    if case.post.kind == REPLY:
        raise Invalid(_("An answer to a question stays whole. Mask a part of it instead."))
    splitting.read_parts(case.text, list(asked.cuts))
    return replace(asked, reason=None)


def _with_twin(_actor: Actor, case: Case, asked: Asked) -> Asked:
    twin = find_posts([asked.of]).get(asked.of)
    if twin is None or twin.state not in PUBLIC or not _alike(twin, case.post):
        raise Invalid(_("Choose the published post about the same goal that says the same."))
    return replace(asked, reason="duplicate")


def _alike(one: Post, other: Post) -> bool:
    return one.target == other.target and REPLY not in {one.kind, other.kind}


def _with_word(_actor: Actor, _case: Case, asked: Asked) -> Asked:
    if len(asked.word) > LONGEST_WORD:
        raise Invalid(_("Say in a few words why another moderator should look."))
    return replace(asked, reason=None)


def _reported(actor: Actor, case: Case, asked: Asked) -> Asked:
    if not case.post.flagged:
        raise Conflict(_("Another moderator was faster. This post is done."))
    keeps = asked.judgement is Judgement.KEEP
    return replace(asked, reason=None) if keeps else _with_reason(actor, case, asked)


def _appealed(actor: Actor, case: Case, asked: Asked) -> Asked:
    appeal = db.session.get(Appeal, case.post.id)
    if appeal is None or appeal.outcome is not None:
        raise Conflict(_("Another moderator was faster. This post is done."))
    if not listing.may_judge_appeal(actor, case.post.id):
        raise Forbidden(_("You decided on it first. Another moderator looks at it now."))
    return replace(asked, reason=_last_reason(case.post) if asked.outcome == "uphold" else None)


def _last_reason(post: Post) -> str | None:
    query = select(Review.reason).where(Review.post_id == post.id)
    query = query.where(Review.outcome.in_(listing.FIRST))
    return db.session.scalars(query.order_by(Review.number.desc())).first()


Check = Callable[[Actor, Case, Asked], Asked]
_CHECKS: Mapping[Judgement, Check] = {
    Judgement.REJECT: _with_reason,
    Judgement.MASK: _with_spans,
    Judgement.SPLIT: _with_parts,
    Judgement.DUPLICATE: _with_twin,
    Judgement.ESCALATE: _with_word,
    Judgement.KEEP: _reported,
    Judgement.WITHDRAW: _reported,
    Judgement.UPHOLD: _appealed,
    Judgement.OVERTURN: _appealed,
}


def apply(actor: Actor, case: Case, asked: Asked) -> list[Post]:
    """Do what was asked for; the posts whose texts readers get from now on, or no more.

    Raises like `check`, which it does once more: time may have passed.
    """
    asked = check(actor, case, asked)
    post, judgement = case.post, _carried_out(case.post, asked.judgement)
    act = _ACTS.get(judgement)
    if act:
        act(case, asked)
    standing.judge(post, judgement, asked.reason)
    _place(post, asked)
    _write_down(actor, post, asked)
    telling.tell(case, judgement, asked)
    ticking.place(post)
    audit.record(actor, "moderate", post.id)
    return [post]


def _carried_out(post: Post, judgement: Judgement) -> Judgement:
    """What was masked before it was withdrawn comes back as it was: masked."""
    masked = judgement is Judgement.OVERTURN and post.state == State.REJECTED and post.masked
    return Judgement.RESTORE if masked else judgement


def _place(post: Post, asked: Asked) -> None:
    if asked.target and post.target == UNSURE and post.state in PUBLIC:
        goal = okr.find_key_result(asked.target).id
        post.target = places([goal])[goal]


def _write_down(actor: Actor, post: Post, asked: Asked) -> None:
    query = select(func.max(Review.number)).where(Review.post_id == post.id)
    number = (db.session.scalar(query) or 0) + 1
    row = Review(post_id=post.id, number=number, account_id=actor.id, day=clock.today())
    row.outcome, row.reason, row.word = asked.outcome, asked.reason, asked.word or None
    db.session.add(row)


def _mask(case: Case, asked: Asked) -> None:
    masking.mask(case.post, asked.spans)


def _split(case: Case, asked: Asked) -> None:
    splitting.split(case.post, splitting.read_parts(case.text, list(asked.cuts)))


def _merge(case: Case, asked: Asked) -> None:
    case.post.merged_into = asked.of


def _escalate(case: Case, _asked: Asked) -> None:
    case.post.urgent = True


def _clear(case: Case, _asked: Asked) -> None:
    """For these reasons it was looked at; another one brings it back."""
    post = case.post
    post.cleared = sorted({*(post.cleared or ()), *(post.reported or {})})
    post.flagged = False


def _settle(case: Case, asked: Asked) -> None:
    db.session.get_one(Appeal, case.post.id).outcome = asked.outcome


def _overturn(case: Case, asked: Asked) -> None:
    _settle(case, asked)
    masking.unmask(case.post)


_ACTS: Mapping[Judgement, Callable[[Case, Asked], None]] = {
    Judgement.MASK: _mask,
    Judgement.SPLIT: _split,
    Judgement.DUPLICATE: _merge,
    Judgement.ESCALATE: _escalate,
    Judgement.KEEP: _clear,
    Judgement.WITHDRAW: _clear,
    Judgement.UPHOLD: _settle,
    Judgement.RESTORE: _settle,
    Judgement.OVERTURN: _overturn,
}
