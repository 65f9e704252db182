"""What the page says of a topic: why it was suggested, and what a card by itself is about."""

from collections.abc import Iterable, Mapping, Sequence

from portal import themes
from portal.core.languages import gettext as _
from portal.core.languages import ngettext
from portal.retro import laying
from portal.retro.models import GroupingStep, Judged, Topic

# So many letters of a card tell which one it is.
EXCERPT = 40


def shared(topics: Iterable[Topic], said: Mapping[str, str]) -> dict[str, list[tuple[str, int]]]:
    """The words for which each topic was suggested, and in how many of its cards each stands."""
    return {
        topic.id: themes.shared(topic.terms, [said[i] for i in laying.inside(topic) if i in said])
        for topic in topics
        if topic.judged == Judged.SUGGESTED and topic.terms
    }


def titles(topics: Iterable[Topic], said: Mapping[str, str]) -> dict[str, str]:
    """What each topic is called: a card by itself by how it begins."""
    return {topic.id: _title(topic, said) for topic in topics}


def _title(topic: Topic, said: Mapping[str, str]) -> str:
    """A card is kept sealed: no name that is kept repeats it."""
    if topic.judged != Judged.LOOSE:
        return topic.title
    return next((excerpt(said[id_]) for id_ in laying.inside(topic) if said.get(id_)), topic.title)


def excerpt(text: str) -> str:
    """The beginning of a text, on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= EXCERPT else f"{plain[: EXCERPT - 1].rstrip()}…"


def told(step: GroupingStep, said: Mapping[str, str]) -> str:
    """What a step did, in a sentence."""
    words = {"title": step.title, "other": step.other, "cards": _cards(step.cards, said)}
    return {
        "move": _("%(cards)s now lies under “%(title)s”.", **words),
        "split": _("“%(title)s” is a topic now, with %(cards)s.", **words),
        "loose": _("%(cards)s now lies by itself.", **words),
        "merge": _("“%(other)s” is part of “%(title)s” now.", **words),
        "rename": _("“%(other)s” is called “%(title)s” now.", **words),
        "accept": _("“%(title)s” is a topic now.", **words),
        "reject": _("“%(title)s” is no topic; its cards lie by themselves.", **words),
    }[step.kind]


def _cards(ids: Sequence[str], said: Mapping[str, str]) -> str:
    if len(ids) == 1 and said.get(ids[0]):
        return _("“%(text)s”", text=excerpt(said[ids[0]]))
    return ngettext("%(num)d card", "%(num)d cards", len(ids))
