"""What the archive and the readers told in English, in the reader's language: refusals with their remedies, and events."""

import re
from functools import cache

from archive.derived.corrections import FIELD, FINDING
from archive.errors import DanganError, OfFile
from archive.forms import forms
from web.ui.language import gettext as _
from web.ui.language import in_chinese
from web.ui.words import colon, field, sentences

FACT = re.compile(r"%\\\((\w+)\\\)s")
"""A fact's place in a text whose signs are escaped."""
CLAIMED = re.compile(r"应为 ([^；]+)(?:；(.*))?", re.DOTALL)
"""How the archive keeps the value that a reader says is right, before the reader's own words."""


def N_(text: str) -> str:  # noqa: N802 - the name that extraction looks for
    """The text, for the catalogue."""
    return text


_REASONS = (
    N_("the file is empty."),
    N_("Copy or scan it again and add it again."),
    N_("its type is not known (it looks like %(kind)s)."),
    N_("its type is not known."),
    N_("Add it as PDF, TIFF, JPEG, PNG, JPEG 2000, DOCX, HTML, Markdown or plain text."),
    N_("its name ends in %(suffix)s, but its content is %(kind)s."),
    N_("If the content is right, give the file the right ending; otherwise find the right file."),
    N_("it has no pages."),
    N_("Export or scan it again."),
    N_("it has no page %(page)s."),
    N_("Add it again."),
    N_("it has %(pages)s pages, more than %(most)s."),
    N_("Split it into its reports."),
    N_("it is locked by a password."),
    N_("Remove the password and add it again."),
    N_("the PDF is damaged or cut off."),
    N_("Copy it again from where it came, or print it to a new PDF."),
    N_("the image is damaged, cut off or too large."),
    N_("Scan or save it again, at 300 dpi or less."),
    N_("the image has %(width)s x %(height)s pixels, more than %(most)s million."),
    N_("Save it smaller, at 300 dpi or less."),
    N_("page %(page)s cannot be shown."),
    N_("Print the document to a new PDF and add that."),
    N_("the image cannot be shown."),
    N_("Save it again as PNG and add that."),
    N_("page %(page)s cannot be read: %(why)s"),
    N_("it cannot be opened: %(why)s"),
    N_("Print it to a new PDF and add that."),
    N_("it is not a sound DOCX file (%(why)s)."),
    N_("it unpacks to %(size)s bytes."),
    N_("Open it in a word processor, save it as DOCX or PDF, and add that file."),
    N_("%(kind)s is no text that can be read here."),
    N_("Add it as PDF, DOCX or text."),
    N_("it holds no text."),
    N_("Check that this is the right file."),
    N_("it is longer than %(letters)s characters or %(cells)s cells."),
    N_("Split it into single reports and add these."),
    N_("its bytes are neither UTF-8, GB 18030 nor UTF-16 text."),
    N_("Save the file as UTF-8 text and add it again."),
    N_("its typeset pages could not be drawn."),
    N_("Report this as a fault."),
    N_("a ZIP archive"),
    N_("an old Word or Excel file"),
    N_("a RAR archive"),
    N_("a gzip file"),
    N_("a 7-Zip archive"),
    N_("a GIF image"),
    N_("a bitmap"),
)
"""What `ocr` says of a file that it refuses or cannot read; it knows nothing of languages."""

_HELD = "The same bytes were received as %(name)s; it is held as %(reports)s."
_SHOWN = {_HELD: N_("The same bytes were received as %(name)s; that file is held already.")}
"""What pages say instead, where the reports that a text names by their ids stand beside it with their titles."""

_ANSWERS = (
    N_("the process that read it crashed or reached its limits."),
    N_("it took longer than %(seconds)s seconds."),
    N_("Tesseract failed: %(error)s"),
    N_("Choose the engine rapidocr."),
    N_("Reading this document brought the worker down several times; it was set aside."),
    N_("Look at the file, then read it again."),
    N_("Reading ended with an error."),
    N_("See the worker's log, then read it again."),
    N_("Reading failed: %(why)s"),
    N_("Read it again when the cause is gone."),
    N_("Reading failed unexpectedly: %(why)s"),
    N_("Report it with the file."),
    _HELD,
    N_("The same bytes were received as %(name)s; it waits to be read."),
    N_("Known as %(name)s; reading it failed before and is tried again."),
    N_("%(what)s is %(standing)s by now, not %(before)s."),
    N_("blank"),
    N_("Look at it again before changing it."),
    N_("What was said of %(what)s was taken back in the meantime."),
    N_("Look at it again."),
    N_("%(user)s said %(value)s of %(what)s in the meantime."),
    N_("Take the pending correction back and look again."),
    N_("This was taken back already."),
    N_("%(user)s said something else of this later."),
    N_("Take that back first."),
    N_("This correction does not wait for anybody."),
    N_("Reload the page."),
    N_("A correction is confirmed by another person than its author."),
    N_("Ask a colleague."),
    N_("%(what)s cannot be %(value)s."),
    N_("Type a number as the form asks for it, or nothing."),
    N_("%(value)s is no year."),
    N_("Type four digits."),
    N_("%(value)s is no scope."),
    N_("Scopes are %(names)s."),
    N_("%(value)s is no edition."),
    N_("Editions are %(names)s."),
    N_("A report needs a title."),
    N_("%(report)s is this office's report of that year already."),
    N_("Look whether both are the same."),
    N_("%(code)s is no archival code."),
    N_("Type it as it stands on the unit, without blanks."),
    N_("%(number)s is no section."),
    N_("Sections count from 1; 0 is the text before them."),
    N_("The form %(edition)s has no table %(table)s."),
    N_("Name the edition first."),
    N_("This is too long."),
    N_("At most %(count)s characters are kept."),
    N_("This question was answered already."),
    N_("Many values were reported from this address today."),
    N_("Go on tomorrow."),
    N_("More values were reported than can be looked at."),
    N_("Try again tomorrow."),
    N_("The same was written by somebody else: %(why)s"),
    N_("Look again and repeat."),
    N_("Both offices have a report of one year: %(first)s and %(second)s."),
    N_("Settle those first."),
    N_("An office cannot be merged into itself."),
    N_("A report cannot be joined with itself."),
    N_("%(report)s was corrected by people."),
    N_("Take those corrections back first."),
    N_("No sample shows %(rate)s with %(confidence)s."),
    N_("Both are shares between 0 and 1."),
    N_("That would need %(size)s values."),
    N_("Ask for a higher rate or less confidence."),
    N_("There are no certain values to draw from."),
    N_("Choose other reports."),
    N_("its first line does not name the columns."),
    N_("Begin with: %(names)s (or %(chinese)s)."),
    N_("it has more than %(lines)s lines."),
    N_("Split it."),
    N_("it is no text."),
    N_("Save the table as CSV in UTF-8."),
    N_("no office is named"),
    N_("“%(text)s” is no year"),
    N_("“%(text)s” is no state"),
)
"""What `archive` says of a document, of what people typed, and of the lists that they hand in; it knows nothing of languages, either."""


def reason(said: str) -> str:
    """A reason or remedy in the reader's language; as it was said where the catalogue does not know it."""
    for text, known in _patterns():
        found = known.fullmatch(said)
        if found:
            facts = {name: _fact(name, fact) for name, fact in found.groupdict().items()}
            shown = _SHOWN.get(text, text)
            return _(shown, **facts) if facts else _(shown)
    return said


def problem(error: DanganError) -> str:
    """An error's reason and remedy in the reader's language."""
    name = f"{error.filename}{colon()}" if isinstance(error, OfFile) else ""
    return name + sentences(reason(error.bare_reason), reason(error.remedy))


def remark(said: str) -> str:
    """What a reader wrote; what the archive puts before it is in the page's language."""
    claimed = CLAIMED.fullmatch(said)
    if not claimed:
        return said
    return ("；" if in_chinese() else "; ").join(
        part for part in (_("should be %(value)s", value=claimed[1]), claimed[2]) if part
    )


def _fact(name: str, fact: str) -> str:
    """A fact as the screen says it: what a word is about has its own name."""
    return field(fact) if name == "what" else reason(fact)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((text, pattern(text)) for text in (*_REASONS, *_ANSWERS))


def pattern(text: str) -> re.Pattern[str]:
    """What a text of the catalogue looks like once its facts are in it, each a group of its name."""
    return re.compile(FACT.sub(lambda found: f"(?P<{found[1]}>{_shape(found[1])})", re.escape(text)))


def _shape(name: str) -> str:
    """What a fact looks like: what a word is about is a value, a field of a report or a finding; others may be anything."""
    if name != "what":
        return ".+"
    heads = {metric.id.partition(".")[0] for form in forms() for metric in form.metrics}
    values = "|".join(f"{head}[.]" for head in sorted(heads))
    return rf"(?:{values}|{re.escape(FIELD)}|{re.escape(FINDING)})\S+"


def event(action: str) -> str:
    """What happened, in words; an action that has none yet by its name."""
    names = {
        "batch.started": _("files handed in"),
        "dues.entered": _("list of offices entered"),
        "document.received": _("file received"),
        "document.read": _("file read"),
        "document.failed": _("file could not be read"),
        "document.read_again": _("file read again"),
        "document.archival_code": _("archival code set"),
        "report.made": _("report made"),
        "report.joined": _("reports joined into one"),
        "report.corrected": _("report corrected"),
        "report.status": _("report opened or closed"),
        "correction.confirmed": _("correction confirmed"),
        "correction.undone": _("correction taken back"),
        "office.absence": _("reason for a missing report set"),
        "office.alias": _("name of an office added"),
        "office.kind": _("kind of an office set"),
        "office.merged": _("offices merged"),
        "office.region": _("region of an office set"),
        "office.renamed": _("office renamed"),
        "office.succeeded": _("successor of an office set"),
        "sample.drawn": _("sample drawn"),
        "value.questioned": _("value reported as wrong"),
        "value.question.dismissed": _("report of a wrong value dismissed"),
    }
    return names.get(action, action)
