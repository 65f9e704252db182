"""Signs of formalism as sentences: the figure, from when on it is told, and what it may be too."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.anonymity.thresholds import bucket
from portal.core.languages import gettext as _
from portal.core.languages import locale, ngettext
from portal.core.present import number
from portal.radar.reading import Look, Reading
from portal.radar.thresholds import EASY, FORMAL, LOW, OBJECTIVE, THRESHOLDS
from portal.truth.leading import Beside

# A leader whose goals are not much older than those below is like everybody.
LONGER = 1.5
Figure = Callable[[float, int], str]


@dataclass(frozen=True)
class Words:
    """A sign in words."""

    title: str
    # Of a figure, and of how many things it is.
    sentence: Figure
    # What it may be as well.
    innocent: str


def percent(value: float) -> str:
    """A share as people say it."""
    return f"{number(round(value * 100))}%"


def sentences(*said: str) -> str:
    """One after another; Chinese ones without a space."""
    return (" " if locale() == "en" else "").join(said)


def _shares(sentence: str) -> Figure:
    return lambda value, of: sentence % {"share": percent(value), "of": of}


def _even(value: float, of: int) -> str:
    return _(
        "The scores of %(of)d key results differ by %(spread)s (standard deviation).",
        of=of,
        spread=number(value),
    )


def _undecided(value: float, of: int) -> str:
    return _(
        "Of %(crowd)s blockers that a manager replied to, about %(tenths)d in 10 have no decision.",
        crowd=bucket(of),
        tenths=round(value * 10),
    )


def _leaders(value: float, _of: int) -> str:
    return _(
        "Leaders' goals went %(times)s times as long without an update as those of their teams.",
        times=number(round(value, 1)),
    )


def words() -> dict[str, Words]:
    """Every sign, in the order in which they are told."""
    return _scores() | _reports() | _answers()


def _scores() -> dict[str, Words]:
    """Of where key results end."""
    early = _("%(share)s of %(of)d key results were at their target two thirds through.")
    return {
        "done": Words(
            _("Nearly everything is done"),
            _shares(_("%(share)s of %(of)d key results are done to 95%% or more.")),
            _("A good quarter ends like this, too."),
        ),
        "easy": Words(
            _("Targets that were too easy"),
            _shares(early),
            _("Perhaps something large went right early. Then the next targets can be further."),
        ),
        "even": Words(
            _("Scores that are all alike"),
            _even,
            _("Where all goals hang by one thing, they move together."),
        ),
    }


def _reports() -> dict[str, Words]:
    """Of what check-ins say."""
    copied = _("%(share)s of %(of)d notes had stood there before, although the figure moved.")
    return {
        "straight": Words(
            _("Progress like a ruled line"),
            _shares(_("%(share)s of %(of)d key results made the same step every week.")),
            _("What is rolled out shop by shop does grow like that."),
        ),
        "copied": Words(
            _("The same words again"),
            _shares(copied),
            _("Some weeks there is nothing new to say."),
        ),
        "cliff": Words(
            _("A jump in the last week"),
            _shares(_("%(share)s of %(of)d key results jumped at the very end.")),
            _("A launch or a yearly invoice counts in one day."),
        ),
    }


def _answers() -> dict[str, Words]:
    """Of what is said and answered, and of who leads."""
    silent = _("Of %(of)d key results, nothing had been said about %(share)s by the last release.")
    maybe = _("It may be going well, or nobody may dare yet.")
    small = _("Small teams are not counted: their words stand under a larger goal.")
    return {
        "silent": Words(
            _("Nobody says what is in the way"), _shares(silent), sentences(maybe, small)
        ),
        "undecided": Words(
            _("Replies without decisions"),
            _undecided,
            _("Some decisions take longer than a week. A reply does not stop the clock."),
        ),
        "leaders": Words(
            _("Leaders update later than their teams"),
            _leaders,
            _("Their goals may move more slowly. That nothing has changed is an update, too."),
        ),
    }


def threshold(code: str, level: str, value: float) -> str:
    """From when on it is told, in words."""
    if level == OBJECTIVE:
        return _("Told of an objective when it is so of all its key results.")
    if code in LOW:
        return _("Told at %(figure)s or less.", figure=number(value))
    if code == "leaders":
        return _("Told from %(times)s times on.", times=number(value))
    return _from(percent(value))


def figure(code: str, value: float) -> str:
    """A figure alone, for the table of all."""
    if code in LOW or code == "leaders":
        return number(round(value, 2))
    return percent(round(value, 1)) if code == "undecided" else percent(value)


def look(reading: Reading | None) -> str:
    """What a quarter looks like as a whole, with the figure behind it; empty: like nothing."""
    if reading is None or reading.look is Look.HONEST:
        return ""
    if reading.look is Look.SANDBAGGING:
        early, least = percent(reading.easy), percent(EASY)
        looks = _("As a whole it looks as if targets were set so that they are reached.")
        return sentences(looks, _("%(share)s were reached early.", share=early), _from(least))
    mean, least = percent(reading.formal), percent(FORMAL)
    looks = _("As a whole it looks like reports for the sake of reports.")
    why = _("Straight lines, copied words, silence, replies alone: %(share)s.", share=mean)
    return sentences(looks, why, _from(least))


def _from(share: str) -> str:
    return _("Told from %(share)s on.", share=share)


def beside(one: Beside) -> str:
    """When a leader's own goals were updated, and those of the teams below."""
    if one.days is None:
        return _("Has no goal of their own in this quarter.")
    own = _("Own goals: %(own)s.", own=_ago(one.days))
    if one.days_below is None:
        return sentences(own, _("The teams under them have no goals yet."))
    teams = _("The teams' goals: %(teams)s.", teams=_ago(one.days_below))
    if one.times < LONGER:
        return sentences(own, teams)
    times = number(round(one.times, 1))
    return sentences(own, teams, _("That is %(times)s times as long.", times=times))


def _ago(days: int) -> str:
    return _("today") if days == 0 else ngettext("%(num)d day ago", "%(num)d days ago", days)


def from_when(code: str, level: str) -> str:
    """The same threshold where nothing stands out."""
    return threshold(code, level, THRESHOLDS[level][code])
