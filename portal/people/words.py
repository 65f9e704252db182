"""What roles and changes are called, in the reader's language."""

from portal.core.languages import gettext as _


def role_name(role: str) -> str:
    """A role as people say it."""
    names = {
        "member": _("Member"),
        "manager": _("Manager"),
        "moderator": _("Moderator"),
        "admin": _("Admin"),
    }
    return names.get(role, role)


def former(role: str) -> str:
    """What stands for somebody who was erased: the role that person had."""
    names = {
        "member": _("a former member"),
        "manager": _("a former manager"),
        "moderator": _("a former moderator"),
        "admin": _("a former admin"),
    }
    return names.get(role, names["member"])


def action_name(action: str) -> str:
    """A row of the audit log as a sentence without a subject."""
    kind, _colon, detail = action.partition(":")
    role = {"role": _("Gave somebody the role: %(role)s", role=role_name(detail))}
    return (_acts() | _of_goals() | role).get(kind, action)


def _acts() -> dict[str, str]:
    return {
        "action": _("Said what became of an action"),
        "accept": _("Took over a blocker"),
        "activate": _("Opened somebody's account again"),
        "calendar": _("Made an address for your calendar"),
        "calendar-off": _("Closed the address of your calendar"),
        "chat-room": _("Changed the chat rooms that are told"),
        "away": _("Said to be away"),
        "back": _("Said to be back"),
        "claim": _("Said that a blocker is solved"),
        "deactivate": _("Closed somebody's account"),
        "decide": _("Decided on a blocker"),
        "erase": _("Erased a person"),
        "hours": _("Set working hours"),
        "invite": _("Invited somebody"),
        "meeting": _("Timed a Monday meeting"),
        "moderate": _("Reviewed a post"),
        "paraphrase": _("Said in other words what hangs on the board"),
        "publish": _("Hung the results of a retrospective on the board"),
        "password": _("Changed the password"),
        "refuse": _("Did not take over a blocker"),
        "remark": _("Said something under your own name"),
        "remark-back": _("Took back what you said under your own name"),
        "remark-edit": _("Changed what you said under your own name"),
        "reply": _("Replied under a blocker"),
        "retro": _("Led a retrospective"),
        "second-step": _("Turned on the second step of signing in"),
        "second-step-off": _("Turned off a second step of signing in"),
        "settle-hunting": _("Settled a report"),
        "sign-in-link": _("Made a one-time link for somebody"),
        "sign-out-everywhere": _("Signed out everywhere"),
        "start": _("Said that work on a blocker has begun"),
    }


def _of_goals() -> dict[str, str]:
    return {
        "annotate": _("Wrote beside a sign of the radar"),
        "ask-floor": _("Asked the floor about a key result"),
        "card": _("Wrote or judged a card of a retrospective"),
        "change-goal": _("Changed a published goal"),
        "check-in": _("Updated a key result"),
        "check-in-corrected": _("Corrected an update"),
        "close-question": _("Closed a question to the floor"),
        "draft": _("Began to draft an objective"),
        "draft-discarded": _("Threw a draft away"),
        "end-goal": _("Said how an objective ended"),
        "goal-source": _("Changed who says where a key result stands"),
        "import": _("Imported a file"),
        "import-back": _("Took an import back"),
        "mount": _("Asked to hang an objective under a goal"),
        "mount-accepted": _("Let an objective hang under a goal"),
        "mount-declined": _("Declined an objective under a goal"),
        "mount-ended": _("Took an objective from under a goal"),
        "move": _("Moved an objective"),
        "publish-goal": _("Published an objective"),
        "reopen-goal": _("Took back how an objective ended"),
        "share-accepted": _("Took on a part of an objective"),
        "share-asked": _("Asked a department to take on a part of an objective"),
        "share-ended": _("Ended a department's part of an objective"),
    }
