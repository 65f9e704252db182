"""The WSGI application, for any server."""

from portal.app import create_app

app = create_app()
