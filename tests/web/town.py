"""A small archive's worth of reports: a street office with blanks, a city over three years with doubts and errors."""

import random
from decimal import Decimal
from typing import Any

from archive.forms import load_form
from archive.records import Edition
from tests.fakes import document, report

STREET = "西工区凯旋东路街道办事处"
CITY = "洛阳市人民政府"
BUREAU = "洛阳市教育局"
COLUMNS = ("natural_person", "enterprise", "research", "public_benefit", "legal_service", "other_organisation")
HANDLED = ("disclosed", "partly_disclosed", "refused_state_secret", "refused_third_party", "unavailable_not_held")
AT_SCALE = (
    *("/review/summary", "/review/samples", "/review/questions", "/review/publish", "/review/pending"),
    *("/offices/due", "/intake/codes"),
)
"""The pages for work on many reports."""
GROWTH = "全年新制作规范性文件若干件，主动公开政府信息涉及行政许可、行政处罚等领域，办理依申请公开事项有序推进。"


def street_2020(**more: Any) -> bytes:
    """Zeros, and the middle of table 2 left blank, as the real report of this office has it."""
    form = load_form("2019")
    blank = ("disclosed", "partly_disclosed", "refused_", "unavailable_not_held")
    values = {
        m.id: None if m.id.startswith("requests.") and m.id.split(".")[1].startswith(blank) else "0"
        for m in form.metrics
    }
    texts = {
        "1": "2020年，凯旋东路街道办事处扎实推进政府信息公开工作。\n(一) 主动公开情况。围绕行政许可等领域公开信息。"
    }
    return document(report(STREET, 2020, edition="2019", values=values, texts=texts), **more)


def city(year: int, *, carried_in: int, carried_out: int, doubtful: tuple[str, ...] = (), **more: Any) -> bytes:
    """A city of big numbers whose table 2 balances, column by column."""
    edition: Edition = "2019" if year < 2021 else "2021"
    values = balanced(edition, year, carried_in, carried_out)
    values |= more.pop("values", {})
    texts = {
        "1": f"{year}年，我市认真贯彻落实《中华人民共和国政府信息公开条例》。{GROWTH}",
        "5": f"{year}年工作还存在不足。{GROWTH}",
    }
    return document(report(CITY, year, edition=edition, values=values, doubtful=doubtful, texts=texts, **more))


def bureau(year: int, **more: Any) -> bytes:
    """A department of the city."""
    edition: Edition = "2019" if year < 2021 else "2021"
    texts = {"1": f"{year}年，我局认真贯彻落实《中华人民共和国政府信息公开条例》。{GROWTH}"}
    return document(report(BUREAU, year, edition=edition, values=balanced(edition, year, 2, 3), texts=texts, **more))


def balanced(edition: Edition, seed: int, carried_in: int, carried_out: int) -> dict[str, str | None]:
    """Values of every metric that obey the relations; carry-over is all by natural persons."""
    chance = random.Random(seed)
    values: dict[str, str | None] = {m.id: "0" for m in load_form(edition).metrics}
    for metric in load_form(edition).metrics:
        if metric.table == "disclosure":
            values[metric.id] = "1234.5678" if metric.kind == "amount" else str(chance.randrange(3000))
    for column in COLUMNS:
        parts = [chance.randrange(120 if column == "natural_person" else 9) for _ in HANDLED]
        into, out = (carried_in, carried_out) if column == "natural_person" else (0, 0)
        parts[0] += max(0, into - out - sum(parts))
        for row, part in zip(HANDLED, parts, strict=True):
            values[f"requests.{row}.{column}"] = str(part)
        values[f"requests.processed.{column}"] = str(sum(parts))
        values[f"requests.carried_in.{column}"], values[f"requests.carried_out.{column}"] = str(into), str(out)
        values[f"requests.received.{column}"] = str(sum(parts) + out - into)
    for row in ("received", "carried_in", *HANDLED, "processed", "carried_out"):
        values[f"requests.{row}.total"] = str(sum(Decimal(values[f"requests.{row}.{c}"] or 0) for c in COLUMNS))
    for prefix in ("reconsideration", "litigation_direct", "litigation_after_review"):
        four = {part: chance.randrange(12) for part in ("upheld", "corrected", "other", "pending")}
        values |= {f"{prefix}.{part}": str(count) for part, count in four.items()}
        values[f"{prefix}.total"] = str(sum(four.values()))
    return values


def town() -> dict[str, bytes]:
    """The files of the small archive by name."""
    return {
        "street-2020.fake": street_2020(),
        "city-2019.fake": city(2019, carried_in=18, carried_out=72),
        "city-2020.fake": city(2020, carried_in=72, carried_out=31, doubtful=("requests.received.enterprise",)),
        "city-2021.fake": city(2021, carried_in=30, carried_out=12, values={"requests.processed.research": "999"}),
        "bureau-2020.fake": bureau(2020),
    }
