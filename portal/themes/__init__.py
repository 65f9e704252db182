"""Texts in, stable named groups out. No author, no database and no clock ever enter this room."""

from portal.themes.edits import Unknown
from portal.themes.extra import Unavailable, embed
from portal.themes.grouping import group, regroup
from portal.themes.shapes import Edit, Level, Proposal, Result, Text, Theme

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
]
