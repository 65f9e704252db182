"""Templates hold no script or style of their own, and no word that cannot be translated."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
JINJA = re.compile(r"\{#.*?#\}|\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# A block of attributes is inside a tag, where this reader does not see it.
ATTRIBUTES = re.compile(r"\{%-? block \w*attributes -?%\}.*?\{%-? endblock", re.DOTALL)
# What follows a value, as in {{ id }}-help.
SUFFIX = re.compile(r"(?<!\w)-[\w-]+")
SPOKEN = {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
UNSPOKEN = {"code", "script", "style"}
# Names, and the languages' own names, are the same in every language.
BRANDS = re.compile(r"Candor|真話|English|中文")


class Reader(HTMLParser):
    """Collects, from HTML without its Jinja, what the two rules forbid."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.inline: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        given = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"<{tag}>")
        for name, value in given.items():
            self.look_at(name, value or "")

    def look_at(self, name: str, value: str) -> None:
        acts = name.startswith(("on", "hx-on")) or value.strip().lower().startswith("javascript:")
        if acts or name == "style":
            self.inline.append(name)
        if name in SPOKEN and has_words(value):
            self.words.append(f"{name}: {value}")

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not UNSPOKEN & set(self.open) and has_words(data):
            self.words.append(data.strip())


def has_words(text: str) -> bool:
    """Whether text holds a letter beside the brand names."""
    return any(character.isalpha() for character in SUFFIX.sub("", BRANDS.sub("", text)))


def read(template: str) -> Reader:
    """Read a template roughly: its Jinja blanked out, the rest as HTML."""
    reader = Reader()
    reader.feed(JINJA.sub("", ATTRIBUTES.sub("{% endblock", template)))
    reader.close()
    return reader


def findings(kind: str) -> Iterator[str]:
    """Yield what the templates of the product hold of a kind."""
    paths = list((ROOT / "templates").rglob("*.html"))
    assert paths
    for path in paths:
        for finding in getattr(read(path.read_text(encoding="utf-8")), kind):
            yield f"{path.relative_to(ROOT)}: {finding}"


def test_templates_hold_no_inline_script_or_style():
    assert list(findings("inline")) == []


def test_every_word_of_a_template_can_be_translated():
    assert list(findings("words")) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<script>alert(1)</script>", ["<script>"]),
        ("<style>p { color: red }</style>", ["<style>"]),
        ('<p style="color: red">', ["style"]),
        ('<a href="#" onclick="go()">', ["onclick"]),
        ('<a href=" JavaScript:go()">', ["href"]),
        ('<b {% if x %}hx-on:click="go()"{% endif %}>', ["hx-on:click"]),
        ('<script src="{{ asset("a.js") }}" type="module"></script>', []),
    ],
)
def test_an_inline_script_or_style_is_found(template, found):
    assert read(template).inline == found


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ("<p>{{ _('Hi') }} 你好</p>", ["你好"]),
        ('<img src="a.png" alt="A cat">', ["alt: A cat"]),
        ('<input placeholder="{{ _("Name") }}" title="Your name">', ["title: Your name"]),
        ("{# Why #}<title>Candor 真話</title>{% trans %}Said{% endtrans %}，", []),
        ('{% block body_attributes %} data-x="no"{% endblock %}{{ id }}-help', []),
        ('<code>./run</code><p class="lede" lang="en">{{ _("a") }} – 12 / 3</p>', []),
    ],
)
def test_a_word_that_cannot_be_translated_is_found(template, found):
    assert read(template).words == found
