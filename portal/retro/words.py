"""What phases, endings and states of actions are called, in the reader's language."""

from portal.core.languages import gettext as _


def phases() -> dict[str, str]:
    """The phases of a session in their order."""
    return {
        "review": _("Last actions"),
        "group": _("Grouping"),
        "discuss": _("Discussion"),
        "closed": _("Summary"),
    }


def endings() -> dict[str, str]:
    """How a topic ends: code to words."""
    return {"action": _("Action"), "decision": _("Decision"), "parked": _("Parked")}


def states() -> dict[str, str]:
    """What became of an action: code to words."""
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}
