"""Claim, send, write down: everything once, whatever the mail server or a crash does."""

import pytest
from pydantic import SecretStr

from portal.core import clock, outbox
from portal.core.db import transaction
from portal.core.outbox import Kind
from portal.notify import choices, sending, smtp
from portal.people import links
from tests.notify.conftest import FRIDAY, THURSDAY, messages


def queue(kind, recipient, facts=()):
    with transaction():
        outbox.put(kind, recipient, f"{kind}/{recipient}", dict(facts))


@pytest.fixture
def digest(thursday, cast):
    """Bob's digest waits."""
    queue(Kind.DIGEST, cast.bob, {"decide": "5+"})


def state():
    return [(one.state, one.attempts, one.wait, one.fault) for one in messages()]


@pytest.mark.everywhere
def test_a_digest_goes_once_as_text_and_html(digest, mailing):
    assert [sending.send_due() for _ in range(3)] == [1, 0, 0]
    [mail] = mailing.mails
    assert mail["Subject"] == "Candor 真話：今天等你的事"
    assert mail["To"] == "黃志豪 <bob@hecheng.example>"
    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert "等你決定的卡關：5 件以上" in words
        assert "http://127.0.0.1:8000/in/inbox" in words
    assert state() == [("sent", 1, 0, None)]


def test_one_click_of_a_mail_program_ends_such_mail(app, digest, mailing, cast):
    sending.send_due()
    [mail] = mailing.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    browser = app.test_client(use_cookies=False)
    answer = browser.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (204, [])
    assert choices.wanted(cast.bob) == set()


@pytest.mark.everywhere
def test_without_a_mail_server_messages_wait_and_lapse_with_their_day(digest, cast, on):
    queue(Kind.RESET, cast.alice)
    assert sending.send_due() == 0
    assert {one.state for one in messages()} == {"queued"}
    on(f"{FRIDAY}T09:00")
    sending.send_due()
    assert {one.kind: one.state for one in messages()} == {"digest": "lapsed", "reset": "queued"}
    on("2026-11-28T09:00")
    sending.send_due()
    assert {one.state for one in messages()} == {"lapsed"}


def test_in_quiet_hours_only_what_somebody_asked_for_goes(digest, mailing, cast, on):
    queue(Kind.RESET, cast.alice)
    on(f"{THURSDAY}T22:00")
    assert sending.send_due() == 1
    assert [mail["To"] for mail in mailing.mails] == ["周雅婷 <alice@hecheng.example>"]


def test_a_server_that_is_away_is_asked_again_later_and_later(digest, choose, monkeypatch):
    choose(smtp_url=SecretStr("smtp://127.0.0.1:1"))
    assert sorted(sending.PAUSES) == list(sending.PAUSES)
    monkeypatch.setattr(sending, "PAUSES", (1, 3, 9))
    attempts = []
    for _ in range(20):
        sending.send_due()
        [message] = messages()
        attempts.append(message.attempts)
    assert state() == [("failed", 4, 9, "no-connection")]
    assert [attempts.index(number) for number in range(1, 5)] == [0, 1, 4, 13]


@pytest.mark.parametrize(
    ("says", "after"),
    [("451 later", ("queued", 1, 1, "451")), ("550 no such person", ("failed", 1, 0, "550"))],
)
def test_what_a_server_says_no_with_decides_whether_to_ask_again(digest, mailing, says, after):
    mailing.says = [says]
    assert sending.send_due() == 0
    assert state() == [after]
    assert mailing.taken == []


def test_a_server_that_is_gone_in_the_middle_may_have_taken_it(digest, mailing, monkeypatch):
    def gone(*_args):
        raise smtp.smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtp.smtplib.SMTP, "send_message", gone)
    sending.send_due()
    assert state() == [("unknown", 1, 0, "cut-off")]
    assert sending.send_due() == 0


def test_who_breaks_off_before_writing_it_down_sends_nothing_again(digest, mailing, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sending, "_write_down", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sending.send_due()
    assert state() == [("sending", 1, 0, None)]
    assert sending.send_due() == 0
    assert state() == [("unknown", 1, 0, None)]
    assert len(mailing.taken) == 1


def test_a_link_is_made_when_it_goes_and_stands_in_the_mail_alone(app, mailing, thursday, cast):
    queue(Kind.INVITATION, cast.alice)
    assert sending.send_due() == 1
    text = mailing.mails[0].get_body(("plain",)).get_content()
    secret = text.partition("/in/link/")[2].split()[0]
    assert links.find_link(secret).account_id == cast.alice
    assert secret.encode() not in b"".join(
        path.read_bytes() for path in app.extensions["portal"].data.glob("main.db*")
    )


def test_nobody_is_written_to_who_is_gone(thursday, mailing, cast):
    queue(Kind.RESET, None)
    queue(Kind.RESET, "nobody")
    assert sending.send_due() == 0
    assert mailing.taken == []
    assert state() == [("lapsed", 1, 0, None)]


def test_a_server_that_is_away_is_knocked_at_once_a_round(digest, choose, cast):
    choose(smtp_url=SecretStr("smtp://127.0.0.1:1"))
    queue(Kind.RESET, cast.alice)
    sending.send_due()
    assert sorted(one.attempts for one in messages()) == [0, 1]
    sending.send_due()
    assert sorted(one.attempts for one in messages()) in ([0, 2], [1, 1])


def test_a_round_that_has_no_time_left_leaves_the_rest_to_the_next(digest, mailing, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sending, "PATIENCE", -1.0)
        assert sending.send_due() == 0
    assert state() == [("queued", 0, 0, None)]
    assert sending.send_due() == 1


@pytest.mark.everywhere
def test_two_senders_take_a_message_once(digest, mailing, monkeypatch):
    [message] = messages()
    monkeypatch.setattr(sending, "_due", lambda: [(message.id, "mail")] * 2)
    assert sending.send_due() == 1
    assert len(mailing.taken) == 1


def test_what_was_sent_is_forgotten_after_its_time(digest):
    with transaction():
        assert outbox.forget(clock.today()) == 0
        assert outbox.forget(clock.today().replace(day=28)) == 1
