"""Texts in, stable named groups out. No author, no database and no clock ever enter this room."""

from portal.themes.grouping import Edit, Result, Text, Theme, group

__all__ = ["Edit", "Result", "Text", "Theme", "group"]
