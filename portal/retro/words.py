"""What phases, endings and states of actions are called, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from portal.core.languages import gettext as _
from portal.core.languages import ngettext
from portal.core.present import day
from portal.retro.models import Action, Session


def phases() -> dict[str, str]:
    """The phases of a session in their order."""
    return {
        "safety": _("Safety check"),
        "icebreaker": _("Ice-breaker"),
        "review": _("Last actions"),
        "figures": _("Figures"),
        "collect": _("Collecting"),
        "group": _("Grouping"),
        "vote": _("Voting"),
        "discuss": _("Discussion"),
        "actions": _("Actions"),
        "closing": _("Worth the time?"),
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


class Question(NamedTuple):
    """What is asked, and the answers that there are."""

    words: str
    answers: Mapping[int, str]


def asked() -> dict[str, Question]:
    """What a session asks all at once: kind of poll to words."""
    safe = (_("Not at all"), _("Rather not"), _("It depends"), _("Mostly"), _("Fully"))
    worth = (_("Not worth it"), _("Hardly"), _("Somewhat"), _("Worth it"), _("Very much so"))
    return {
        "safety": Question(_("Can you say here what you really think?"), _scale(safe)),
        "next": Question(
            _("Go on with this topic, or take the next one?"),
            {1: _("Go on"), 0: _("Next topic")},
        ),
        "worth": Question(_("Was this session worth your time?"), _scale(worth)),
    }


def _scale(names: Sequence[str]) -> dict[int, str]:
    return dict(enumerate(names, 1))


def formats() -> dict[str, str]:
    """The ways to collect: code to words."""
    return {
        "four-steps": _("Four steps"),
        "start-stop": _("Start, stop, continue"),
        "four-ls": _("Liked, learned, lacked, longed for"),
        "moods": _("Mad, sad, glad"),
        "sailboat": _("Sailboat"),
        "by-goal": _("Goal by goal"),
        "own": _("Questions of our own"),
    }


def columns(session: Session) -> dict[str, str]:
    """The questions of a session in their order: code to words."""
    known = {
        "goal": _("What was the goal?"),
        "result": _("How did it turn out?"),
        "cause": _("Why was it so?"),
        "rule": _("What do we learn from it?"),
        "start": _("Start doing"),
        "stop": _("Stop doing"),
        "continue": _("Keep doing"),
        "liked": _("Liked"),
        "learned": _("Learned"),
        "lacked": _("Lacked"),
        "longed": _("Longed for"),
        "mad": _("Makes me mad"),
        "sad": _("Makes me sad"),
        "glad": _("Makes me glad"),
        "wind": _("Wind: what drives us"),
        "anchor": _("Anchor: what holds us back"),
        "rocks": _("Rocks: what may happen"),
        "island": _("Island: where we want to go"),
    }
    return {one.code: one.name or known.get(one.code, one.code) for one in session.columns}


def endings() -> dict[str, str]:
    """How a topic ends: code to words."""
    return {"action": _("Action"), "decision": _("Decision"), "parked": _("Parked")}


def states() -> dict[str, str]:
    """What became of an action: code to words."""
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}


def tools() -> dict[str, str]:
    """With which tool a session was held that was brought here: code to words."""
    return {"parabol": "Parabol", "easyretro": "EasyRetro", "table": _("another tool")}


def columns_of_tables() -> dict[str, str]:
    """What a column of another tool's table holds: code to words."""
    return {
        "": _("Leave it out"),
        "text": _("What was said"),
        "cards": _("Cards under this heading"),
        "topic": _("Topic"),
        "column": _("Question"),
        "votes": _("Votes"),
        "kind": _("Kind of line: card, action, note"),
        "action": _("Action"),
        "owner": _("Who does the action"),
        "due": _("Day by which it is done"),
        "state": _("Whether it is done"),
        "notes": _("Notes"),
    }


def state_of(action: Action) -> str:
    """What became of an action, and why."""
    said = states()[action.state]
    return f"{said}{_(': ')}{action.why}" if action.why else said


def age_of(action: Action) -> str:
    """How old an action is, and into how many later sessions it went."""
    days = action.days
    old = ngettext("%(num)d day old", "%(num)d days old", days) if days else _("agreed on today")
    carried = carried_of(action)
    return f"{old}{_(', ')}{carried}" if carried else old


def carried_of(action: Action) -> str:
    """Into how many later sessions an action went; of none nothing."""
    times = action.carried
    return (
        ngettext("carried over %(num)d time", "carried over %(num)d times", times) if times else ""
    )


def waiting(action: Action) -> str:
    """An action as it waits for its owner: until when, how old, how often carried."""
    due = _("An action from a retrospective, due %(day)s.", day=day(action.due))
    return f"{due} {age_of(action)}" if action.days or action.carried else due


def again(times: int) -> str:
    """In how many sessions running a theme was there."""
    return ngettext("in %(num)d retrospective running", "in %(num)d retrospectives running", times)


def minutes(planned: int, taken: int) -> str:
    """How long a session was to take, and took."""
    took = ngettext("%(num)d minute taken", "%(num)d minutes taken", taken)
    given = ngettext("%(num)d minute planned", "%(num)d minutes planned", planned)
    return f"{took}{_(', ')}{given}"
