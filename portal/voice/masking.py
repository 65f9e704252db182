"""Masks: letters that readers do not get; the original stays sealed until it is destroyed."""

from collections.abc import Iterable, Sequence
from typing import Any

from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.voice.models import Post
from portal.voice.rendering import open_item, seal_masked

Span = tuple[int, int]
BAR = "███"
MOST = 50


def read_spans(text: str, given: Any) -> list[Span]:
    """Where to mask, in code points, in order and joined where they meet. Raises Invalid."""
    if not isinstance(given, list) or not 0 < len(given) <= MOST:
        raise _unread()
    spans = _joined(_read_span(text, one) for one in given)
    shown = "".join(text[a:b] for a, b in between(text, spans))
    if not shown.strip():
        raise Invalid(_("Nothing would be left to read. Send it back instead."))
    return spans


def _read_span(text: str, given: Any) -> Span:
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise _unread()
    start, end = given
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise _unread()
    return start, end


def _unread() -> Invalid:
    return Invalid(_("Choose the words to mask: select them in the text, or type them."))


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def between(text: str, spans: Sequence[Span]) -> list[Span]:
    """What lies between, before and after these spans."""
    starts = [0, *(end for _start, end in spans)]
    ends = [*(start for start, _end in spans), len(text)]
    return list(zip(starts, ends, strict=True))


def spans_of(text: str, words: Iterable[str]) -> list[list[int]]:
    """Every place where one of these words stands. Raises Invalid for words that are not there."""
    found = []
    for word in filter(None, words):
        at = text.find(word)
        if at < 0:
            raise Invalid(_("“%(word)s” does not stand in the text.", word=word))
        while at >= 0:
            found.append([at, at + len(word)])
            at = text.find(word, at + len(word))
    return found


def hidden(text: str, spans: Sequence[Span]) -> str:
    """The text as readers get it: a bar and the number of letters for each span."""
    said = [text[start:end] for start, end in between(text, spans)]
    bars = [f"{BAR}({end - start})" for start, end in spans]
    return said[0] + "".join(bar + rest for bar, rest in zip(bars, said[1:], strict=True))


def mask(post: Post, spans: Sequence[Span]) -> None:
    """Let readers get a post without these letters. The original stays as it is."""
    item = open_item(post)
    post.masked = seal_masked(post, item | {"body": hidden(str(item["body"]), spans)})


def unmask(post: Post) -> None:
    """Let readers get what was said after all."""
    post.masked = None


def destroy_original(post: Post) -> None:
    """Keep only what readers get."""
    post.sealed = b""


def as_lists(given: Any) -> list[list[int]]:
    """Spans as a form gives them. Raises Invalid for anything that is not pairs of numbers."""
    if not isinstance(given, list):
        raise _unread()
    return [list(_read_span_shape(one)) for one in given]


def _read_span_shape(given: Any) -> Span:
    if not isinstance(given, list) or [type(one) for one in given] != [int, int]:
        raise _unread()
    return given[0], given[1]
