"""A page as a file that a reader takes along."""

from flask import Response

from portal.core import sheets

TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "md": "text/markdown",
    "xlsx": sheets.XLSX,
}


def attached(name: str, kind: str, content: bytes) -> Response:
    """The answer by which a browser saves this content; `name` is ours, in plain letters."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(content, mimetype=TYPES[kind], headers=headers)
