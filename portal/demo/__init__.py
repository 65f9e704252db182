"""The living demo: a factory and its shops with two quarters behind them, in the real stores."""

from portal.demo.loading import load
from portal.demo.staff import CAST, ORG, PASSWORD

__all__ = ["CAST", "ORG", "PASSWORD", "load"]
