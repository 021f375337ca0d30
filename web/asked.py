"""Numbers that an address or a form asks with: none is larger than a database holds, and a list is shown page by page."""

from dataclasses import dataclass

from flask import Flask, request
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST = 2**31 - 1
"""The largest of PostgreSQL's integers. A database fails on a larger one, where it should find nothing."""


def init_app(app: Flask) -> None:
    """An address with a number beyond any is not found."""
    app.url_map.converters["int"] = _Whole


def whole_number(text: str) -> int:
    """A whole number of a field; raises `ValueError` for what is none, or beyond any."""
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


@dataclass(frozen=True)
class Paging:
    """The page of a list that is shown: pages count from 1, with `size` rows each."""

    page: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows stand on the pages before."""
        return (self.page - 1) * self.size

    def pages(self, rows: int) -> int:
        """On how many pages so many rows stand."""
        return -(-rows // self.size)


def paging(size: int) -> Paging:
    """The page that the address asks for by `?page=`; the first where it names none."""
    return Paging(max(1, request.args.get("page", 1, type=whole_number)), size)


class _Whole(IntegerConverter):
    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if number > LARGEST:
            raise ValidationError
        return number
