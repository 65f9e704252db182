"""Candor: a portal where what blocks a goal is said, and who said it is never known."""

__version__ = "0.1.0"
