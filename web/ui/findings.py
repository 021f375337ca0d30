"""What a finding says, in the reader's language: the archive writes it in Chinese, the words of the form.

On an English page the facts are taken out of it and said after the sentence of the relation; one that is not known here
is quoted.
"""

import re

from archive.forms import metric
from archive.records import Finding
from web.ui import words
from web.ui.language import in_chinese

NAMED_REPORTS = re.compile(r"[：:]\s*([a-z0-9]+(?:-[a-z0-9]+)*-[0-9]{4}(?:-[0-9]+)?(?:、[a-z0-9-]+)*)\s*$")
YEAR = re.compile(r"-([0-9]{4})(?:-[0-9]+)?$")

_FACTS = (
    (re.compile(r".+：(?P<left>[-\d.]+) (?P<sign>[=≤≥]) (?P<right>[-\d.]+) 不成立"), "Printed: {left} {sign} {right}."),
    (
        re.compile(r"上年结转（.+）为(?P<now>\d+)件，上一年报告结转下年度继续办理为(?P<then>\d+)件"),
        "{metric}: {now}; carried out of the year before: {then}.",
    ),
    (
        re.compile(
            r".+现行有效(?P<now>\d+)件，不等于上一年(?P<then>\d+)件加本年制发(?P<made>\d+)件减本年废止(?P<gone>\d+)件"
        ),
        "{metric}: {now}; the year before: {then}, issued since: {made}, repealed: {gone}.",
    ),
    (
        re.compile(
            r".+上一年项目数量为(?P<now>\d+)项，不等于上一年报告的(?P<then>\d+)项与增减(?P<change>[-+]\d+)项之和"
        ),
        "{metric}: {now}; the year before: {then} with a change of {change}.",
    ),
    (
        re.compile(r".+为(?P<now>[\d.]+)万元，上一年为(?P<then>[\d.]+)万元，相差千倍以上，请核对单位"),
        "{metric}: {now}; the year before: {then} (10,000 yuan).",
    ),
)
"""What the archive writes, and its facts in English; `metric` is the first that the finding is about."""

_FAILS = {"=": "≠", "≥": "<", "≤": ">"}
"""The sign that is true where this one does not hold."""


def parts(message: str) -> tuple[str, tuple[str, ...]]:
    """A finding's message without the reports of another year that it names at its end, and the ids of these."""
    found = NAMED_REPORTS.search(message)
    return (message[: found.start()], tuple(found[1].split("、"))) if found else (message, ())


def said(finding: Finding) -> tuple[str, str]:
    """A finding in words, and the Chinese that an English page quotes after them, if any."""
    message, _others = parts(finding.message)
    if in_chinese():
        return message, ""
    demand, facts = words.relation(finding.relation), _facts(finding, message)
    return (f"{demand} {facts}".strip(), "") if facts else (demand, message)


def year_of(report_id: str) -> str:
    """The year of a report that a finding names; its id where that says none."""
    found = YEAR.search(report_id)
    return found[1] if found else report_id


def _facts(finding: Finding, message: str) -> str:
    for pattern, english in _FACTS:
        found = pattern.fullmatch(message)
        if found:
            name = metric(finding.metrics[0]).en if finding.metrics else ""
            facts = {key: _FAILS.get(text, text) for key, text in found.groupdict().items()}
            return english.format(metric=name, **facts)
    return ""
