"""`portal posters`: what it writes, lists and withdraws, and what it refuses."""

import pytest

from portal.core import paper
from portal.okr.taking_in import COLUMNS
from portal.people.organisation import Organisation
from tests.core.test_paper import Drawing
from tests.making import PEOPLE

pytestmark = pytest.mark.slow


@pytest.fixture
def spoken(portal, organisation, tmp_path, monkeypatch):
    """An organisation with an open key result, at whose sites enough people work."""
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    assert portal("people", "import", people).exit_code == 0
    path = tmp_path / "okrs.csv"
    row = "2026Q4,生產部,讓師傅一拿到就想再買,,bob,交貨準時率,準時送到,reach,%,78,95,86,"
    path.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")
    assert portal("okr", "import", path).exit_code == 0
    monkeypatch.setattr(Organisation, "crowd_at", lambda *_words: 40)


def test_posters_are_printed_and_never_over_another_file(portal, spoken, tmp_path):
    path = tmp_path / "wall.pdf"
    done = portal("posters", "--site", "二廠", "--pdf", path)
    assert done.exit_code == 0, done.output
    written = next(tmp_path.glob("wall.*"))
    assert done.output.startswith(f"Posters: 1, in {written}. Read them")
    assert written.stat().st_mode & 0o077 == 0
    again = portal("posters", "--site", "二廠", "--pdf", path)
    assert (again.exit_code, "there already" in again.output) == (2, True)


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_what_lacks_for_it_is_named(portal, spoken, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(paper, "library", {}.get)
    done = portal("posters", "--site", "二廠", f"--{kind}", tmp_path / f"wall.{kind}")
    assert f"pip install 'portal[{kind}]'" in done.output
    assert "準時送到" in (tmp_path / "wall.html").read_text(encoding="utf-8")


def test_with_the_extra_it_is_a_pdf_and_nothing_lacks(portal, spoken, tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "library", {"weasyprint": Drawing}.get)
    done = portal("posters", "--site", "二廠", "--kr", "準時送到", "--pdf", tmp_path / "w.pdf")
    assert "pip install" not in done.output
    assert (tmp_path / "w.pdf").read_bytes().startswith(b"%PDF")


def test_posters_are_listed_and_withdrawn(portal, spoken, tmp_path):
    assert portal("posters").output == "No poster lets anything in.\n"
    portal("posters", "--site", "二廠", "--pdf", tmp_path / "wall.pdf")
    month, what = portal("posters").output.split("  ")
    assert (len(month), what[:10]) == (7, "二廠: until ")
    dry = portal("posters", "--site", "二廠", "--revoke", "--dry-run")
    assert dry.output == "Would withdraw: 1. Nothing was changed.\n"
    assert portal("posters", "--site", "二廠", "--revoke").output == "Withdrawn: 1.\n"
    assert portal("posters").output == "No poster lets anything in.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("--site", "二廠"),
        ("--revoke",),
        ("--dry-run",),
        ("--pdf", "w.pdf"),
        ("--site", "二廠", "--pdf", "w.pdf", "--png", "w.png"),
        ("--site", "二廠", "--pdf", "w.pdf", "--revoke"),
        ("--site", "九廠", "--pdf", "w.pdf"),
        ("--site", "二廠", "--kr", "沒有的", "--pdf", "w.pdf"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(portal, spoken, words):
    done = portal("posters", *words)
    assert (done.exit_code, len(done.output.splitlines())) == (2, 1)


def test_a_small_site_gets_none(portal, spoken, tmp_path, monkeypatch):
    monkeypatch.setattr(Organisation, "crowd_at", lambda *_words: 4)
    few = portal("posters", "--site", "二廠", "--pdf", tmp_path / "wall.pdf")
    assert (few.exit_code, len(few.output.splitlines())) == (2, 1)
    assert list(tmp_path.glob("wall.*")) == []
