"""Form cells found on pages -> observations: one per metric of the edition, each certain or saying why not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.boxes import shared
from archive.forms import Form, Metric
from archive.records import CellReading, Observation, Status
from archive.relations.weigh import INDEPENDENT
from ocr.forms.align import Placed
from ocr.forms.places import with_doubted_places
from ocr.forms.values import AMOUNT_FACTORS, BARRED_SLASHES, Parsed, clean, parse_value
from ocr.note import Ink

# A reading is sure from here on (measured: the wrong readings of the tuned scans lie below).
SURE = 0.90
PALE = "印迹过淡"
# What no reader is surer of is a guess.
GUESS = 0.5
# One reader alone must be surer than two that agree.
SURE_ALONE = 0.97
# An independent voice (`ocr.tables.voices.second`) that agrees, so surely, ends a doubt of the first readers.
INDEPENDENT_SURE = 0.8
OTHER_DIGIT = 0.05
"""Where a reader gives another digit this chance, only digits that are like the page's own (`shape`) are sure: of 5,500 values of
bad scans that were certain 44 have such a reading, one of them wrong to both models."""
LOOKALIKES = str.maketrans(
    {
        "O": "0",
        "o": "0",
        "D": "0",
        "Q": "0",
        "I": "1",
        "l": "1",
        "|": "1",
        "Z": "2",
        "S": "5",
        "B": "8",
        "¹": "1",
        "²": "2",
        "³": "3",
    }
)
# How doubts begin that are about the rules alone: columns too many or too few, open cells, two labels in one.
OF_COLUMNS = "该行应有"
OF_RULES = (OF_COLUMNS, "单元格的框线", "行标题单元格")
VOID = ("单元格的框线", "行标题单元格含")
# Two ways lead to one cell where their boxes share this of the narrower one's width, and of the lower one's height.
SAME_PLACE = 0.1
NOUGHTS = frozenset({"()", "0)", "(0", "O)", "(O", "o)", "(o", "(]", "[)", "[]"})
"""What a nought that is broken at its head and foot is read as."""
LIKE_NOUGHT = frozenset("日曰口CcG")
"""What a nought is read as that has a dot in it, or a gap: eights and sixes look like them, too, so that they prove nothing."""
SPECKS = " .·,'`’‘。、:"
BARS = frozenset("lI|[]!丨")
"""What a recogniser makes of a rule that touches a digit."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's view of a cell, parsed; `sure` is False where only another reader tells what its marks are."""

    given: CellReading
    parsed: Parsed
    sure: bool = True


def observe(
    form: Form, ruled: Iterable[Placed], direct: Iterable[Placed], present: frozenset[str] = frozenset()
) -> tuple[Observation, ...]:
    """All metrics of the form in its order; `ruled` come from ruling lines, `direct` from the words' own places.

    `present` are the ids of tables that the report has; a metric not found is missing there, and absent elsewhere.
    """
    by_rule, by_word = _by_metric(form, ruled), _by_metric(form, direct)
    tables = present | {m.table for m in form.metrics if m.id in by_rule or m.id in by_word}
    observations = tuple(
        _observation(metric, by_rule.get(metric.id, []), by_word.get(metric.id, []), table_found=metric.table in tables)
        for metric in form.metrics
    )
    return with_doubted_places(
        observations, {m: _sounder(by_rule.get(m), by_word.get(m)) for m in {**by_word, **by_rule}}
    )


def _sounder(ruled: list[Placed] | None, direct: list[Placed] | None) -> Placed:
    """The first place of a metric, at least one of both kinds: the ruled one, unless words alone lead to a place without doubts."""
    first, *_ = [*(ruled or []), *(direct or [])]
    return direct[0] if direct and first.doubts and not direct[0].doubts else first


def _by_metric(form: Form, placed: Iterable[Placed]) -> Mapping[str, list[Placed]]:
    found: dict[str, list[Placed]] = defaultdict(list)
    for place in placed:
        found[form.metric_at(place.table, place.block, place.row, place.column).id].append(place)
    return found


def _observation(metric: Metric, ruled: list[Placed], direct: list[Placed], *, table_found: bool) -> Observation:
    if not ruled and not direct:
        status = Status.MISSING if table_found else Status.ABSENT
        return Observation(metric=metric.id, value=None, unit=metric.unit, raw=None, status=status)
    first = from_cell(metric, (ruled or direct)[0])
    for other in (ruled or direct)[1:]:
        first = _against(first, from_cell(metric, other), "同一指标在文件中出现两次，数值不同")
    if ruled and direct:
        second = from_cell(metric, direct[0])
        if _is_elsewhere(ruled[0], direct[0]):
            return _doubt(first, second, "按表格线与按文字位置所得不同")
        return _beside(first, second, (ruled[0].cell.ink, direct[0].cell.ink))
    return first if ruled else _alone(first, direct[0].cell.ink)


def _is_elsewhere(ruled: Placed, direct: Placed) -> bool:
    """Whether the two ways, both without a doubt, lead to cells of one page that stand beside one another, not at one place."""
    if ruled.page != direct.page or ruled.doubts or direct.doubts:
        return False
    return min(shared(ruled.cell.box, direct.cell.box, axis) for axis in (0, 1)) < SAME_PLACE


def _beside(ruled: Observation, direct: Observation, inks: tuple[Ink, Ink]) -> Observation:
    """The two ways to the cell against each other.

    Words are not always found, so that nothing found says nothing; but a word that one way finds, the other way must find,
    and where one sees specks and the other print, the cell is not blank for sure. `inks` are those of the two cells.

    Doubts about the rules alone are lifted where the words lead to the same value by themselves; a cell that is open on a
    side, or beside two labels, is not the printed one, and says nothing against the words.
    """
    if ruled.status is Status.CERTAIN and _is_guess(direct):
        return ruled
    lost = not direct.readings and any(r.reader in {"page", "text"} for r in ruled.readings)
    if (_is_void(ruled) or _is_merged(ruled, direct)) and direct.status is Status.CERTAIN:
        return direct
    if (direct.readings and direct.value != ruled.value) or (lost and direct.status is Status.NOT_STATED):
        return _doubt(ruled, direct, "按表格线与按文字位置所得不同")
    if ruled.status is Status.NOT_STATED and not ruled.readings and inks == ("specks", "print"):
        return _doubt(ruled, direct, "按表格线与按文字位置所得不同")
    if _is_pale(ruled) and direct.status is Status.CERTAIN and direct.value == ruled.value and inks[1] == "print":
        return ruled.model_copy(update={"status": direct.status, "reason": None})
    if ruled.status is Status.DOUBTFUL and direct.status is not Status.DOUBTFUL and _only_rules(ruled):
        # An empty cell is lifted only by paper without a speck where the words put it.
        same = direct.readings or (ruled.value is None and not ruled.readings and inks[1] == "none")
        return ruled.model_copy(update={"status": direct.status, "reason": None}) if same else ruled
    return ruled


def _is_pale(ruled: Observation) -> bool:
    """Whether nothing but the paleness of its print, beside its rules, is doubted."""
    return ruled.reason == PALE


def _is_guess(direct: Observation) -> bool:
    """Whether what stands where the words put a cell could hardly be read, and is no value: with a rule beside it, or two halves."""
    return bool(direct.readings) and direct.value is None and all(r.confidence < GUESS for r in direct.readings)


def _is_void(ruled: Observation) -> bool:
    return any(part.startswith(VOID) for part in (ruled.reason or "").split("；"))


def _is_merged(ruled: Observation, direct: Observation) -> bool:
    """Whether rules were lost between the columns, and a reader saw the words' value beside others in their one cell."""
    lost = any(part.startswith(OF_COLUMNS) for part in (ruled.reason or "").split("；"))
    return lost and any(len(texts) > 1 and direct.raw in texts for texts in (r.raw.split() for r in ruled.readings))


def _only_rules(observation: Observation) -> bool:
    return all(part.startswith(OF_RULES) for part in (observation.reason or "").split("；"))


def _alone(direct: Observation, ink: Ink) -> Observation:
    """Only the words' places lead to the cell: a value may stand, an empty place needs paper without a speck."""
    if direct.status is not Status.NOT_STATED or direct.raw or ink == "none":
        return direct
    return direct.model_copy(update={"status": Status.DOUBTFUL, "reason": "无表格线，空白处需核对"})


def from_cell(metric: Metric, placed: Placed) -> Observation:
    """What one printed cell says of one metric."""
    cell = placed.cell
    readings = _parsed(cell.readings, metric, header_unit(placed.header))
    reasons = [*placed.doubts]
    best = _best(readings)
    if not readings:
        value, raw, confidence = None, "", cell.certainty
        if cell.ink == "print":
            reasons.append("有印迹而未能识读")
    else:
        value, raw, confidence = best.parsed.value, best.given.raw, best.given.confidence
        reasons += _reading_doubts(best, readings, cell.ink)
    status = Status.DOUBTFUL if reasons else Status.CERTAIN if value is not None else Status.NOT_STATED
    return Observation(
        metric=metric.id,
        value=value,
        unit=metric.unit,
        raw=raw,
        status=status,
        confidence=round(confidence, 4),
        page=placed.page,
        box=cell.scan,
        readings=cell.readings,
        candidates=_candidates(metric, readings, header_unit(placed.header)),
        reason="；".join(dict.fromkeys(reasons)) or None,
    )


def _parsed(given: Sequence[CellReading], metric: Metric, unit: str | None) -> list[Reading]:
    """Each reading parsed; what looks like a digit, or a digit with a speck, is that digit where another reader saw it.

    A voice that only casts a doubt reads nothing, and has not seen a blank.
    """
    readings = [Reading(r, parse_value(r.raw, metric, unit)) for r in given]
    seen = {r.parsed for r in readings if r.parsed.doubt is None and r.given.raw}
    return [_as_seen(r, parse_value(_plainer(r.given.raw, metric), metric, unit), seen) for r in readings]


def _plainer(raw: str, metric: Metric) -> str:
    """The text without what specks and rules are read as: letters for digits, marks around a count."""
    if metric.table == "statistics" and metric.unit:
        raw = raw.strip().removeprefix(metric.unit).strip(SPECKS + "|")
    if is_broken_nought(raw) or clean(raw) in LIKE_NOUGHT:
        return "0"
    if clean(raw) in BARRED_SLASHES:
        return "/"
    text = _without_rules_apart(raw).translate(LOOKALIKES)
    if metric.kind == "signed":
        return text.rstrip(SPECKS)  # a mark before the digits may be what is left of a minus
    return text if metric.kind == "amount" else text.strip(SPECKS)


def _as_seen(reading: Reading, parsed: Parsed, seen: set[Parsed]) -> Reading:
    nought = is_broken_nought(reading.given.raw) or clean(reading.given.raw) in LIKE_NOUGHT
    # A second voice is asked because a one may be a rule: what it calls a bar may be either.
    bar = _has_bar(reading.given.raw) or (reading.given.reader in INDEPENDENT and reading.given.raw in BARS)
    takes = reading.parsed.doubt is not None and parsed in seen and (nought or not bar)
    return Reading(reading.given, parsed, sure=not nought) if takes else reading


def is_broken_nought(raw: str) -> bool:
    """Whether a text is how a nought is read whose two sides do not meet."""
    return "".join(raw.split()).strip(SPECKS) in NOUGHTS


def _without_rules_apart(raw: str) -> str:
    """A text of several pieces without bars that stand apart from the others, as the rule at a cell's other side does."""
    pieces = raw.split()
    rest = [piece for piece in pieces if not BARS.issuperset(piece)]
    return " ".join(rest) if len(pieces) > 1 and rest else raw


def _has_bar(raw: str) -> bool:
    """Whether a bar stands at the edge of other digits: a one, or the rule beside them, as “lo” may be 10 or 0."""
    text = _without_rules_apart(raw).strip()
    return len(text) > 1 and bool(BARS & {text[0], text[-1]})


def _best(readings: Sequence[Reading]) -> Reading:
    """The first reading that parses, else the first: readers are given best first."""
    none = Reading(CellReading(reader="", raw="", confidence=0), Parsed(None))
    return next((r for r in readings if r.parsed.doubt is None), readings[0] if readings else none)


def _reading_doubts(best: Reading, readings: Sequence[Reading], ink: str) -> list[str]:
    doubts = [best.parsed.doubt] if best.parsed.doubt else []
    if any(r.parsed != best.parsed for r in readings):
        doubts.append("各次识读不一致：" + "、".join(f"“{r.given.raw}”" for r in readings))
    if best.given.reader == "text":
        return doubts
    if not _is_sure([r for r in readings if r.parsed == best.parsed]):
        doubts.append("识读把握不足")
    if ink != "print":
        doubts.append(PALE)
    return doubts


def _is_sure(agreeing: Sequence[Reading]) -> bool:
    if _is_lone_stroke(agreeing) or _may_be_other(agreeing):
        return False
    best = max((r.given.confidence for r in agreeing if r.sure), default=0.0)
    seconded = any(r.given.reader in INDEPENDENT and r.given.confidence >= INDEPENDENT_SURE for r in agreeing)
    return best >= SURE_ALONE or (len(agreeing) > 1 and (best >= SURE or seconded))


def _is_lone_stroke(agreeing: Sequence[Reading]) -> bool:
    """Whether one reader alone saw nothing but strokes: pieces of rules, and slashes set against one, are ones to it."""
    return len(agreeing) == 1 and set(clean(agreeing[0].given.raw)) == {"1"}


def _may_be_other(agreeing: Sequence[Reading]) -> bool:
    """Whether a reader gives another digit a chance, and no look at the page's own digits settles it."""
    if any(r.given.reader == "shape" and r.given.raw for r in agreeing):
        return False
    return any(
        other.char.isdigit() and other.confidence >= OTHER_DIGIT and r.given.raw[other.at : other.at + 1].isdigit()
        for r in agreeing
        for other in r.given.alternatives
    )


def _candidates(metric: Metric, readings: Sequence[Reading], unit: str | None) -> tuple[str, ...]:
    """The values read; digits with white space between them may be one number that a narrow column wrapped."""
    wrapped = [parse_value("".join(r.given.raw.split()), metric, unit) for r in readings if r.parsed.value is None]
    values = [parsed.value for parsed in (*(r.parsed for r in readings), *wrapped)]
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _against(first: Observation, second: Observation, reason: str) -> Observation:
    """Hold a second view of the same metric against the first; the first stays, doubted where they differ."""
    if second.status is Status.DOUBTFUL and first.status is not Status.DOUBTFUL:
        return first if second.value in {first.value, None} else _doubt(first, second, reason)
    if first.value == second.value:
        return first
    return _doubt(first, second, reason)


def _doubt(first: Observation, second: Observation, reason: str) -> Observation:
    values = [v for v in (*first.candidates, first.value, second.value) if v is not None]
    return first.model_copy(
        update={
            "status": Status.DOUBTFUL,
            "candidates": tuple(dict.fromkeys(values)),
            "readings": (*first.readings, *second.readings),
            "reason": "；".join(filter(None, (first.reason, reason))),
        }
    )


def header_unit(header: str) -> str | None:
    """The unit of money that a printed header names, None where it names none.

    A character misread before 元 may be 万: only 元 at the beginning or after a mark is a yuan.
    """
    text = clean(header)
    yuan = re.search(r"(?:^|[^\w]|单位|为|以)元", text)
    return next((unit for unit in AMOUNT_FACTORS if len(unit) > 1 and unit in text), "元" if yuan else None)
