"""Pages and data are sent compressed where the reader takes it.

Not those that carry a form's secret: beside text from the address, the length of a compressed answer would give the secret
away (the BREACH attack).
"""

import gzip

from flask import Flask, Response, request

LEVEL = 5
SMALLEST = 1000
"""Bytes below which compressing gains nothing."""

TYPES = {"text/html", "text/csv", "application/json"}
SECRET = b"csrf_token"


def compress(response: Response) -> Response:
    """Compress a whole answer of text."""
    if response.mimetype not in TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings.quality("gzip") or response.direct_passthrough:
        return response
    data = response.get_data()
    if len(data) >= SMALLEST and SECRET not in data:
        response.set_data(gzip.compress(data, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Compress the answers of the application that gain by it."""
    app.after_request(compress)
