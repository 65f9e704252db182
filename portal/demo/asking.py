"""What is asked about goals in the story: each week whether they will be met, and by owners."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from portal.demo.goals import Goals
from portal.demo.staff import Staff
from portal.demo.story import Calendar, read_json
from portal.okr import questions
from portal.okr import service as okr
from portal.okr.service import quarter
from portal.voice import polls
from portal.voice.polls import Answer
from portal.voice.schedule import week_of

MARK_BYTES = 32
KEY = "demo"


def ask(calendar: Calendar, staff: Staff, goals: Goals) -> None:
    """Ask what stands today, and tell what was answered in this quarter; in a transaction."""
    told = read_json("asked.json")
    for one in told["questions"]:
        goal = okr.find_key_result(goals.id_on(one["goal"], calendar.today))
        ends = min(calendar.today + timedelta(weeks=2), goal.objective.cycle.ends)
        questions.ask(staff.actor(one["by"]), goal, one["body"], ends)
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    begun = quarter(calendar.quarters["this"])[0]
    # Marks are chance: nobody answered.
    polls.tell(list(_answers(told["answers"], goals, monday, begun)))


def _answers(
    told: Mapping[str, list[list[int]]], goals: Goals, monday: date, begun: date
) -> Iterator[Answer]:
    for key, weeks in told.items():
        for ago, values in enumerate(weeks, 1):
            day = monday - timedelta(weeks=ago)
            if day >= begun:
                about = polls.about(goals.id_on(key, day), week_of(day))
                for value in values:
                    yield Answer(secrets.token_bytes(MARK_BYTES), KEY, about, value)
