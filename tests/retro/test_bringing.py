"""A session of another tool, brought here on its pages: shown first, then whole, and taken back."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro import actions, opening, service
from portal.retro.models import Action, Session, SessionColumn, Topic, TopicCard
from portal.voice import cards
from portal.voice.card import Card
from tests.adversary.canary.searching import search
from tests.front.reading import faults, refused
from tests.making import make_goal
from tests.retro import foreign

pytestmark = pytest.mark.slow
HIDDEN = re.compile(r'name="(content|tool|left_out)"[^>]*value="([^"]*)"', re.DOTALL)
ADDRESS = "/in/retros/import"
UPLOAD = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="retro.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n%b\r\n--cut--\r\n"
)


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


@pytest.fixture
def choose(bob):
    """Let Bob choose a file of these lines."""

    def send(lines, codec="utf-8-sig"):
        content = lines if isinstance(lines, bytes) else foreign.table(lines, codec)
        kind = "multipart/form-data; boundary=cut"
        return bob.post(ADDRESS, data=UPLOAD % content, content_type=kind)

    return send


@pytest.fixture
def take(bob, choose, goal):
    """Let Bob take in what the page of a file shows, with these changes."""

    def send(lines, codec="utf-8-sig", **changes):
        shown = choose(lines, codec)
        assert shown.status_code == 200
        held = {name: unescape(value) for name, value in HIDDEN.findall(shown.text)}
        form = {"title": "從前的", "day": "2026-10-02", "key_results": [goal.id], "go": "take"}
        form |= {"role": re.findall(r'value="(\w*)" selected', shown.text)}
        return bob.post(ADDRESS, data=held | form | changes)

    return send


@pytest.fixture
def brought(take):
    """Parabol's, taken in."""
    answer = take(foreign.PARABOL)
    assert answer.status_code == 302
    return service.find_session(answer.location.rpartition("/")[2])


def texts(session):
    return sorted(cards.text_of(card) for card in cards.of_session(session.id))


def test_a_file_is_shown_before_anything_is_written(choose):
    page = choose(foreign.PARABOL).text
    for words in ("Parabol", "2 個議題", "3 張卡片", "1 個行動", "author", "createdAt"):
        assert words in page
    assert foreign.WRITER not in page
    assert db.session.query(Session).count() == 0


def test_parabols_becomes_a_closed_session_in_the_order_of_votes(brought, goal, bob):
    assert (brought.phase, brought.closed, brought.origin) == ("closed", brought.started, "parabol")
    assert brought.cast is None
    topics = service.topics_of(brought)
    assert [(one.title, one.votes, one.ending) for one in topics] == [
        ("夜班", 6, "parked"),
        ("排程", 4, "action"),
    ]
    assert texts(brought) == sorted(["一天改三次排程", "急單一來就全部重排", "夜班交接清楚"])
    page = bob.get(f"/in/retros/{brought.id}").text
    for words in ("4 票，別的工具計的", "一天改三次排程", "業務同意", "排程十點定案", "Parabol"):
        assert words in page


def test_easyretros_becomes_a_topic_for_each_question(take):
    location = take(foreign.EASYRETRO).location
    session = service.find_session(location.rpartition("/")[2])
    assert session.origin == "easyretro"
    assert [one.title for one in service.topics_of(session)] == ["To improve", "Went well"]
    assert [one.what for one in actions.actions_of(session)] == ["Fix the plan at ten"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp950"])
def test_owners_are_found_by_name_and_others_are_named_in_the_text(take, cast, codec):
    location = take(foreign.OURS, codec).location
    session = service.find_session(location.rpartition("/")[2])
    found = {one.what: (one.owner_id, one.state) for one in actions.actions_of(session)}
    assert found == {
        "驗料先量硬度": (cast.alice, "open"),
        "找人修（交給廖師傅）": (cast.bob, "open"),
    }


def test_who_is_not_known_here_is_told_before(choose):
    page = choose(foreign.OURS).text
    assert "廖師傅" in page
    assert "他們的行動先歸你" in page


def test_the_next_session_begins_with_its_actions(brought, actors, goal):
    with transaction():
        following = opening.open_session(actors["bob"], "下一場", [goal.id])
    assert following.before_id == brought.id
    [action] = actions.last_actions(service.before(following))
    assert (action.what, action.carried) == ("排程十點定案", 1)


@pytest.mark.everywhere
def test_what_may_name_somebody_waits_to_be_looked_at(take, bob, sign_in):
    lines = ("Text,Topic,Notes", "你這個白痴,甲,陳建宏每次都改單", "料太硬,甲,")
    location = take(lines).location
    session = service.find_session(location.rpartition("/")[2])
    page = sign_in("alice").get(location).text
    assert "料太硬" in page
    assert "白痴" not in page
    assert "陳建宏" not in page
    held = [one for one in cards.of_session(session.id) if one.state == "held"]
    assert len(held) == 2
    for card in held:
        bob.post(f"/in/retros/cards/{card.id}", data={"reason": ""})
    assert "白痴" in sign_in("alice").get(location).text
    assert len(service.topics_of(session)) == 1


def test_the_order_of_the_file_is_not_that_of_cards(take):
    said = [f"第 {n} 句" for n in range(40)]
    location = take(("Text,Topic", *(f"{one},甲" for one in said))).location
    [topic] = service.topics_of(service.find_session(location.rpartition("/")[2]))
    order = [cards.text_of(cards.find_card(one.card_id)) for one in topic.written]
    assert sorted(order) == sorted(said)
    assert order != said


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
@pytest.mark.parametrize(("table", "column"), [("card", "id"), ("topic_card", "card_id")])
def test_no_table_keeps_the_order_of_the_file(take, table, column):
    take(("Text,Topic", *(f"第 {n} 句,甲" for n in range(40))))
    # As the rows lie on the disk.
    lying = db.session.scalars(text(f"select {column} from {table} order by ctid")).all()  # noqa: S608
    assert len(lying) == 40
    assert lying == sorted(lying)


def everything(app):
    """Whatever hides who wrote: names, spelt in any way, in every file of the portal."""
    secrets = {"writer": foreign.WRITER, "replier": foreign.REPLIER, "hour": "2026-10-02T01"}
    return search([app.extensions["portal"].data], secrets)


def test_no_file_of_the_portal_holds_who_wrote(app, brought, bob):
    bob.get(f"/in/retros/{brought.id}")
    bob.get(f"/in/retros/{brought.id}/export.csv")
    assert everything(app) == set()
    with transaction():
        brought.title = f"{foreign.WRITER} {foreign.REPLIER} 2026-10-02T01"
    # Else the search would have found nothing anywhere.
    assert {hit.what for hit in everything(app)} == {"writer", "replier", "hour"}


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_no_row_in_postgresql_holds_who_wrote(brought):
    tables = db.metadata.sorted_tables
    rows = str([db.session.execute(table.select()).all() for table in tables])
    assert "排程十點定案" in rows
    assert not any(word in rows for word in (foreign.WRITER, foreign.REPLIER, "2026-10-02T01"))


def left():
    return [db.session.query(t).count() for t in (Session, Topic, TopicCard, Card, Action)]


@pytest.mark.everywhere
def test_it_can_be_taken_back_whole(brought, bob):
    assert "整場撤回" in bob.get(f"/in/retros/{brought.id}").text
    assert bob.post(f"/in/retros/{brought.id}/take-back").location == "/in/retros"
    assert [*left(), db.session.query(SessionColumn).count()] == [0] * 6


def build_next(actors, session, goal):
    opening.open_session(actors["bob"], "下一場", [goal.id])


def build_settled(actors, session, goal):
    actions.settle(actors["bob"], actions.actions_of(session)[0], "done", "")


def build_remark(actors, session, goal):
    topic = service.topics_of(session)[0]
    remarks.say(actors["alice"], Place.TOPIC, topic.id, "我記得這件事。")


@pytest.mark.parametrize("build", [build_next, build_settled, build_remark])
def test_it_stays_once_something_was_built_on_it(brought, bob, actors, goal, build):
    with transaction():
        build(actors, brought, goal)
    assert "整場撤回" not in bob.get(f"/in/retros/{brought.id}").text
    answer = bob.post(f"/in/retros/{brought.id}/take-back")
    assert answer.status_code == 409
    assert "不能再撤回" in answer.text
    assert db.session.query(Card).count() == 3


def test_it_stays_once_a_session_came_after_it_that_took_nothing_over(take, bob, actors, goal):
    location = take(("Text", "料太硬")).location
    with transaction():
        opening.open_session(actors["bob"], "下一場", [goal.id])
    assert bob.post(f"{location}/take-back").status_code == 409


def test_a_session_that_was_held_here_is_not_taken_back(bob, actors, goal):
    with transaction():
        here = opening.open_session(actors["bob"], "這裡的", [goal.id])
    assert bob.post(f"/in/retros/{here.id}/take-back").status_code == 409
    assert db.session.query(Session).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"title": "字" * 121},
        {"day": ""},
        {"day": "昨天"},
        {"day": "2999-01-01"},
        {"key_results": []},
        {"key_results": ["a" * 26]},
    ],
)
def test_what_cannot_be_taken_in_keeps_what_was_chosen(take, change):
    answer = take(foreign.OURS, **({"title": "要留著的"} | change))
    refused(answer, *([change.get("title", "要留著的").strip()]), "料太硬")
    assert left() == [0] * 5


def test_other_columns_are_looked_at_again_and_stay_chosen(take):
    lines = ("Feeling,Words", "good,a", "bad,b")
    changes = {"go": "look", "role": ["column", "text"], "title": ""}
    page = take(lines, **changes).text
    assert page.count("selected") == 2
    assert '"column" selected' in page
    assert "2 張卡片" in page
    assert db.session.query(Session).count() == 0


def test_faulty_lines_are_told_and_nothing_is_written(choose, bob, goal):
    lines = ("Text,Votes", "a,1", "b,很多")
    said = faults(choose(lines))
    assert any("第 3 列" in one for one in said)
    form = {"content": "\n".join(lines), "title": "從前的", "day": "2026-10-02", "go": "take"}
    refused(bob.post(ADDRESS, data=form | {"key_results": [goal.id]}), "從前的")
    assert left() == [0] * 5


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n", b"PK\x03\x04", b'a\n"b\n', b"a\n\xff\xff\xff\n"]
)
def test_a_bad_file_gets_a_sentence(choose, content):
    refused(choose(content))


def test_a_file_that_is_too_large_is_refused_and_not_cut(choose):
    assert "2 MB" in " ".join(refused(choose(b"a\n" + (b"x" * 2000 + b"\n") * 1100)))


def test_markup_is_text_on_the_page(take, sign_in):
    lines = ("Text,Notes", '"<script>alert(1)</script> a<b",<img src=x onerror=alert(1)>')
    page = sign_in("alice").get(take(lines).location).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; a&lt;b" in page
    assert "<img src=x" not in page
    assert "alert(1)>" not in page


@pytest.mark.parametrize("form", [{"content": "a\0b"}, {"content": ""}, {"content": "a,b\n"}])
def test_what_no_page_sends_is_refused(bob, form):
    assert bob.post(ADDRESS, data=form | {"go": "take"}).status_code == 422


def test_who_wrote_is_let_go_of_what_a_browser_sends_back_too(bob, goal):
    sent = "Text,Author\nx,歐陽靜雯\n"
    page = bob.post(ADDRESS, data={"content": sent, "go": "look", "role": ["text", "topic"]}).text
    assert "歐陽靜雯" not in page


def test_a_foreign_goal_is_nobodys_to_choose(take, sign_in):
    foreign_goal = make_goal("charlie", "顧客等超過十分鐘的少一半", team="門市營運")
    refused(take(foreign.PARABOL, key_results=[foreign_goal.id]), "從前的")


def test_the_page_speaks_english(sign_in):
    page = sign_in("bob").get(f"{ADDRESS}?lang=en").text
    assert "Bring a retrospective along" in page


def test_a_name_of_two_people_is_nobodys(take, cast, monkeypatch):
    people = [*directory().people()] * 2
    monkeypatch.setattr(type(directory()), "people", lambda _self: people)
    location = take(foreign.OURS).location
    session = service.find_session(location.rpartition("/")[2])
    assert {one.owner_id for one in actions.actions_of(session)} == {cast.bob}
