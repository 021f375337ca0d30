"""The editions together: which metrics a form has."""

from tests.generator.layout import disclosure_table, disputes_table, requests_table
from tests.generator.statistics import statistics_table


def metrics(edition: str) -> dict[str, str]:
    """Every metric of the edition with its unit, in printed order; none for edition ``none``."""
    if edition == "none":
        return {}
    tables = (
        [statistics_table()]
        if edition == "2014"
        else [disclosure_table(edition), requests_table(edition), disputes_table()]
    )
    return {c.metric: c.unit for table in tables for row in table.rows for c in row if c.metric is not None}
