"""How moderators judge what was said: most of it stands, some is masked, cut, joined, sent back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.core.access import Actor
from portal.moderation import judging, listing
from portal.moderation import service as moderation
from portal.moderation.cases import Case
from portal.moderation.judging import Asked
from portal.voice import masking, rendering, splitting
from portal.voice.appealing import Appealed, keep
from portal.voice.models import Post
from portal.voice.stages import PUBLIC


def judge(
    moderators: Sequence[Actor], post_id: str, words: dict[str, Any], of: str, target: str
) -> Actor:
    """Let the first moderator whom it does not concern judge it, and each part of it; who it was.

    `of` is the post that says the same, `target` the goal of a post about none in particular.
    """
    case = moderation.find_case(post_id)
    who = next(one for one in moderators if not moderation.concerns(one, case))
    judging.apply(who, case, _asked(words, case, of, target))
    for part in splitting.parts_of(case.post):
        judging.apply(who, moderation.find_case(part.id), Asked("approve"))
    return who


def _asked(words: dict[str, Any], case: Case, of: str, target: str) -> Asked:
    if "rejected" in words:
        return Asked("reject", words["rejected"])
    if "masked" in words:
        first, last = masking.spans_of(case.text, words["masked"])[0]
        return Asked("mask", "personal", spans=((first, last),))
    if "cut_after" in words:
        return Asked("split", cuts=tuple(splitting.cuts_after(case.text, words["cut_after"])))
    if of:
        return Asked("duplicate", of=of)
    return Asked("approve", target=target)


def overturn(moderators: Sequence[Actor], post_id: str, word: str, day: date) -> None:
    """Let the writer have appealed, and another moderator publish it after all."""
    keep([Appealed(post_id, word)], day)
    other = next(one for one in moderators if listing.may_judge_appeal(one, post_id))
    judging.apply(other, moderation.find_case(post_id), Asked("overturn"))


def derive(post: Post) -> None:
    """Keep ready what readers get of a post, or of its parts."""
    for one in (post, *splitting.parts_of(post)):
        if one.state in PUBLIC:
            rendering.derive(one)
