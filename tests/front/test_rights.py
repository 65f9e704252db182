"""Who may write where: every address that changes something, each of the five, and nobody."""

from functools import reduce

import pytest

from portal.core.access import Role
from portal.core.db import db, transaction
from portal.people import service
from portal.people.models import Account

pytestmark = pytest.mark.slow

CAST = ("alice", "bob", "charlie", "mona", "ada")
EVERYBODY = set(CAST)
# What an admin does to a person at once, without a form.
WORDS = ("active", "erase", "link", "mail", "second-step")
# Whom each address takes a form from; anybody else it refuses.
WRITES = {
    "/in/krs/{kr}/check-ins": {"bob"},
    "/in/krs/{kr}/no-change": {"bob"},
    "/in/check-ins/{reading}/correct": {"bob"},
    "/in/krs/{kr}/questions": {"bob"},
    "/in/objectives/import": {"ada"},
    "/in/objectives/actuals": EVERYBODY,
    "/in/objectives/imports/{brought}/take-back": {"ada"},
    "/in/objectives/{objective}/mounts": {"bob"},
    "/in/objectives/{objective}/edit": {"bob"},
    "/in/objectives/{objective}/outcome": {"bob"},
    "/in/krs/{kr}/edit": {"bob"},
    "/in/drafts": {"bob"},
    "/in/drafts/{draft}": {"bob"},
    "/in/drafts/{draft}/serves": {"bob"},
    "/in/drafts/{draft}/results": {"bob"},
    "/in/drafts/results/{result}": {"bob"},
    "/in/radar/{spot}": {"bob"},
    "/in/objectives/{objective}/move": {"bob"},
    "/in/objectives/{objective}/shares": {"bob"},
    "/in/blockers/{blocker}/replies": {"bob"},
    "/in/blockers/{blocker}/work": {"bob"},
    "/in/blockers/{blocker}/hand-over": {"bob"},
    "/in/blockers/{blocker}/hunting": EVERYBODY,
    "/in/moderation/{waiting}": {"mona"},
    "/in/moderation/paraphrases/{blocker}": {"mona"},
    "/in/moderation/hunting/{said}": {"mona"},
    "/in/moderation/{waiting}/claim": {"mona"},
    "/in/moderation/several": {"mona"},
    "/in/moderation/undo": {"mona"},
    "/in/monday/meetings": {"bob"},
    "/in/monday/meetings/{meeting}/end": {"bob"},
    "/in/retros": {"bob"},
    "/in/retros/import": {"bob"},
    "/in/retros/{retro}/take-back": {"bob"},
    "/in/retros/{retro}/phase": {"bob"},
    "/in/retros/{retro}/time": {"bob"},
    "/in/retros/{retro}/cards": {"bob"},
    "/in/retros/cards/{card}": {"bob", "mona"},
    "/in/retros/{retro}/question": {"bob"},
    "/in/retros/{retro}/facilitator": {"bob"},
    "/in/retros/{retro}/actions": {"bob"},
    "/in/retros/{retro}/board": {"bob"},
    "/in/retros/{retro}/moves": {"bob"},
    "/in/retros/{retro}/topics": {"bob"},
    "/in/retros/{retro}/undo": {"bob"},
    "/in/topics/{topic}/accept": {"bob"},
    "/in/topics/{topic}/reject": {"bob"},
    "/in/topics/{topic}/title": {"bob"},
    "/in/topics/{topic}/merge": {"bob"},
    "/in/topics/{topic}/notes": {"bob"},
    "/in/topics/{topic}/hands": {"bob"},
    "/in/topics/{topic}/polls": {"bob"},
    "/in/retros/{retro}/polls": {"bob"},
    "/in/retros/{retro}/day": {"bob"},
    "/in/retros/{retro}/room": {"bob"},
    "/in/retros/{retro}/room/close": {"bob"},
    "/in/topics/{topic}/end": {"bob"},
    "/in/topics/{topic}/actions": {"bob"},
    "/in/actions/{action}": {"alice", "bob"},
    "/in/remarks/{about}": EVERYBODY,
    "/in/remarks/{remark}/edit": {"bob"},
    "/in/people/": {"ada"},
    "/in/people/{account}/role": {"ada"},
    "/in/people/hours/": {"ada"},
    "/in/people/hours/{site}": {"ada"},
    "/in/account/away": EVERYBODY,
    "/in/account/calendar": EVERYBODY,
    "/in/account/password": EVERYBODY,
    "/in/account/language": EVERYBODY,
    "/in/account/candles": EVERYBODY,
    "/in/account/mail": EVERYBODY,
    "/in/admin/rooms": {"ada"},
    "/in/account/second-step": EVERYBODY,
    "/in/account/second-step/off": EVERYBODY,
    "/in/tokens": EVERYBODY,
}
READS = {
    "/in/objectives/learnings": EVERYBODY,
    "/in/objectives/{objective}/edit": {"bob"},
    "/in/objectives/{objective}/outcome": {"bob"},
    "/in/krs/{kr}/edit": {"bob"},
    "/in/drafts": {"bob"},
    "/in/drafts/{draft}": {"bob"},
    "/in/drafts/{draft}/serves": {"bob"},
    "/in/drafts/{draft}/results": {"bob"},
    "/in/drafts/results/{result}": {"bob"},
    "/in/krs/{kr}/check-ins": {"bob"},
    "/in/check-ins/{reading}/correct": {"bob"},
    "/in/objectives/import": {"ada"},
    "/in/objectives/imports": {"ada"},
    "/in/objectives/export.csv": EVERYBODY,
    "/in/objectives/export.xlsx": EVERYBODY,
    "/in/objectives/export.json": EVERYBODY,
    "/in/objectives/export.md": EVERYBODY,
    "/in/objectives/print": EVERYBODY,
    "/in/inbox": {"bob"},
    "/in/moderation/paraphrases/": {"mona"},
    "/in/board": EVERYBODY,
    "/in/moderation": {"mona"},
    "/in/moderation/hunting": {"mona"},
    "/in/moderation/searches": {"mona"},
    "/in/moderation/photos/{held}": {"mona"},
    "/in/photos/{photo}": EVERYBODY,
    "/in/retros/new": {"bob"},
    "/in/retros/{retro}/room": {"bob"},
    "/in/retros/import": {"bob"},
    "/in/retros/themes": EVERYBODY,
    "/in/retros/{retro}/board": {"bob"},
    "/in/actions": EVERYBODY,
    "/in/actions/{action}": {"alice", "bob"},
    "/in/people/": {"ada"},
    "/in/people/{account}": {"ada"},
    "/in/people/{account}/erase": {"ada"},
    "/in/people/hours/": {"ada"},
    "/in/people/hours/{site}": {"ada"},
    "/in/objectives/{objective}": EVERYBODY,
    "/in/radar": EVERYBODY,
    "/in/radar/{spot}": EVERYBODY,
    "/in/candour": EVERYBODY,
    "/in/leaders": EVERYBODY,
    "/in/krs/{kr}/questions": EVERYBODY,
    "/in/monday": EVERYBODY,
    "/in/krs/{kr}": EVERYBODY,
    "/in/blockers/{blocker}": EVERYBODY,
    "/in/retros/{retro}": EVERYBODY,
    "/in/retros/{retro}/export.md": EVERYBODY,
    "/in/objectives": EVERYBODY,
    "/in/blockers": EVERYBODY,
    "/in/retros": EVERYBODY,
    "/in/account": EVERYBODY,
    "/in/account/mail": EVERYBODY,
    "/in/account/second-step": EVERYBODY,
    "/in/admin/outbox": {"ada"},
    "/in/admin/rooms": {"ada"},
}


def let_in(sign_in, method, addresses, words):
    """Who is not refused, by address. An empty form is enough to know."""
    browsers = {name: getattr(sign_in(name), method) for name in CAST}
    found = {}
    for address in addresses:
        answers = {name: ask(address.format(**words)) for name, ask in browsers.items()}
        assert all(answer.status_code < 500 for answer in answers.values()), address
        found[address] = {n for n, answer in answers.items() if answer.status_code != 403}
    return found


def test_who_may_write(sign_in, words):
    assert let_in(sign_in, "post", WRITES, words) == WRITES


def test_who_may_read(sign_in, words):
    assert let_in(sign_in, "get", READS, words) == READS


def test_who_may_decide(sign_in, words):
    form = {"kind": "ask", "question": "一週幾次？"}
    address = f"/in/blockers/{words['blocker']}/decisions"
    took = {n for n in CAST if sign_in(n).post(address, data=form).status_code != 403}
    assert took == {"bob"}


def test_who_may_decide_from_a_topic(sign_in, words):
    form = {"kind": "ask", "question": "一週幾次？"}
    address = f"/in/topics/{words['topic']}.{words['blocker']}/decisions"
    took = {n for n in CAST if sign_in(n).post(address, data=form).status_code != 403}
    assert took == {"bob"}


def test_every_write_is_in_the_table(app):
    special = {"/in/login", "/in/sign-out", "/in/link/{secret}", "/in/account/sign-out-everywhere"}
    # Whoever holds the second's signed word may, signed in or not.
    special |= {
        "/in/admin/rooms/{room}/remove",
        "/in/forgot",
        "/in/second-step",
        "/in/account/second-step/begin",
        "/in/blockers/{post}/decisions",
        "/in/topics/{about}/decisions",
        "/in/notify/{token}",
    }
    # These take no form: they act at once, so they have tests of their own.
    special |= {f"/in/people/{{account}}/{word}" for word in WORDS}
    special |= {"/in/drafts/{draft}/publish", "/in/drafts/{draft}/discard"}
    special |= {"/in/drafts/results/{result}/remove"}
    special |= {"/in/objectives/{objective}/carry-over"}
    special |= {
        "/in/mounts/{mount}",
        "/in/mounts/{mount}/end",
        "/in/shares/{share}/accept",
        "/in/shares/{share}/end",
        "/in/remarks/{remark}/take-back",
        "/in/questions/{question}/close",
    }
    names = {"{blocker}": "{post}", "{waiting}": "{post}"}
    known = set(special)
    for address in WRITES:
        known.add(reduce(lambda text, pair: text.replace(*pair), names.items(), address))
    rules = {
        rule.rule.replace("<id:", "<").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and rule.rule.startswith("/in/")
    }
    assert rules == known


def test_nobody_signed_out_writes_and_what_was_typed_is_handed_back(app, words):
    browser = app.test_client()
    for address in WRITES:
        answer = browser.post(address.format(**words), data={"note": "白寫了嗎"})
        assert answer.status_code == 401, address
        assert "白寫了嗎" in answer.text or answer.json["error"] == "signed-out"
    for address in READS:
        answer = browser.get(address.format(**words))
        assert answer.location.startswith("/in/login?next="), address


def test_a_manager_of_another_part_decides_nothing_here(sign_in, words, actors, cast):
    with transaction():
        charlie = db.session.get_one(Account, cast.charlie)
        service.set_role(actors["ada"], charlie, Role.MANAGER)
    ask = sign_in("charlie").post
    for address in ("/in/krs/{kr}/check-ins", "/in/retros/{retro}/phase", "/in/actions/{action}"):
        assert ask(address.format(**words)).status_code == 403
    form = {"kind": "ask", "question": "一週幾次？"}
    assert ask(f"/in/blockers/{words['blocker']}/decisions", data=form).status_code == 403
    # But sessions of the own team are hers to open.
    assert ask("/in/retros").status_code == 422


def test_what_does_not_exist_is_nowhere_for_everybody(sign_in, words):
    browser = sign_in("bob")
    nowhere = dict.fromkeys(words, "a" * 26)
    for address in (*READS, *WRITES):
        if "{" in address:
            assert browser.get(address.format(**nowhere)).status_code in {403, 404, 405}, address


def test_a_page_far_beyond_the_last_is_empty_and_no_fault(sign_in, words):
    browser = {"bob": sign_in("bob").get, "ada": sign_in("ada").get}
    for address in (*READS, "/in/krs/{kr}/check-ins"):
        for who in READS[address] & set(browser):
            for page in ("0", "-1", "x", "9" * 30):
                answer = browser[who](f"{address.format(**words)}?page={page}")
                assert answer.status_code == 200, (address, page)
