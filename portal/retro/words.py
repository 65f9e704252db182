"""What phases, endings and states of actions are called, in the reader's language."""

from portal.core.languages import gettext as _


def phases() -> dict[str, str]:
    """The phases of a session in their order."""
    return {
        "icebreaker": _("Ice-breaker"),
        "review": _("Last actions"),
        "figures": _("Figures"),
        "group": _("Grouping"),
        "discuss": _("Discussion"),
        "actions": _("Actions"),
        "closed": _("Summary"),
    }


def questions() -> tuple[str, ...]:
    """Questions that break the ice: light, and nobody need tell of themselves."""
    return (
        _("If this quarter were a dish, which one?"),
        _("What did you see work well on your way in today?"),
        _("Which tool here would you never give away?"),
        _("What would you explain first to somebody new?"),
        _("Which small thing made this month easier?"),
        _("What do customers never see of our work?"),
        _("If we had one hour more each day, what for?"),
        _("Which rule here do you like?"),
        _("What did you learn from somebody in this room?"),
        _("In one word: how does this quarter feel?"),
    )


def endings() -> dict[str, str]:
    """How a topic ends: code to words."""
    return {"action": _("Action"), "decision": _("Decision"), "parked": _("Parked")}


def states() -> dict[str, str]:
    """What became of an action: code to words."""
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}
