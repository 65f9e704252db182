"""How many people must stand behind a number before it may be shown or a key be used."""

SMALL = 5
FULL = 20
STEPS = (50, 20, 10, SMALL)


def bucket(count: int) -> str:
    """Say a number of people as `<5`, `5+`, `10+`, `20+` or `50+`."""
    return next((f"{step}+" for step in STEPS if count >= step), f"<{SMALL}")


def floor_in_force(setting: int, roster: int, *, demo: bool) -> int | None:
    """Give the smallest crowd a key of this roster accepts; None where nothing may be offered.

    The setting; at most 5 with a roster of 5 to 19 (pages then say "confidential"); under 5
    nothing, but in a demo, where the setting stands. A roster can still be under the answer.
    """
    if roster >= FULL:
        return setting
    if roster >= SMALL:
        return min(setting, SMALL)
    return setting if demo else None
