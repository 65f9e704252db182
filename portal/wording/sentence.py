"""One sentence read into what a key result needs: period, metric, from, to, unit, kind.

What does not stand in the sentence stays empty: nothing is guessed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.wording.marks import (
    ARROW,
    BY,
    CONDITION,
    DOING,
    DOWN,
    ENDING,
    FROM,
    HAN_TAIL,
    MULTIPLIED,
    PARTS,
    SCRIPT,
    SMALLER,
    TAIL,
    THIRD,
    TO,
    VERBS,
    WITHIN,
)
from portal.wording.numbers import Number, in_unit, numbers
from portal.wording.periods import Period, how_often, until


class Kind(StrEnum):
    """How the figure is to move: grow to a target, shrink to one, or keep a rate per period."""

    REACH = "reach"
    REDUCE = "reduce"
    RATE = "rate"


@dataclass(frozen=True)
class Sentence:
    """What a sentence says; None or empty where it says nothing."""

    period: str
    metric: str
    from_: Decimal | None
    to: Decimal | None
    unit: str
    kind: Kind


def chinese(text: str) -> bool:
    """True for a text that is written in Chinese."""
    return SCRIPT.search(text) is not None


@dataclass(frozen=True)
class Cut:
    """The figures of a sentence that were understood, and the spans they took."""

    from_: Decimal | None = None
    to: Decimal | None = None
    unit: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def parse(text: str) -> Sentence:
    """Read one sentence."""
    text = " ".join(text.strip().rstrip("。.!！;；").split())
    deadline = until(text)
    rest = _without(text, deadline)
    rate = how_often(rest)
    cut = figures(rest)
    told = [(rate.start, rate.end)] if rate and _takes(rate, cut, deadline) else []
    metric, unit = metric_of(rest, sorted([*cut.spans, *told]))
    period = deadline or rate
    return Sentence(
        period=period.code if period else "",
        metric=metric,
        from_=cut.from_,
        to=cut.to,
        unit=cut.unit or unit,
        kind=_kind(text, cut, rate),
    )


def _without(text: str, period: Period | None) -> str:
    """The text without its deadline; what stood on both sides of it stays apart."""
    if period is None:
        return text
    before, after = text[: period.start].rstrip(), text[period.end :].lstrip()
    together = chinese(before[-1:]) and chinese(after[:1])
    return before + after if together else f"{before} {after}".strip()


def _takes(rate: Period, cut: Cut, deadline: Period | None) -> bool:
    """True when the words of the rate belong to a figure and not to what is measured."""
    if deadline is None or rate.start == 0:
        return True
    return any(start - 3 <= rate.end and rate.start <= end + 3 for start, end in cut.spans)


def _kind(text: str, cut: Cut, rate: Period | None) -> Kind:
    if cut.from_ is not None and cut.to is not None and cut.from_ != cut.to:
        return Kind.REDUCE if cut.to < cut.from_ else Kind.REACH
    if rate and cut.to is not None and cut.unit != "%":
        return Kind.RATE
    return Kind.REDUCE if SMALLER.search(text) else Kind.REACH


def figures(text: str) -> Cut:
    """Which of the figures is the start and which the target."""
    found = numbers(text)
    starts = [one for one in found if _starts(text, one, found)]
    targets = [one for one in found if one not in starts]
    target = _target(text, targets)
    if target is None or _relative(text, target, starts):
        return _change(text, target)
    start = starts[0] if starts else None
    unit = target.unit or (start.unit if start else "")
    spans = [_span(text, one, FROM if one in starts else TO) for one in (*starts[:1], target)]
    return Cut(in_unit(start, unit) if start else None, target.value, unit, tuple(sorted(spans)))


def _starts(text: str, one: Number, found: list[Number]) -> bool:
    later = any(other.start >= one.end for other in found)
    arrow = ARROW.match(text[one.end :]) is not None
    return FROM.search(text[: one.start]) is not None or (arrow and later)


def _target(text: str, left: list[Number]) -> Number | None:
    """The figure to get to: the one most plainly marked as such, else the first."""
    return max(left, key=lambda one: (_marked(text, one), -one.start), default=None)


def _marked(text: str, one: Number) -> int:
    before, after = text[: one.start], text[one.end :]
    if WITHIN.match(after) and after[2:].strip() and not re.search(r"(?:到|至|在)\s*$", before):
        return 0
    if CONDITION.search(before):
        return 0
    led = TO.search(before)
    if led and led[0].strip():
        return 3
    return 2 if one.unit == "%" or ENDING.match(after) else 1


def _relative(text: str, target: Number, starts: list[Number]) -> bool:
    """True for 'by 15 %', 減少三成: a share of today, no place to be."""
    return target.unit == "%" and not starts and BY.search(text[: target.start]) is not None


def _change(text: str, target: Number | None) -> Cut:
    """A change against today, told as 100 % becoming something else."""
    if target is not None:
        share = Decimal(100) + (target.value if not _falls(text) else -target.value)
        return Cut(Decimal(100), share, "%", (_span(text, target, BY),))
    if part := THIRD.search(text):
        share = Decimal(PARTS[" ".join(part["w"].lower().split())])
        return Cut(Decimal(100), 100 - share if _falls(text) else 100 + share, "%", (part.span(),))
    for pattern, share_of in MULTIPLIED:
        if found := pattern.search(text):
            return Cut(Decimal(100), Decimal(share_of), "%", (found.span(),))
    return Cut()


def _falls(text: str) -> bool:
    return re.search(rf"(?:(?<![a-z]){DOWN})", text, re.IGNORECASE) is not None


def _span(text: str, one: Number, lead: re.Pattern[str]) -> tuple[int, int]:
    """From the words that lead to a figure to those that belong behind it."""
    led = lead.search(text[: one.start])
    tail = ENDING.match(text[one.end :])
    bracket = re.match(r"\s*[)）]", text[one.end :])
    end = one.end + (tail.end() if tail else bracket.end() if bracket else 0)
    return (led.start() if led else one.start), end


def metric_of(text: str, spans: list[tuple[int, int]]) -> tuple[str, str]:
    """What is measured: the sentence without its figures and verbs; and a unit found behind one."""
    pieces = _pieces(text, spans)
    return (_han_metric(pieces), "") if chinese(text) else _english_metric(pieces)


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[str]:
    pieces, at = list[str](), 0
    for start, end in spans:
        pieces.append(text[at:start])
        at = max(at, end)
    return [*pieces, text[at:]]


def _han_metric(pieces: list[str]) -> str:
    first = _trimmed_han(pieces[0])
    if first:
        return first
    rest = _trimmed_han("".join(pieces[1:]))
    return re.split(r"[，,；;（(]", rest)[0].strip()


def _trimmed_han(piece: str) -> str:
    piece = re.sub(rf"^(?:\s|[，,、：:的]|(?:{DOING}))+", "", piece)
    return re.sub(rf"{HAN_TAIL}+$", "", piece).strip()


def _english_metric(pieces: list[str]) -> tuple[str, str]:
    first, *rest = map(_trimmed, pieces)
    if not first:
        return next((piece for piece in reversed(rest) if piece), ""), ""
    return first, next((piece for piece in rest if re.fullmatch(r"[a-z]+|per [a-z]+", piece)), "")


def _trimmed(piece: str) -> str:
    piece = piece.strip(" ,;:()")
    piece = re.sub(
        rf"^(?:(?:{VERBS})\b\s*|(?:the\s+)?(?:number|count)\s+of\s+|(?:of\s+)?(?:the|our|a|an"
        rf"|all)\s+|of\s+|and\s+)+",
        "",
        piece,
        flags=re.IGNORECASE,
    )
    piece = re.sub(rf"(?:(?:\s+|^){TAIL})+$", "", piece, flags=re.IGNORECASE)
    return piece.strip(" ,;:()")
