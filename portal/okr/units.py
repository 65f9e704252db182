"""Figures as people write them, and with their units: 8, 86%, 12 件."""

from decimal import Decimal

from portal.core.present import number


def with_unit(value: Decimal, unit: str) -> str:
    """A figure and its unit; only a percent sign stands close."""
    return f"{number(value)}{unit}" if unit == "%" else f"{number(value)} {unit}".rstrip()


def as_written(value: Decimal) -> Decimal:
    """A figure as people write it: 8, not the 8.0000 of the column."""
    return Decimal(f"{value.normalize():f}")
