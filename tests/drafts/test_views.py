"""The pages of drafts: begun, filled from one sentence, found wanting, published."""

import re

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.drafts import service
from portal.drafts.models import Draft, DraftResult
from portal.okr.models import KeyResult, Objective
from portal.okr.service import quarter_of
from tests.drafts.conftest import written

OTHERS = ("alice", "charlie", "mona", "ada")
CAST = ("bob", *OTHERS)
FIELDS = {"kind": "reduce", "unit": "天", "baseline": "30", "target": "18"}


@pytest.fixture
def fields(cast):
    return FIELDS | {"responsible": cast.alice}


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


def field(page, name):
    """What stands in an input."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page.text)
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""


def test_an_empty_organisation_leads_a_manager_to_the_first_draft(bob, sign_in):
    page = bob.get("/in/objectives").text
    assert page.count('href="/in/drafts"') == 2
    assert 'href="/in/drafts"' not in sign_in("alice").get("/in/objectives").text


@pytest.mark.parametrize(("who", "status"), [("bob", 200), ("alice", 403), ("ada", 403)])
def test_only_who_may_draft_reads_the_page(sign_in, who, status):
    assert sign_in(who).get("/in/drafts").status_code == status


def test_a_first_objective_from_nothing_to_published(bob, sign_in, fields):
    team = directory().team("生產部")
    cycle = quarter_of(clock.today())
    begun = bob.post("/in/drafts", data={"title": "讓新人敢上機", "team": team, "cycle": cycle})
    assert begun.status_code == 302
    added = f"{begun.location}/results"
    assert bob.post(added, data={"title": "獨立上機的天數", **fields}).location == begun.location
    assert "沒有數字" not in bob.get(begun.location).text
    done = bob.post(f"{begun.location}/publish")
    page = sign_in("alice").get(done.location).text
    assert "獨立上機的天數" in page
    assert bob.get(begun.location).status_code == 404


def test_a_button_fills_the_fields_and_keeps_nothing(bob, draft):
    address = f"/in/drafts/{draft.id}/results"
    sentence = "本季將 NPS 從 30 提升至 50"
    page = bob.post(address, data={"sentence": sentence, "fill": "1"})
    assert page.status_code == 200
    assert [field(page, name) for name in ("title", "baseline", "target")] == [sentence, "30", "50"]
    assert field(page, "due")
    assert len(db.session.scalars(select(DraftResult)).all()) == 1


def test_what_is_found_stands_beside_the_field_with_a_better_example(bob, draft):
    address = f"/in/drafts/{draft.id}/results"
    page = bob.post(address, data={"sentence": "努力降低報廢", "fill": "1"}).text
    assert "這句只答應會努力" in page
    assert "本季將報廢從 __ 降到 __" in page


def test_bad_fields_are_refused_and_stay(bob, draft, fields):
    address = f"/in/drafts/{draft.id}/results"
    page = bob.post(address, data=fields | {"title": "天數", "target": "很多", "due": "明天"})
    assert page.status_code == 422
    assert field(page, "title") == "天數"
    assert "2026-12-31" in page.text
    nobody = bob.post(address, data=fields | {"title": "天數", "responsible": "a" * 26})
    assert nobody.status_code == 422


def test_a_key_result_is_written_anew_and_taken_out(bob, draft, fields):
    result = draft.results[0].id
    address = f"/in/drafts/results/{result}"
    assert field(bob.get(address), "baseline") == "30"
    bob.post(address, data=fields | {"title": "天數", "target": "15"})
    assert db.session.get_one(DraftResult, result).target == 15
    bob.post(f"{address}/remove")
    assert db.session.get(DraftResult, result) is None


def chosen(page):
    """What is chosen of who says where a key result stands, and all there is to choose."""
    field = re.search(r'<select[^>]*name="source".*?</select>', page.text, re.DOTALL)[0]
    words = dict(re.findall(r'value="(\w+)">([^<]*)<', field.replace(" selected", "")))
    return re.search(r'selected value="(\w+)"', field)[1], words


def test_who_says_where_it_stands_is_chosen_in_the_words_of_a_change(bob, draft, fields, goal):
    address = f"/in/drafts/results/{draft.results[0].id}"
    assert chosen(bob.get(address)) == chosen(bob.get(f"/in/krs/{goal.id}/edit"))
    words = fields | {"title": "天數", "source": "hours"}
    bob.post(address, data=words)
    assert chosen(bob.get(address))[0] == "hours"
    assert chosen(bob.post(address, data=words | {"source": "posted", "fill": "1"}))[0] == "posted"
    assert bob.post(address, data=words | {"source": "file"}).status_code == 422


def test_publishing_against_the_linter_asks_for_a_reason_and_shows_it_for_good(bob, draft):
    with transaction():
        service.add_result(draft, written("新倉庫啟用", baseline=None, target=None))
    address = f"/in/drafts/{draft.id}/publish"
    refused = bob.post(address)
    assert refused.status_code == 422
    assert "要照這樣公開，請寫理由" in refused.text
    done = bob.post(address, data={"reason": "蓋好才有數字。"})
    assert "蓋好才有數字。" in bob.get(done.location).text


def test_nothing_of_a_draft_is_told_outside(app, bob, draft, sign_in):
    outside = app.test_client(use_cookies=False)
    told = [
        outside.get("/say/krs.json").text,
        outside.get("/say/").text,
        sign_in("alice").get("/in/objectives").text,
        sign_in("alice").get("/in/search?q=新人").text,
        bob.get("/in/").text,
    ]
    assert [page for page in told if "獨立上機" in page] == []


def test_a_draft_is_for_its_people(draft, sign_in):
    paths = ("", "/results", f"/../results/{draft.results[0].id}")
    found = {
        n
        for n in CAST
        for p in paths
        if sign_in(n).get(f"/in/drafts/{draft.id}{p}").status_code == 200
    }
    assert found == {"bob"}


def test_thrown_away_it_is_gone(bob, draft):
    assert bob.post(f"/in/drafts/{draft.id}/discard").location == "/in/drafts"
    assert db.session.scalars(select(Draft)).all() == []


def test_an_objective_goes_on_as_a_draft(bob, goal):
    done = bob.post(f"/in/objectives/{goal.objective_id}/carry-over")
    page = bob.get(done.location).text
    assert goal.objective.title in page
    assert "86" in page
    assert "carry-over" not in bob.get("/in/drafts").text
    assert len(db.session.scalars(select(Objective)).all()) == 1
    assert len(db.session.scalars(select(KeyResult)).all()) == 1


ACTS = (
    "/in/drafts/{draft}/publish",
    "/in/drafts/{draft}/discard",
    "/in/drafts/results/{result}/remove",
)


@pytest.mark.parametrize("address", [*ACTS, "/in/objectives/{objective}/carry-over"])
def test_what_acts_at_once_is_for_its_people_too(sign_in, draft, goal, address):
    words = {"draft": draft.id, "result": draft.results[0].id, "objective": goal.objective_id}
    done = {
        name: sign_in(name).post(address.format(**words)).status_code for name in (*OTHERS, "bob")
    }
    assert {name for name, status in done.items() if status != 403} == {"bob"}
    assert done["bob"] == 302
