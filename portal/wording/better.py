"""A better example, made from what was written: its own words, and a gap for a missing figure."""

import re
from collections.abc import Callable
from decimal import Decimal

from portal.wording import lists
from portal.wording.linting import Fault, Finding, bare
from portal.wording.periods import how_often, until
from portal.wording.sentence import Kind, Sentence, chinese, parse

GAP = "__"
# Characters that only stand in Simplified.
SIMPLIFIED = frozenset(
    "这个将从满户团队标线业务质产发优为达减压缩长时间访谈组织尽会议计划赋创价话关结"
)
OURS = str.maketrans("從將標關鍵後麼這樣說為變來結話誰讓", "从将标关键后么这样说为变来结话谁让")
IMPROVING = re.compile(
    r"^(?:提升|提高|強化|强化|優化|优化|改善|加強|加强|降低|減少|减少|縮短|缩短|追求|落實|落实|打造|深化|的"
    r"|(?:to|improve|increase|reduce|shorten|strengthen|enhance|optimi[sz]e|minimi[sz]e)\b\s*"
    r"|(?:better|our|the)\b\s*)+",
    re.IGNORECASE,
)
Maker = Callable[[str, Sentence], str]


def better(text: str, finding: Finding, *, objective: bool = False) -> str:
    """How the line could read without this fault, in the language in which it is written."""
    worded = objective and finding.fault in {Fault.VAGUE, Fault.EFFORT}
    made = (_for_whom if worded else MAKERS.get(finding.fault, _from_to))(text, parse(text))
    return made.translate(OURS) if SIMPLIFIED & set(text) else made


def _when(text: str) -> str:
    """The period as it was written, or this quarter."""
    found = until(text) or how_often(text)
    written = text[found.start : found.end].strip(" ,，、;:") if found else ""
    return written or ("本季" if chinese(text) else "this quarter")


def _plain(text: str) -> str:
    """The line without its period and without the words of trying."""
    left = " ".join(lists.EFFORT.sub(" ", bare(text)).split()).strip(" ，,")
    return re.sub(r"^(?:to|可以|把(?=把))\s*", "", left, flags=re.IGNORECASE)


def _spaced(value: Decimal | None, unit: str) -> str:
    figure = GAP if value is None else f"{value.normalize():f}"
    return f"{figure}{unit}" if unit in {"", "%"} else f"{figure} {unit}"


def _from_to(text: str, sentence: Sentence) -> str:
    """What is measured, from where, to where, until when."""
    plain = _plain(text)
    subject = IMPROVING.sub("", sentence.metric if sentence.to is not None else plain)
    measured = sentence.to is not None or subject != plain
    start, end = (_spaced(value, sentence.unit) for value in (sentence.from_, sentence.to))
    return _told(text, (subject if measured else "") or "", plain, start, end)


def _told(text: str, subject: str, plain: str, start: str, end: str) -> str:
    when, up = _when(text), parse(text).kind is not Kind.REDUCE
    if chinese(text):
        way = "提升到" if up else "降到"
        if subject:
            return f"{when}將{subject}從 {start} {way} {end}"
        return f"{when}{plain.removeprefix(when)}：用「{GAP}」來量，從 {start} 變成 {end}"
    if subject:
        return f"{_capital(subject)} from {start} to {end} {when}"
    clause = _capital(plain.removesuffix(when).strip())
    return f"{clause}: measured by {GAP}, from {start} to {end} {when}"


def _for_whom(text: str, _sentence: Sentence) -> str:
    """An objective says for whom something will be different, and gives no figure."""
    subject = IMPROVING.sub("", _plain(text)) or GAP
    if chinese(text):
        return f"讓「{GAP}」（誰）不必再「{GAP}」，這就是{subject}"
    return f"{GAP} (who) can {GAP} (what): that is what we call {subject[:1].lower()}{subject[1:]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _with_date(text: str, sentence: Sentence) -> str:
    if sentence.to is None:
        return _from_to(text, sentence)
    return f"{_when(text)}{text}" if chinese(text) else f"{text} {_when(text)}"


def _further(text: str, sentence: Sentence) -> str:
    """The same start, and a target that is somewhere else."""
    start = _spaced(sentence.from_ or sentence.to, sentence.unit)
    end = _spaced(None, sentence.unit)
    return _told(text, IMPROVING.sub("", sentence.metric) or GAP, "", start, end)


def _plainly(text: str, sentence: Sentence) -> str:
    """The same promise without the words of trying."""
    if sentence.to is None:
        return _from_to(text, sentence)
    plain, when = _plain(text), _when(text)
    return f"{when}{plain}" if chinese(text) else f"{_capital(plain)} {when}"


def _after(text: str, _sentence: Sentence) -> str:
    """What is to be different when it has been done."""
    left = bare(text)
    if chinese(text):
        return f"{left}之後，「{GAP}」從 {GAP} 變成 {GAP}"
    return f"After we {left[:1].lower()}{left[1:]}, {GAP} goes from {GAP} to {GAP}"


def _without_figure(text: str, _sentence: Sentence) -> str:
    """The figure goes into a key result; the objective says what it is good for."""
    if chinese(text):
        return f"目標：用一句話說為什麼要這樣。關鍵結果：{text}"
    return f"Objective: one sentence that says why. Key result: {text}"


MAKERS: dict[Fault, Maker] = {
    Fault.ACTIVITY: _after,
    Fault.NUMBER_IN_OBJECTIVE: _without_figure,
    Fault.NO_DATE: _with_date,
    Fault.SAME: _further,
    Fault.TOO_EASY: _further,
    Fault.EFFORT: _plainly,
}
