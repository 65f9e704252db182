"""Figures with their units, as people write them: 86%, 12 件."""

from decimal import Decimal

from portal.core.present import number


def with_unit(value: Decimal, unit: str) -> str:
    """A figure and its unit; only a percent sign stands close."""
    return f"{number(value)}{unit}" if unit == "%" else f"{number(value)} {unit}".rstrip()
