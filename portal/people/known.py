"""Browsers that signed in under a name before: a signed cookie; guessing slows nobody else."""

from typing import cast

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from portal.core.settings import settings

COOKIE = "candor_known"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(cast(str, current_app.config["SECRET_KEY"]), salt="portal/known/1")


def is_known(identifier: str) -> bool:
    """True when this browser carries our own word that it signed in as this name."""
    try:
        return bool(_signer().loads(request.cookies.get(COOKIE, "")) == identifier.casefold())
    except BadSignature:
        return False


def remember(response: Response, identifier: str, *, own_device: bool) -> Response:
    """Set the cookie, on an own device only."""
    if own_device:
        response.set_cookie(
            COOKIE,
            str(_signer().dumps(identifier)),
            max_age=60 * 60 * 24 * 365,
            path="/in",
            httponly=True,
            samesite="Lax",
            secure=settings().secure,
        )
    return response
