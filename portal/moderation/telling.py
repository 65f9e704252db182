"""What the author reads by receipt of each judgement, in every language of the product."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from portal.core.languages import gettext as _
from portal.core.languages import in_every_language, ngettext
from portal.moderation.cases import Case
from portal.voice import life
from portal.voice import service as voice
from portal.voice.stages import PUBLIC, REPLY
from portal.voice.standing import Judgement
from portal.voice.words import reasons

if TYPE_CHECKING:
    from portal.moderation.judging import Asked

EVENTS = {
    Judgement.APPROVE: "published",
    Judgement.REJECT: "rejected",
    Judgement.MASK: "masked",
    Judgement.SPLIT: "split",
    Judgement.DUPLICATE: "merged",
    Judgement.ESCALATE: "escalated",
    Judgement.KEEP: "kept",
    Judgement.WITHDRAW: "withdrawn",
    Judgement.UPHOLD: "upheld",
    Judgement.OVERTURN: "overturned",
    Judgement.RESTORE: "overturned",
}


def outcomes() -> dict[str, str]:
    """What a judgement is called once it is given."""
    return {
        "approve": _("Approved"),
        "reject": _("Sent back"),
        "mask": _("Masked, then approved"),
        "split": _("Cut into parts"),
        "duplicate": _("Joined with another"),
        "escalate": _("Passed to another moderator"),
        "keep": _("Kept after a report"),
        "withdraw": _("Withdrawn after a report"),
        "uphold": _("Appeal: it stays as it was"),
        "overturn": _("Appeal: it is public now"),
        "restore": _("Appeal: it is public now"),
    }


def tell(case: Case, judgement: Judgement, asked: "Asked") -> None:
    """Tell the author; what became of an answer stands with the post that was asked about."""
    if case.post.kind == REPLY:
        _tell_of_answer(case, judgement, asked)
        return
    told = in_every_language(lambda: _said(judgement, asked))
    voice.note(case.post, EVENTS[judgement], told)


def _tell_of_answer(case: Case, judgement: Judgement, asked: "Asked") -> None:
    asked_about = voice.find_post(case.post.target)
    if judgement in {Judgement.APPROVE, Judgement.MASK} and case.post.state in PUBLIC:
        life.answered(asked_about)
        told = in_every_language(lambda: _answered(judgement))
        voice.note(asked_about, "answered", told)
    elif judgement is Judgement.REJECT:
        told = in_every_language(lambda: _said(judgement, asked))
        voice.note(asked_about, "answer-rejected", told)


def _answered(judgement: Judgement) -> str:
    if judgement is Judgement.MASK:
        return _("Your answer was passed on, with a part of it masked.")
    return _("Your answer was passed on.")


def _said(judgement: Judgement, asked: "Asked") -> str:
    return _SENTENCES[judgement](asked)


def _rejected(asked: "Asked") -> str:
    return _("Not published. Reason: %(reason)s.", reason=reasons()[asked.reason or "other"])


def _masked(asked: "Asked") -> str:
    places = ngettext(
        "One place was masked; the rest stands as you wrote it.",
        "%(num)d places were masked; the rest stands as you wrote it.",
        len(asked.spans),
    )
    if asked.reason is None:
        return places
    reason = reasons()[asked.reason]
    return _("%(places)s Reason: %(reason)s.", places=places, reason=reason)


def _split(asked: "Asked") -> str:
    return _(
        "It says several things, so it was cut into %(n)d parts. Each is judged on its own.",
        n=len(asked.cuts) + 1,
    )


def _withdrawn(asked: "Asked") -> str:
    reason = reasons()[asked.reason or "other"]
    return _("It was reported, and is not public any more. Reason: %(reason)s.", reason=reason)


_SENTENCES: dict[Judgement, Callable[["Asked"], str]] = {
    Judgement.APPROVE: lambda _asked: _("It stands on the page of its goal, word for word."),
    Judgement.REJECT: _rejected,
    Judgement.MASK: _masked,
    Judgement.SPLIT: _split,
    Judgement.DUPLICATE: lambda _asked: _(
        "The same stands there already. With this receipt you follow what becomes of it."
    ),
    Judgement.ESCALATE: lambda _asked: _("Another moderator is to look at it as well."),
    Judgement.KEEP: lambda _asked: _("It was reported, looked at again, and stays public."),
    Judgement.WITHDRAW: _withdrawn,
    Judgement.UPHOLD: lambda _asked: _("A second look changed nothing: the decision stands."),
    Judgement.OVERTURN: lambda _asked: _("A second look: it is public now, word for word."),
    Judgement.RESTORE: lambda _asked: _("A second look: it is public again, as it was."),
}
