"""Wall posters: a key for all people of a site, renewed each month, and what limits its posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, delete, select, text

from portal.anonymity import posters
from portal.anonymity.keystore import Keystore
from portal.anonymity.posters import Key
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.core.errors import Invalid, TooMany
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.voice.keys import keys_folder
from portal.voice.models import Poster

# Zero bits that a post needs, as keys.json says.
BITS = 18
# So many posts of a site between two fixed releases need no more; then each STEP needs MORE.
FREE, STEP, MORE = 50, 25, 4
MOST = 200
# A month's poster may hang until somebody has come round with the next one.
GRACE = timedelta(days=7)
# Counts in place, whoever comes at the same time, in both databases.
COUNT = text(
    "INSERT INTO poster_tally (site_id, posts) VALUES (:site_id, 1) "
    "ON CONFLICT (site_id) DO UPDATE SET posts = poster_tally.posts + 1 RETURNING posts"
)


@dataclass(frozen=True)
class Wall:
    """Where a post came from, for the limits alone: the site, and the zero bits that it shows."""

    site_id: str
    bits: int


def key_of(site_id: str) -> Key:
    """This month's key of a site, the same whenever it is asked for; made on first use.

    Raises Invalid for a site whose crowd is under the floor.
    """
    if directory().crowd_at(site_id) < settings().floor[0]:
        raise Invalid(_("Too few people work at this site. Print for a larger one."), "site")
    with transaction() as session:
        session.execute(delete(Poster).where(Poster.month < _months(clock.today())[-1]))
        row = _row(site_id) or _new_row(site_id)
    return posters.derive(_pepper(), row.id)


def _row(site_id: str) -> Poster | None:
    """The row of this month; one whose pepper a restore has destroyed is taken away."""
    month = _months(clock.today())[0]
    query = select(Poster).where(Poster.site_id == site_id, Poster.month == month)
    row = db.session.scalars(query).one_or_none()
    if row is None or opens(row):
        return row
    db.session.delete(row)
    db.session.flush()
    return None


def _new_row(site_id: str) -> Poster:
    id_, pepper = new_id(), _pepper()
    marked = posters.mark(pepper, posters.derive(pepper, id_))
    row = Poster(id=id_, site_id=site_id, month=_months(clock.today())[0], mark=marked)
    db.session.add(row)
    db.session.flush()
    return row


def opens(row: Poster) -> bool:
    """False for a poster of before a restore, which nobody can be let in by any more."""
    pepper = _pepper()
    return posters.mark(pepper, posters.derive(pepper, row.id)) == row.mark


def all_posters() -> Sequence[Poster]:
    """Every poster that still lets in."""
    query = select(Poster).where(Poster.month.in_(_months(clock.today())))
    rows = db.session.scalars(query.order_by(Poster.month, Poster.site_id))
    return [row for row in rows if opens(row)]


def last_day(month: str) -> date:
    """The last day on which a month's posters let anything in."""
    year, _dash, number = month.partition("-")
    # The 28th and four days are in the next month, whichever it is.
    after = date(int(year), int(number), 28) + timedelta(days=4)
    return after.replace(day=1) + GRACE - timedelta(days=1)


def hangs_until() -> date:
    """The last day on which a poster that is printed today lets anything in."""
    return last_day(_months(clock.today())[0])


def revoke(site_id: str) -> int:
    """Withdraw every poster of a site; how many that were."""
    with transaction() as session:
        return session.query(Poster).filter(Poster.site_id == site_id).delete()


def find_site(key: bytes) -> str | None:
    """The site of a key that lets in now; None for any other bytes."""
    query = select(Poster.site_id).where(
        Poster.mark == posters.mark(_pepper(), key), Poster.month.in_(_months(clock.today()))
    )
    return db.session.scalar(query)


def needed(number: int) -> int:
    """The zero bits that the how-manieth post of a site needs since the last fixed release."""
    return BITS + MORE * max(0, -((FREE - number) // STEP))


def count(connection: Connection, wall: Wall) -> None:
    """Count a post in the transaction that takes it in, so that none is counted in vain.

    Raises TooMany when its site has sent too many, or too many for so little work.
    """
    number = connection.scalar(COUNT, {"site_id": wall.site_id})
    if number > MOST:
        sentence = _("The posters of this site are full until the next release. Keep your text.")
        raise TooMany(sentence, "full")
    if wall.bits < needed(number):
        sentence = _("Many are posting by this poster. Your device has to work longer for it.")
        raise TooMany(sentence, "work")


def _months(today: date) -> list[str]:
    """This month, and the one before while its posters may still hang."""
    days = (today, today - GRACE)
    return sorted({f"{day.year}-{day.month:02d}" for day in days}, reverse=True)


def _pepper() -> bytes:
    return Keystore(keys_folder()).code_pepper()
