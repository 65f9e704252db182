"""Texts in, stable named groups out. No author, no database and no clock ever enter this room.

What it is made of takes a second to load, and most programs never group: it is loaded when it is
first asked for. So ask for `themes.group`, and do not import the names.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.themes.edits import Unknown
    from portal.themes.extra import Unavailable, embed
    from portal.themes.grouping import group, regroup
    from portal.themes.shapes import Edit, Level, Proposal, Result, Text, Theme
    from portal.themes.telling import shared

__all__ = [
    "Edit",
    "Level",
    "Proposal",
    "Result",
    "Text",
    "Theme",
    "Unavailable",
    "Unknown",
    "embed",
    "group",
    "regroup",
    "shared",
]
_MODULES = {
    "edits": "Unknown",
    "extra": "Unavailable embed",
    "grouping": "group regroup",
    "telling": "shared",
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """A name of this room, from the module that has it."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE.get(name, 'shapes')}"), name)
