"""What follows for tokens when somebody joins or leaves: a row, and perhaps a key."""

from portal.core.directory import directory
from portal.people import issuance, keys
from portal.people.models import Account


def admit(account: Account) -> None:
    """A new member may collect; the roster may just have reached the floor."""
    issuance.admit(account.id)


def settle(account: Account) -> None:
    """Who left collects nothing more; who came back has the row it had."""
    if not account.active:
        issuance.retire(account.id)


def after_import() -> list[str]:
    """After many people at once: open the first keys when there are enough, and give all a row."""
    done = keys.turn()
    issuance.rewrite(directory().roster(), keys.live())
    return done
