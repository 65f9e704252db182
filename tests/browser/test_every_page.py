"""Every page, for each of the five and for nobody, in both languages, full and empty."""

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.furnishing import BLOCKERS, COMMENTS, WAITING
from tests.browser.house import CAST, House, client_of
from tests.browser.sessions import LAID
from tests.browser.walking import (
    NOWHERE,
    addresses,
    in_language,
    read,
    typed,
    unknown,
    untranslated,
)

pytestmark = pytest.mark.browser

PERSONS = (*CAST, "nobody", "halfway")
ORG = "禾埕五金"
LANGS = {"zh_Hant": "zh-Hant-TW", "en": "en"}
# Every gate looks at each page in the language written first, the long one in the other too.
SPOKEN = ["zh_Hant", pytest.param("en", marks=pytest.mark.long)]
SAID = (ORG, *(body for body, _cause, _severity in BLOCKERS), *COMMENTS, *LAID, *WAITING)
ABSENT = "a" * 26


@pytest.fixture(params=["full", "bare"])
def organisation(request) -> tuple[House, dict[str, list[str]]]:
    """The organisation with a quarter behind it, and the same five with nothing at all."""
    return request.getfixturevalue(request.param)


def faults_of(answer, address: str, lang: str, data: list[str]) -> Iterator[str]:
    """What is wrong with an answer, in a word or two."""
    # Programs that nobody let in are sent to no form.
    allowed = {401} if answer.mimetype == "application/json" else set()
    if answer.status_code not in {200, 302, 403, 404, 405, 410} | allowed:
        yield f"{address}: {answer.status}"
    if answer.mimetype != "text/html" or answer.status_code == 302:
        return
    page = read(answer.text)
    if 'href="#main"' not in answer.text:
        yield f"{address}: not a page of ours"
    if page.lang != LANGS[lang]:
        yield f"{address}: says that it is in {page.lang}"
    yield from (f"{address}: {words}" for words in untranslated(page.words, lang, data))


@pytest.mark.parametrize("lang", SPOKEN)
@pytest.mark.parametrize("person", PERSONS)
def test_every_page_answers_in_the_language_that_was_asked_for(organisation, person, lang):
    house, values = organisation
    with house.app.app_context():
        data = typed(SAID)
    found, statuses, client = [], Counter(), client_of(house, person)
    for _endpoint, address in addresses(house.app.url_map, values):
        with client.get(in_language(address, lang)) as answer:
            found += faults_of(answer, address, lang, data)
            statuses[answer.status_code] += 1
    assert found == []
    assert statuses[200] >= 8


def test_every_page_opens_for_somebody(full):
    house, values = full
    clients = [client_of(house, person) for person in PERSONS]
    closed = [
        address
        for _endpoint, address in addresses(house.app.url_map, values)
        if address not in NOWHERE
        and not any(client.get(address).status_code == 200 for client in clients)
    ]
    assert closed == []


def test_every_page_has_examples_for_the_words_in_its_address(full):
    house, values = full
    assert unknown(house.app.url_map, values) == set()


@pytest.fixture
def grown() -> Flask:
    app = Flask("grown", static_folder=None)
    app.get("/in/krs/<kr>", endpoint="known")(str)
    app.get("/in/shelves/<shelf>", endpoint="new")(str)
    app.post("/in/boxes/<box>", endpoint="no page")(str)
    return app


def test_a_new_page_without_examples_is_found(grown):
    assert unknown(grown.url_map, {"kr": [ABSENT]}) == {"shelf"}


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        ("<p>Nothing waits for you.</p>", "zh_Hant"),
        ("<p>這裡 press the green button</p>", "zh_Hant"),
        ('<button aria-label="Close">×</button>', "zh_Hant"),
        ("<p>Nobody, 沒有</p>", "en"),
        ('<b data-text="還能寫 {n} 字"></b>', "en"),
    ],
)
def test_words_of_another_language_are_found(html, lang):
    assert len(untranslated(read(f'<html lang="{LANGS[lang]}">{html}').words, lang, [])) == 1


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        ("<p>用 CSV 匯入</p><code>portal people import</code>", "zh_Hant"),
        ('<a lang="en">English words here</a>', "zh_Hant"),
        ("<p>黃志豪 must decide</p>", "en"),
        ("<script>沒有()</script>", "en"),
    ],
)
def test_names_commands_and_the_other_language_may_stand(html, lang):
    assert untranslated(read(f'<html lang="{LANGS[lang]}">{html}').words, lang, ["黃志豪"]) == []


def test_a_framework_page_is_found(grown):
    client = grown.test_client()
    found = list(faults_of(client.get("/in/nowhere"), "/in/nowhere", "en", []))
    assert found[0] == "/in/nowhere: not a page of ours"
