"""The second step of signing in: a code from a telephone, or one from a sheet of paper."""

import hashlib
import hmac
import secrets
from datetime import timedelta

import pyotp
from sqlalchemy import delete, func, select

from portal.anonymity.sealing import Destroyed, SealBroken
from portal.core import audit, clock, once
from portal.core.access import Actor, Role
from portal.core.db import db
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.people import attempts
from portal.people.models import Account, RecoveryCode, SecondStep
from portal.voice.keys import sealer

# No text is sealed under this name, so its key has no end.
EPOCH = "accounts"
CODES = 10
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
PERIOD = timedelta(seconds=30)
# The clocks of telephones differ: the code before and the one after are good, too.
NEAR = (0, -1, 1)
GUARDED = (Role.MODERATOR, Role.ADMIN)


def is_on(account_id: str) -> bool:
    """True when this person signs in by two steps."""
    found = db.session.get(SecondStep, account_id)
    return found is not None and found.confirmed


def is_needed(role: str) -> bool:
    """True for roles that may not do without."""
    return settings().second_step == "required" and role in GUARDED


def is_lacking(account_id: str, role: str) -> bool:
    """True when this person must set one up before anything else."""
    return is_needed(role) and not is_on(account_id)


def begin(account: Account) -> None:
    """Make a new secret, good from when a code of it has come. Raises Conflict when one is on."""
    if is_on(account.id):
        raise Conflict(_("Your second step is on. Turn it off first."))
    forget(account.id)
    made = sealer().seal(pyotp.random_base32(), **_place(account.id))
    db.session.add(SecondStep(account_id=account.id, secret=made, confirmed=False))


def secret_of(account_id: str) -> str | None:
    """The secret that waits for its first code; None when there is none, or it is on."""
    found = db.session.get(SecondStep, account_id)
    return None if found is None or found.confirmed else _open(found)


def address_of(secret: str, name: str) -> str:
    """The secret as the telephone reads it from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=settings().name)


def confirm(actor: Actor, account: Account, code: str) -> list[str]:
    """Turn it on, and every other session off; ten codes, shown only now. Raises Invalid."""
    found = db.session.get(SecondStep, account.id)
    if found is None or found.confirmed or not _is_current(found, code):
        raise Invalid(_("This code is not right. Take the one that the telephone shows now."))
    found.confirmed = True
    account.session_epoch += 1
    audit.record(actor, "second-step", account.id)
    codes = ["".join(secrets.choice(LETTERS) for _n in range(LENGTH)) for _n in range(CODES)]
    db.session.add_all(RecoveryCode(digest=_digest(one), account_id=account.id) for one in codes)
    return [_grouped(one) for one in codes]


def check(account: Account, code: str, address: str) -> None:
    """Take a code of the telephone's, or one of the ten, once. Raises Invalid or TooMany."""
    name = f"second step of {account.id}"
    attempts.check(name, address, known=False)
    found = db.session.get(SecondStep, account.id)
    if found is None or not (_is_current(found, code) or _was_left(account.id, code)):
        attempts.failed(name, address, known=False)
        raise Invalid(_("This code is not right. Take the one that the telephone shows now."))


def left(account_id: str) -> int:
    """How many of the ten codes are left."""
    query = select(func.count()).select_from(RecoveryCode)
    return db.session.scalar(query.where(RecoveryCode.account_id == account_id)) or 0


def give_up(actor: Actor, account: Account, code: str, address: str) -> None:
    """Turn off one's own by a code. Raises Invalid or TooMany, Conflict for who needs one."""
    if is_needed(account.role):
        raise Conflict(_("In your role you sign in by two steps."))
    check(account, code, address)
    turn_off(actor, account)


def turn_off(actor: Actor, account: Account) -> None:
    """Sign in by the password alone again; telephone and codes are forgotten."""
    forget(account.id)
    audit.record(actor, "second-step-off", account.id)


def forget(account_id: str) -> None:
    """Forget telephone and codes."""
    for table in (SecondStep, RecoveryCode):
        db.session.execute(delete(table).where(table.account_id == account_id))


def _place(account_id: str) -> dict[str, str]:
    return {"table": "second_step", "column": "secret", "row": account_id, "epoch": EPOCH}


def _open(found: SecondStep) -> str | None:
    """The secret; None when its key is gone, as after a restore without keys."""
    try:
        return str(sealer().unseal(found.secret, **_place(found.account_id)))
    except (Destroyed, SealBroken):
        return None


def _is_current(found: SecondStep, code: str) -> bool:
    """A code of this minute that nobody used before."""
    secret, typed = _open(found), "".join(code.split())
    if secret is None:
        return False
    now, totp = clock.now(), pyotp.TOTP(secret)
    steps = {totp.timecode(now + PERIOD * near): totp.at(now, counter_offset=near) for near in NEAR}
    good = [step for step, right in steps.items() if hmac.compare_digest(right, typed)]
    return any(once.first_use("second step", secret, str(step)) for step in good)


def _was_left(account_id: str, code: str) -> bool:
    """One of the ten, which is gone with that."""
    mine = (RecoveryCode.digest == _digest(code), RecoveryCode.account_id == account_id)
    return bool(db.session.execute(delete(RecoveryCode).where(*mine)).rowcount)  # type: ignore[attr-defined]


def _digest(code: str) -> str:
    said = "".join(code.split()).replace("-", "").upper().translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(b"portal/recovery/1" + said.encode()).hexdigest()


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))
