"""What people of the story expect of goals, in the weeks that are over; told as a release does."""

import secrets
from collections.abc import Iterator
from datetime import date, timedelta

from portal.demo.goals import Goals
from portal.demo.story import Calendar, read_json
from portal.okr.service import quarter
from portal.voice import polls
from portal.voice.polls import Answer
from portal.voice.weekly import week_of

MARK_BYTES = 32
KEY = "demo"


def tell(calendar: Calendar, goals: Goals) -> None:
    """Tell every week of this quarter; in a transaction. Marks are chance: nobody answered."""
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    polls.tell(list(_answers(monday, quarter(calendar.quarters["this"])[0], goals)))


def _answers(monday: date, begun: date, goals: Goals) -> Iterator[Answer]:
    for key, weeks in read_json("outlooks.json").items():
        for ago, values in enumerate(weeks, 1):
            day = monday - timedelta(weeks=ago)
            if day >= begun:
                about = polls.about(goals.id_on(key, day), week_of(day))
                for value in values:
                    yield Answer(secrets.token_bytes(MARK_BYTES), KEY, about, value)
