"""Random identifiers of 128 bits in base32; they carry no time and no order."""

import base64
import re
import secrets

LENGTH = 26
ID = re.compile(r"[a-z2-7]{26}")


def new_id() -> str:
    """A fresh identifier that says nothing about when or in which order it was made."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
