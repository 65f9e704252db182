"""Figures in words."""

from decimal import Decimal

import pytest

from portal.core.present import number


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (None, "–"),
        (Decimal("86.0"), "86"),
        (2.1, "2.1"),
        (1200, "1,200"),
        (Decimal("-0.5"), "-0.5"),
        (Decimal("-0.0"), "0"),
        (-0.001, "0"),
    ],
)
def test_a_figure_has_no_needless_zeros_and_nothing_has_no_sign(app, figure, told):
    with app.test_request_context():
        assert number(figure) == told
