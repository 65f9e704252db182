"""What the operator reads, and the exit status."""

import pytest

from portal.doctor.findings import broken, fine, report, status, unasked, unseen

GOOD, BAD = fine("All is well."), broken("A key is open.", "Run: chmod")
HIDDEN, LEFT = unseen("The journal could not be read."), unasked("Backups.")


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], 0),
        ([GOOD, LEFT], 0),
        ([GOOD, HIDDEN], 2),
        ([GOOD, HIDDEN, BAD], 1),
        ([BAD], 1),
    ],
)
def test_the_status_is_that_of_the_worst(findings, expected):
    assert status(findings) == expected


def test_the_report_ends_with_what_matters():
    assert report([BAD, GOOD, HIDDEN, LEFT]).splitlines() == [
        "fine     All is well.",
        "unasked  Backups.",
        "UNSEEN   The journal could not be read.",
        "BROKEN   A key is open.",
        "         -> Run: chmod",
        "1 fine, 1 break the promise, 1 could not be looked at.",
    ]
