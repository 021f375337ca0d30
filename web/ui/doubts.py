"""Why a value is in doubt, in the reader's language: readers note it in Chinese, the words of the form.

The catalogue says what each note is in English, so that a note is known by its Chinese there.
"""

import re
from functools import cache

from web.ui.language import catalogue, in_chinese
from web.ui.told import N_, pattern

BETWEEN = "；"
"""What stands between the notes of one value."""
QUOTED, COLON = re.compile("“[^”]*”"), re.compile("：|: (?=%)")

Patterns = tuple[tuple[str, re.Pattern[str]], ...]
"""English texts, and what their Chinese looks like with its facts."""


_NOTES = (
    N_("read differently: %(readings)s"),
    N_("read with too little certainty"),
    N_("the print is too faint"),
    N_("there is print that could not be read"),
    N_("the rules and the words lead to different values"),
    N_("no rules: check that it is blank"),
    N_("no rules: the column is not certain"),
    N_("the cell's rules are incomplete"),
    N_("the rules of the row's label are incomplete"),
    N_("the cell of the label holds more than one label"),
    N_("the row should have %(due)s columns, %(found)s were found"),
    N_("both halves of a row cut by the page break hold values"),
    N_("the other half of the row, beyond the page break, holds values without a label"),
    N_("the other half of the row, beyond the page break, has not the form's columns"),
    N_("the whole row is blank at a page break: to be checked"),
    N_("printed twice in the document, with different values"),
    N_("one place was read as two metrics"),
    N_("it does not stand where the order of the form's rows puts it"),
    N_("stated at %(places)s places of the original, differently"),
    N_("this column has no cell"),
    N_("white space between the digits of “%(text)s”"),
    N_("“%(text)s” is no number"),
    N_("the unit “%(unit)s” is not %(due)s"),
    N_("the unit “%(unit)s” is no unit of money"),
    N_("neither header nor cell names the unit of the amount"),
    N_("a count has no decimals"),
    N_("a count has no sign"),
    N_("an amount has no sign"),
    N_("an amount in yuan has no parts of a fen"),
    N_("another row of the same name was not found: check which of the two it is"),
    N_("the number begins with 0"),
    N_("a relation does not hold: check the reading"),
    N_("a person named the table: its values were taken by row and column, check them"),
    N_("sampling found the reading wrong"),
)
"""What `ocr` and `archive` note at a value in doubt."""


def doubt(said: str) -> str:
    """The notes at a value in the reader's language; as they stand where the catalogue does not know them."""
    return said if in_chinese() else "; ".join(_told(note, _patterns()) for note in said.split(BETWEEN))


def kind(said: str) -> str:
    """A note without what it quotes (`archive.derived.agreement.kinds_of`) in the reader's language."""
    return said if in_chinese() else _told(said, _kinds())


def _told(said: str, patterns: Patterns) -> str:
    for text, known in patterns:
        found = known.fullmatch(said)
        if found:
            return text % found.groupdict() if found.groupdict() else text
    return said


@cache
def _patterns() -> Patterns:
    return tuple((text, pattern(_chinese(text))) for text in _NOTES)


@cache
def _kinds() -> Patterns:
    return tuple((_bare(text), pattern(_bare(_chinese(text)))) for text in _NOTES)


def _chinese(text: str) -> str:
    return str(catalogue("zh").gettext(text))


def _bare(text: str) -> str:
    return " ".join(QUOTED.sub("", COLON.split(text)[0]).split())
