"""Every page as anybody sees it: what axe finds there, and what scrolls sideways."""

from collections.abc import Iterable, Iterator

from playwright.sync_api import Browser, Page

from tests.browser.axe import overflow, violations
from tests.browser.conftest import new_context
from tests.browser.furnishing import Values
from tests.browser.house import CAST, House, client_of
from tests.browser.walking import addresses, in_language, read
from tests.browser.watch import Watch

PHONE, DESK, NARROWEST = 390, 1280, 360
# Two sights show a page in both languages, both themes and both widths. Which go together changes
# from page to page, for all eight of each would take four times as long as two.
SIGHTS = (
    (("zh_Hant", PHONE, "light"), ("en", DESK, "dark")),
    (("en", PHONE, "light"), ("zh_Hant", DESK, "dark")),
    (("zh_Hant", PHONE, "dark"), ("en", DESK, "light")),
    (("en", PHONE, "dark"), ("zh_Hant", DESK, "light")),
)
PERSONS = ("nobody", "halfway", *CAST)
# A status other than 200 is a complaint to Chromium, and to us the page that says so.
STATUSES = ("status of 403", "status of 404", "status of 405", "status of 410")


def looks(house: House, values: Values, seen: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Who sees at which address a kind of element that nobody before saw on that page."""
    for person in PERSONS:
        client = client_of(house, person)
        for endpoint, address in addresses(house.app.url_map, values):
            with client.get(address) as answer:
                shape = read(answer.text).shape if answer.mimetype == "text/html" else set()
            # A page that refuses is the same page wherever it stands.
            name = endpoint if answer.status_code == 200 else answer.status
            known = seen.setdefault(name, set())
            if answer.status_code != 302 and not shape <= known:
                known |= shape
                yield person, address


def enter(page: Page, house: House, person: str) -> None:
    """Give a page the session of one of these, or of nobody."""
    page.context.clear_cookies()
    if person != "nobody":
        cookie = client_of(house, person).get_cookie("candor", path="/in")
        here = {"name": "candor", "value": cookie.value, "domain": "127.0.0.1", "path": "/in"}
        page.context.add_cookies([here])


def faults_of(page: Page, width: int, theme: str) -> Iterator[str]:
    """What axe finds on the page as it is seen so, and what scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    yield from (f"{width} {theme} {fault}" for fault in violations(page))
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    if beyond := overflow(page):
        yield f"scrolls sideways by {beyond} pixels"


Organisation = tuple[House, Values]


def look_everywhere(
    chromium: Browser, organisations: Iterable[Organisation], turn: int, part: tuple[int, int]
) -> dict[str, list[str]]:
    """Visit pages that look different, in the first or second of their sights: faults of each.

    Of all of them those whose number, divided by the second of `part`, leaves the first.
    """
    left, by = part
    seen, found, place = {}, {}, 0
    for house, values in organisations:
        watch = Watch(house.url)
        with new_context(chromium, watch, reduced_motion="reduce") as context:
            page, last = context.new_page(), ""
            for person, address in looks(house, values, seen):
                place += 1
                if place % by != left:
                    continue
                if person != last:
                    enter(page, house, last := person)
                lang, *sight = SIGHTS[place // 2 % len(SIGHTS)][turn]
                page.goto(in_language(address, lang))
                found[f"{person} {lang} {house.url}{address}"] = list(faults_of(page, *sight))
        heard = [line for line in watch.heard if not any(one in line for one in STATUSES)]
        found[house.url] = heard
    return found
