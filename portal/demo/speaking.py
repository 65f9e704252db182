"""What was said: into the inbox like any post, out of it with a release, reviewed and decided."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from portal.anonymity import tokens
from portal.anonymity.receipts import Mailbox, derive, mailbox_digest
from portal.answers import hops
from portal.answers import service as answers
from portal.answers.ticking import settle
from portal.core.access import Actor
from portal.core.db import db, transaction, writing
from portal.core.directory import directory
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.demo import reviewing
from portal.demo.goals import Goals
from portal.demo.staff import CAST, Staff
from portal.demo.story import Calendar, read_json, workday
from portal.jobs import release_at, turn_keys
from portal.moderation import paraphrasing
from portal.okr import service as okr
from portal.people.actors import actor_of
from portal.people.models import ALLOWANCE, Account
from portal.voice import schedule
from portal.voice import service as voice
from portal.voice.example import RECEIPT
from portal.voice.items import FIELDS, check_item
from portal.voice.keys import open_key
from portal.voice.life import Move
from portal.voice.models import Post
from portal.voice.stages import UNSURE
from portal.voice.verdicts import VERDICTS, Verdict, judge

EVENING, MIDNIGHT = time(17), time(0)
QUOTA = 10
# What a manager says of the work.
WORKS = (Move.START, Move.CLAIM)


@dataclass
class Line:
    """One post of the story: its words, the day of its release, and the row it became."""

    words: dict[str, Any]
    day: date
    post_id: str = ""

    @property
    def appealed_on(self) -> date | None:
        """The day on which its writer asked for a second look, if at all."""
        appeal = self.words.get("appeal")
        return self.day + timedelta(days=appeal["after"]) if appeal else None

    def acts(self) -> Iterator[tuple[date, dict[str, Any]]]:
        """What managers do about it, and its writer, each with the workday on which it is due."""
        for act in self.words.get("acts", []):
            yield workday(self.day + timedelta(days=act["after"])), act


class Speaking:
    """All posts of the story, in the order of their days."""

    def __init__(self, calendar: Calendar, staff: Staff, goals: Goals) -> None:
        """Read the posts; nothing is written yet."""
        self._calendar, self._staff, self._goals = calendar, staff, goals
        told = read_json("posts.json")
        self._lines = [Line(words, calendar.ago(words["ago"])) for words in told]
        self.starts = min(line.day for line in self._lines)

    def _turn_keys(self, day: date) -> None:
        """Do what is due; when a key opens, two members in three collect, and never the cast."""
        if turn_keys(at_once=day == self.starts):
            self._collect()

    def _collect(self) -> None:
        """Write down that these members have collected; what they got, nobody ever kept."""
        key = open_key()
        cast = {self._staff.id_of(one) for one in CAST}
        members = [one for at, one in enumerate(directory().roster()) if at % 3]
        if key is not None:
            _write_allowances(key.kid, (one for one in members if one not in cast))

    def release(self, day: date) -> None:
        """Send what is said until this day, and release it.

        What is said today is released at midnight: no time of day may lie before the first start.
        """
        lines = [line for line in self._lines if line.day == day]
        if not lines:
            return
        self._turn_keys(day)
        said = {self._send(line): line for line in lines}
        hour = MIDNIGHT if day == self._calendar.today else EVENING
        moved = release_at(datetime.combine(day, hour, settings().zone))
        rows = select(Post.id, Post.commitment).where(Post.batch == moved.batch)
        for post_id, commitment in db.session.execute(rows):
            said[bytes(commitment)].post_id = post_id

    def _send(self, line: Line) -> bytes:
        item = self._item(line)
        check_item(item, okr.is_open, lambda site: site in directory().sites())
        key = open_key()
        if key is None:
            raise Conflict(_("No posting key is open: the floor is higher than the demo is large."))
        mailbox, salt = _secrets(line)
        commitment = tokens.commitment(salt, item)
        held = {
            "kid": key.kid,
            "item": item,
            "commitment": commitment.hex(),
            "mailbox": mailbox_digest(mailbox).hex(),
            "hold": "release",
        }
        epoch = schedule.epoch_of(settings(), line.day)
        voice.submit(voice.Sent(key.kid, secrets.token_bytes(32), commitment, held), epoch)
        return commitment

    def _item(self, line: Line) -> dict[str, Any]:
        goal, site = line.words["goal"], line.words["site"]
        ids = {name: id_ for id_, name in directory().sites().items()}
        return {name: line.words.get(name) for name in FIELDS} | {
            "target": goal if goal == UNSURE else self._goals.id_on(goal, line.day),
            "site": ids[site] if site else None,
            "photos": [],
        }

    def review(self, day: date) -> None:
        """Let moderators decide, the day after the release; on the last day at once."""
        lines = [line for line in self._lines if self._reviewed_on(line) == day]
        appealed = [line for line in self._lines if line.appealed_on == day]
        with transaction():
            for line in lines:
                self._review(line, self._staff.moderators_from(day))
            for line in appealed:
                word = line.words["appeal"]["word"]
                reviewing.overturn(self._staff.moderators_from(day), line.post_id, word, day)
        for line in (*lines, *appealed):
            reviewing.derive(voice.find_post(line.post_id))

    def _reviewed_on(self, line: Line) -> date | None:
        if line.words.get("waiting"):
            return None
        return min(line.day + timedelta(days=1), self._calendar.today)

    def _review(self, line: Line, moderators: Sequence[Actor]) -> None:
        goes_to, twin = line.words.get("goes_to"), line.words.get("same_as")
        target = self._goals.id_on(goes_to, line.day) if goes_to else ""
        judge = reviewing.judge(moderators, line.post_id, line.words, self._id_of(twin), target)
        if line.words.get("board"):
            blocker = answers.find_blocker(line.post_id)
            paraphrasing.paraphrase(judge, blocker, line.words["board"])

    def _id_of(self, start: str | None) -> str:
        """The post whose words begin so."""
        if start is None:
            return ""
        return next(one.post_id for one in self._lines if one.words["body"].startswith(start))

    def answer(self, day: date) -> None:
        """Let managers decide, reply and tell of the work, and writers say whether it is solved."""
        with transaction():
            for line in self._lines:
                for due, act in line.acts():
                    if min(due, self._calendar.today) == day:
                        self._act(line, act, day)
            # Every second of what came two days ago is opened and put off: it is seen, no more.
            self._see([line.post_id for line in self._lines[::2]], day - timedelta(days=2))
            settle()

    def _see(self, post_ids: Sequence[str], since: date) -> None:
        for post_id, now in hops.open_hops(post_ids).items():
            for hop in now:
                if hop.day <= since:
                    who = actor_of(db.session.get_one(Account, hop.account_id))
                    hops.see(who, voice.find_post(post_id))

    def _act(self, line: Line, act: dict[str, Any], day: date) -> None:
        kind = act["kind"]
        if kind in VERDICTS:
            judge([Verdict(line.post_id, kind)])
            return
        blocker, who = answers.find_blocker(line.post_id), self._staff.actor(act["by"])
        # Nobody answers what they have not opened.
        hops.see(who, blocker.post)
        if kind == "reply":
            answers.reply(who, blocker, act["body"])
        elif kind in WORKS:
            answers.report(who, blocker, Move(kind), act["body"], act.get("cause"))
        else:
            answers.decide(who, blocker, kind, self._details(act, day))
            receiver = self._staff.actor(act["to"]) if kind == "transfer" else None
            if receiver and hops.offered(receiver, line.post_id):
                hops.accept(receiver, blocker.post)

    def _details(self, act: dict[str, Any], day: date) -> dict[str, Any]:
        told = {name: act[name] for name in act if name not in {"after", "by", "kind", "within"}}
        for name in ("owner", "to"):
            if name in told:
                told[name] = self._staff.id_of(told[name])
        if "yields" in told:
            told["yields"] = self._goals.id_on(told["yields"], day)
        if "within" in act:
            told["by"] = workday(day + timedelta(days=act["within"])).isoformat()
        return told


def _secrets(line: Line) -> tuple[Mailbox, bytes]:
    """What its receipt opens and proves: one post's is known to all, the others' to nobody."""
    if line.words.get("receipt"):
        return derive(RECEIPT)
    return Mailbox(secrets.token_bytes(32)), secrets.token_bytes(tokens.SALT_BYTES)


def _write_allowances(kid: str, members: Iterable[str]) -> None:
    with writing("issuance") as connection:
        for member in members:
            row = (ALLOWANCE.c.kid == kid) & (ALLOWANCE.c.account_id == member)
            values = {"n": QUOTA, "request": secrets.token_bytes(32)}
            connection.execute(update(ALLOWANCE).where(row).values(values))
