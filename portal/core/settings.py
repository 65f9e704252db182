"""The running application's settings, for code that has no application at hand."""

from typing import cast

from flask import current_app

from portal.config import Settings


def settings() -> Settings:
    """The settings the running application was made with."""
    return cast(Settings, current_app.extensions["portal"])
