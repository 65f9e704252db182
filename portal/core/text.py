"""The only sanitiser, for the markdown of signed-in people; anonymous words are plain text."""

import bleach
import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a", "code", "blockquote"})
ATTRIBUTES = {"a": {"href"}}
PROTOCOLS = frozenset({"http", "https", "mailto"})

# html=False is the first wall: raw HTML becomes text before either sanitiser sees it.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading"])


def clean(html: str) -> str:
    """HTML with nothing in it but TAGS; bleach shows the rest as text, nh3 drops it.

    bleach gets no more releases, so nh3 has the last word (docs/adr: bleach, then nh3).
    """
    shown = bleach.clean(
        html,
        tags=TAGS,
        attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()},
        protocols=PROTOCOLS,
    )
    return nh3.clean(shown, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(PROTOCOLS))


def plain(source: str) -> str:
    """What a signed-in person wrote in markdown, as text without its marks, on one line."""
    bare = nh3.clean(_markdown.render(source), tags=set())
    return " ".join(Markup(bare).unescape().split())  # noqa: S704 - leaves as text


def markdown(source: str) -> Markup:
    """What a signed-in person wrote in markdown, safe to put on a page."""
    return Markup(clean(_markdown.render(source)))  # noqa: S704 - cleaned on the line itself
