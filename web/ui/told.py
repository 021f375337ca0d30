"""What the archive and the readers told in English, in the reader's language: refusals with their remedies, and events."""

import re
from functools import cache

from web.ui.language import gettext as _

FACT = re.compile(r"%\\\((\w+)\\\)s")
"""A fact's place in a text whose signs are escaped."""


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


def reason(said: str) -> str:
    """A reason or remedy in the reader's language; as it was said where the catalogue does not know it."""
    for text, known in _patterns():
        found = known.fullmatch(said)
        if found:
            facts = {name: reason(fact) for name, fact in found.groupdict().items()}
            return _(text, **facts) if facts else _(text)
    return said


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((text, pattern(text)) for text in _REASONS)


def pattern(text: str) -> re.Pattern[str]:
    """What a text of the catalogue looks like once its facts are in it, each a group of its name."""
    return re.compile(FACT.sub(r"(?P<\1>.+)", re.escape(text)))


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
