"""The board on its page: one form for all cards for who leads, and what lies there for all."""

import pytest

from portal.core.db import db
from portal.retro import laying, service, undoing
from portal.retro.models import Judged
from tests.front.reading import refused
from tests.retro.test_board import ALL, fresh, of, session

__all__ = ["session"]
pytestmark = pytest.mark.slow


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


@pytest.fixture
def page(session):
    return f"/in/retros/{session.id}"


def test_who_leads_has_a_box_for_each_card_and_one_form_for_all(bob, page, session):
    found = bob.get(page).text
    assert found.count('name="card"') == len(ALL)
    assert found.count("/moves") == 1
    assert found.count("建議</span>") == len(service.topics_of(session))
    assert "排程</span> (4 張)" in found


def test_everybody_else_sees_the_same_cards_and_nothing_to_move_them_with(sign_in, page):
    found = sign_in("alice").get(page).text
    assert [text for text in ALL if text not in found] == []
    assert "建議</span>" in found
    assert not [word for word in ('name="card"', "data-drop", "/moves") if word in found]


def test_chosen_cards_are_moved_without_a_script(bob, page, session):
    inside, (into, there) = of(session, "排程")[1], of(session, "倉庫")
    done = bob.post(f"{page}/moves", data={"card": inside[:2], "into": into.id})
    assert done.location == f"{page}#board"
    assert of(fresh(session), "倉庫")[1] == sorted([*there, *inside[:2]])
    assert "2 張已移到「倉庫" in bob.get(page).text


def test_one_card_can_be_chosen_by_a_link(bob, page, session):
    [card, *_rest] = of(session, "排程")[1]
    found = bob.get(f"{page}?card={card}").text
    assert f'href="?card={card}#move"' in found
    assert found.count("checked") == 1


def test_chosen_cards_are_let_lie_and_made_a_topic(bob, page, session):
    inside = of(session, "排程")[1]
    bob.post(f"{page}/moves", data={"card": inside[:1], "into": "loose"})
    assert Judged.LOOSE in {one.judged for one in service.topics_of(fresh(session))}
    bob.post(f"{page}/topics", data={"card": inside[:2], "title": "急單"})
    assert of(fresh(session), "急單")[1] == inside[:2]


def test_a_suggestion_is_judged_and_the_judgement_taken_back(bob, page, session):
    topic, inside = of(session, "排程")
    assert bob.post(f"/in/topics/{topic.id}/reject").status_code == 302
    assert "不分組</h3>" in bob.get(page).text
    number = undoing.last(fresh(session)).number
    assert bob.post(f"{page}/undo", data={"number": number}).status_code == 302
    topic, now = of(fresh(session), "排程")
    assert (topic.judged, now) == (Judged.SUGGESTED, inside)
    assert bob.post(f"/in/topics/{topic.id}/accept").status_code == 302
    assert of(fresh(session), "排程")[0].judged == Judged.KEPT


def test_what_is_missing_is_said_and_what_was_chosen_stays(bob, page, session):
    inside, into = of(session, "排程")[1], of(session, "倉庫")[0].id
    refused(bob.post(f"{page}/moves", data={"into": into}))
    answer = bob.post(f"{page}/moves", data={"card": inside[:2]})
    refused(answer)
    assert answer.text.count("checked") == 2
    answer = bob.post(f"{page}/topics", data={"card": inside[:1], "title": "字" * 121})
    refused(answer, "字" * 121)
    assert answer.text.count("checked") == 1
    refused(bob.post(f"{page}/undo", data={"number": "7"}), status=409)
    refused(bob.post(f"{page}/undo", data={"number": "x"}))


def test_the_forms_of_one_topic_stand_there_when_they_are_asked_for(bob, page, session):
    topic = of(session, "排程")[0]
    assert "/merge" not in bob.get(page).text
    found = bob.get(f"{page}?edit={topic.id}").text
    assert f"/in/topics/{topic.id}/title" in found
    assert found.count("/merge") == 1


def test_a_card_by_itself_is_voted_on_and_talked_about_by_its_own_words(bob, page, session):
    bob.post(f"/in/topics/{of(session, '排程')[0].id}/reject")
    for phase in ("vote", "discuss"):
        bob.post(f"{page}/phase", data={"phase": phase})
        found = bob.get(page).text
        assert [text for text in ALL[:4] if text not in found] == []
    loose = [one for one in service.topics_of(fresh(session)) if one.judged == Judged.LOOSE]
    assert len(loose) == sum(map(len, map(laying.inside, loose)))
    db.session.rollback()
