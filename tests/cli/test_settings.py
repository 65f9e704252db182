"""Settings: what a variable may hold, and the one sentence that stops a start with another."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from portal.config import BadSetting, read_settings

BAD = [
    ("RELEASE_AT", "5pm"),
    ("RELEASE_AT", "24:00"),
    ("RELEASE_AT", ""),
    ("RELEASE_AT", "17:00,"),
    ("RELEASE_AT", "*"),
    ("EPOCH", "year"),
    ("K", "five"),
    ("K", "5,8,13"),
    ("K", "-5"),
    ("K", "0"),
    ("FLOOR", "4"),
    ("FLOOR", "20,4"),
    ("FLOOR", "many"),
    ("RETENTION", "0"),
    ("RETENTION", "forever"),
    ("PROXIES", "-1"),
    ("PROXIES", "one"),
    ("TIMEZONE", "Mars/Olympus"),
    ("TIMEZONE", ""),
    ("TIMEZONE", "../../etc/passwd"),
    ("LOCALE", "zh_CN"),
    ("URL", "candor.example.org"),
    ("URL", "ftp://candor.example.org"),
    ("URL", "https://candor.example.org/somewhere"),
    ("SMTP_URL", "mail.example.org"),
    ("QUIET", "19-8"),
    ("QUIET_DAYS", "sat,someday"),
    ("REMIND_ON", "friday"),
    ("SECOND_STEP", "forbidden"),
    ("DEMO", "perhaps"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "mysql://localhost/candor"),
    ("DATABASE_URL", "postgresql+nothing://localhost/candor"),
    ("INBOX_URL", "nonsense"),
    ("INBOX_URL", "oracle://localhost/candor"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_stops_the_start_with_one_sentence(portal, data, monkeypatch, name, value):
    monkeypatch.setenv(f"PORTAL_{name}", value)
    done = portal("init")
    assert done.exit_code == 2
    [sentence] = done.output.splitlines()
    assert f"PORTAL_{name}" in sentence
    assert not data.exists()


def test_a_data_folder_that_is_a_file_is_said(portal, data):
    data.write_text("no folder")
    done = portal("init")
    assert done.exit_code == 1
    assert str(data) in done.output
    assert len(done.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("release_at", "17:30, 09:00,09:00", (time(9), time(17, 30))),
        ("k", "5", (5, 5)),
        ("k", "5, 8", (5, 8)),
        ("floor", "6,7", (6, 7)),
        ("url", "https://candor.example.org/", "https://candor.example.org"),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("retention", "12", 12),
        ("epoch", "week", "week"),
        (
            "inbox_url",
            "postgresql+psycopg://localhost/inbox",
            "postgresql+psycopg://localhost/inbox",
        ),
    ],
)
def test_a_good_value_is_read(data, monkeypatch, name, value, read):
    monkeypatch.setenv(f"PORTAL_{name.upper()}", value)
    assert getattr(read_settings(), name) == read


def test_a_demo_may_release_every_minute_and_have_no_floor(data, monkeypatch):
    for name, value in (("DEMO", "1"), ("RELEASE_AT", "*"), ("FLOOR", "1")):
        monkeypatch.setenv(f"PORTAL_{name}", value)
    found = read_settings()
    assert (found.demo, found.release_at, found.floor) == (True, "*", (1, 1))


def test_what_was_not_set_is_sensible(data):
    found = read_settings()
    assert (found.release_at, found.floor, found.k) == ((time(17),), (20, 5), (5, 8))
    assert found.zone == ZoneInfo("Asia/Taipei")
    assert found.main_url == f"sqlite:///{data / 'main.db'}"
    assert found.secure is False
    assert read_settings(url="https://candor.example.org").secure is True


def test_a_secret_is_not_in_what_is_printed(data, monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "canary")
    assert "canary" not in repr(read_settings())
    with pytest.raises(BadSetting) as caught:
        read_settings(epoch="year")
    assert "canary" not in str(caught.value)
