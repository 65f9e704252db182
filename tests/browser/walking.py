"""Every page there is: their addresses, and the words that stand on them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import product

from werkzeug.routing import Map, Rule

from portal.core.db import Base, db
from portal.okr.service import quarter_of

# The quarter before, in which the house reported by the ruler.
BEFORE = quarter_of(datetime.now(UTC).date() - timedelta(days=95))
# What the same address shows beside its plain page.
VARIANTS = {
    "answers.blocker": [f"kind={kind}" for kind in ("resources", "priority", "assign", "ask")]
    + ["kind=decline", "kind=transfer", "saved=decision", "saved=hunting"],
    "guard.reports": ["done=1"],
    "answers.inbox": ["tab=decided", "tab=declined"],
    "board.show": ["tv=1", "page=2"],
    "paraphrases.missing": ["saved=1"],
    "admin.person": ["saved=mail"],
    "objectives.objective": ["saved=asked"],
    "hours.everybody": ["saved=1"],
    "moderation.queue": ["tab=urgent", "tab=new", "tab=reported", "tab=appeals", "tab=done"],
    "monday.show": ["team=nowhere", *(f"page={number}" for number in range(2, 9))],
    "okr.check_in": ["round=1&saved=1"],
    "front.home": ["saved=round"],
    "people.account": ["saved=password"],
    "people.sign_in": ["next=/in/account"],
    "retro.session": ["saved=board"],
    "truth.radar": [f"cycle={BEFORE}"],
    "search.find": [
        *(
            "q=機台",
            "q=夜班人力&kind=decisions",
            "q=準時&kind=goals",
            "q=一次&kind=voices",
            "q=nowhere",
        )
    ],
    "voice.compose": ["kiosk=1"],
    "codes.by_code": ["kiosk=1"],
}
NOWHERE = ("/nowhere", "/say/nowhere", "/in/nowhere", "/in/moderation/nothing")
ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "data-text", "data-text-one"}
ATTRIBUTES |= {"data-none", "data-some", "data-sending", "data-label", "data-figures", "data-known"}
# What makes one element another kind of element than the next.
TRAITS = ("class", "role", "name", "type")
SILENT = {"script", "style", "code"}
VOID = {"meta", "link", "input", "br", "img", "hr"}


def pages(rules: Map) -> list[Rule]:
    """The rules that answer GET."""
    return [rule for rule in rules.iter_rules() if "GET" in (rule.methods or set())]


def unknown(rules: Map, values: Mapping[str, Sequence[str]]) -> set[str]:
    """Words in addresses of pages for which there is no example."""
    return {word for rule in pages(rules) for word in rule.arguments} - set(values)


def addresses(rules: Map, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Endpoint and address of every page with every example, its variants with the first."""
    yield from (("nowhere", address) for address in NOWHERE)
    for rule in pages(rules):
        built = [_path(rule, chosen) for chosen in _choices(rule, values)]
        yield from ((rule.endpoint, address) for address in built)
        for query in VARIANTS.get(rule.endpoint, []):
            yield rule.endpoint, f"{built[0]}?{query}"


def _choices(rule: Rule, values: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    names = sorted(rule.arguments)
    for chosen in product(*(values[name] for name in names)):
        yield dict(zip(names, chosen, strict=True))


def _path(rule: Rule, words: Mapping[str, str]) -> str:
    _domain, path = rule.build(words) or ("", rule.rule)
    return path


def in_language(address: str, lang: str) -> str:
    """The same page in another language."""
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"


class Reader(HTMLParser):
    """Reads what a person may come to see or hear: text and the attributes that hold words."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.skeleton: list[str] = []
        self.lang = ""
        self._open: list[tuple[str, bool]] = []

    @property
    def shape(self) -> frozenset[str]:
        """The kinds of elements in the main part, however often they stand there."""
        starts = [at for at, one in enumerate(self.skeleton) if one.startswith("main.")]
        ends = [at for at, one in enumerate(self.skeleton) if one.startswith("nav.tabs-bottom")]
        return frozenset(self.skeleton[(starts or [0])[0] : (ends or [None])[0]])

    @property
    def _quiet(self) -> bool:
        return any(silent for _tag, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = bool(self.lang) and given.get("lang", self.lang) != self.lang
        self.lang = self.lang or given.get("lang") or ""
        if not self._quiet and not foreign:
            self.words += [value for name, value in attrs if name in ATTRIBUTES and value]
        self.skeleton.append(".".join([tag, *(given.get(name) or "" for name in TRAITS)]))
        if tag not in VOID:
            self._open.append((tag, tag in SILENT or foreign))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._quiet:
            self.words.append(" ".join(data.split()))


def read(html: str) -> Reader:
    """A page, read through."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


# Tables in which nobody's words stand, or ours in both languages.
WORKED_OUT = {"post_event", "count_view", "outbox"}
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"[A-Za-z][\w'’-]*(?:,? [A-Za-z][\w'’-]*){2,}")
# Names that are the same in every language, those of the languages, and the key log's pin.
NAMES = re.compile(
    r"WCAG 2\.2,? (?:level )?AA|Candor 真話|Markdown|JavaScript|Chromium|OKRs?|Cookie|CSV|UTF-8"
    r"|繁體中文|English|^[0-9a-f]{8}$"
)


def untranslated(words: Iterable[str], lang: str, data: Sequence[str]) -> list[str]:
    """The words that are not in this language, apart from what people typed."""
    wrong = _not_english if lang == "en" else _not_chinese
    return [said for said in words if wrong(_bare(said, data))]


def _bare(said: str, data: Sequence[str]) -> str:
    for one in data:
        said = said.replace(one, "")
    return NAMES.sub("", said)


def _not_english(said: str) -> bool:
    return HAN.search(said) is not None


def _not_chinese(said: str) -> bool:
    return bool(SENTENCE.search(said)) or bool(LATIN.search(said) and not HAN.search(said))


def typed(posts: Iterable[str]) -> list[str]:
    """Everything that people typed, longest first: asks for an application context."""
    found = {line for post in posts for line in post.split("\n")}
    for table in Base.metadata.sorted_tables:
        if table.name not in WORKED_OUT:
            for row in db.session.execute(table.select()):
                found |= {line for value in row for line in _texts(value)}
    return sorted(found - {""}, key=len, reverse=True)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
        yield from (line.lstrip("- ") for line in value.split("\n"))
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
