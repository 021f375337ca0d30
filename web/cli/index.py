"""Seeing to it that the search index fits this version, before a process works on the archive."""

from archive.errors import IndexUnavailable
from web.bootstrap import Services
from web.cli.output import complain, say


def renew_index(shop: Services) -> None:
    """Build the index anew where it is missing or of another version; without an index, documents are read all the same."""
    try:
        if not shop.search.stale():
            return
        if shop.archive.reports.counts().reports:
            say("The search index is missing or of another version: it is built anew.")
        shop.archive.upkeep.reindex()
    except IndexUnavailable as error:
        complain(f"{error} Reports are indexed when it answers again.")
