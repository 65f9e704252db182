"""The WSGI application, for any server."""

from contextlib import ExitStack

from portal.app import create_app
from portal.core import locks

app = create_app()
# For as long as this process lives: no restore may begin beside it.
serving = ExitStack()
serving.enter_context(locks.serving(app.extensions["portal"].data))
