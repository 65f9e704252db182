"""The text of security.txt (RFC 9116)."""

from datetime import datetime, timedelta

from portal.config import Settings

LIVES = timedelta(days=180)


def text(settings: Settings, now: datetime) -> str:
    """Contact, expiry and languages; the contact is the operator's."""
    contact = settings.contact or f"{settings.url}/about/privacy"
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    expires = (now + LIVES).replace(microsecond=0, second=0, minute=0, hour=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: zh-Hant, en",
        f"Canonical: {settings.url}/.well-known/security.txt",
    ]
    return "\n".join(lines) + "\n"
