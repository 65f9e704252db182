"""A photo as an answer: looked at, never stored by a browser, never run as anything else."""

from flask import Response

from portal.voice import photos, pictures
from portal.voice.models import Photo


def shown(photo: Photo) -> Response:
    """The picture itself. Raises Missing."""
    answer = Response(photos.read(photo), mimetype=pictures.TYPE)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
