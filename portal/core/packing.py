"""Which pages are compressed: those alone that hold no secret and echo nothing (BREACH).

A page under /in holds a CSRF token; compressed beside what somebody can have a reader's browser
send, its length would tell the token letter by letter.
"""

from flask import Flask
from flask_compress import Compress

_compress = Compress()
packed = _compress.compressed()


def prepare(app: Flask) -> None:
    """Compress nothing unasked; Brotli where a browser reads it."""
    app.config.update(COMPRESS_REGISTER=False, COMPRESS_ALGORITHM=["br", "gzip"])
    _compress.init_app(app)
