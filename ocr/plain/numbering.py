"""Word's automatic numbers, which are printed but not written in the text: counted here as Word counts them."""

from collections import defaultdict

from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

_DIGITS = "〇一二三四五六七八九"
_HAN = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "japaneseCounting",
        "ideographDigital",
        "ideographTraditional",
    }
)
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})


def in_han(number: int) -> str:
    """1 to 99 as 一 to 九十九; larger numbers in digits, which no report's heading reaches."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


class Numbering:
    """Counts the numbered paragraphs of one document; ask for every paragraph once, in order."""

    def __init__(self, document: Document) -> None:
        self._levels = _levels(document)
        self._styles = _style_numbers(document)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph: _Element) -> str:
        """What Word prints before this paragraph, "" where it has no number or one that cannot be told."""
        found = _number_of(paragraph.find(qn("w:pPr"))) or self._styles.get(_style_of(paragraph))
        if found is None:
            return ""
        number_id, level = found
        levels = self._levels.get(number_id, {})
        if level not in levels:
            return ""
        counts = self._counts[number_id]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [lower for lower in counts if lower > level]:
            del counts[deeper]
        return _printed(levels, counts, level)


def _printed(levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
    text = levels[level][1]
    for upper in range(level + 1):
        style, _, start = levels.get(upper, ("decimal", "", 1))
        text = text.replace(f"%{upper + 1}", _in_style(counts.get(upper, start), style))
    return "" if levels[level][0] in {"bullet", "none"} else text


def _in_style(number: int, style: str) -> str:
    if style in _HAN:
        return in_han(number)
    if style in _CIRCLED and number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _levels(document: Document) -> dict[str, dict[int, tuple[str, str, int]]]:
    """Per number id and level: the style, the text with %1 for the number, where it starts."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {node.get(qn("w:abstractNumId")): _abstract(node) for node in root.iter(qn("w:abstractNum"))}
    numbers: dict[str, dict[int, tuple[str, str, int]]] = {}
    for node in root.iter(qn("w:num")):
        link = node.find(qn("w:abstractNumId"))
        if link is not None:
            numbers[node.get(qn("w:numId"), "")] = abstract.get(link.get(qn("w:val")), {})
    return numbers


def _abstract(node: _Element) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for level in node.iter(qn("w:lvl")):
        start = _value(level, "w:start")
        levels[int(level.get(qn("w:ilvl"), "0"))] = (
            _value(level, "w:numFmt") or "decimal",
            _value(level, "w:lvlText"),
            int(start) if start.isdigit() else 1,
        )
    return levels


def _style_numbers(document: Document) -> dict[str, tuple[str, int]]:
    found = {}
    for style in document.styles.element.iter(qn("w:style")):
        number = _number_of(style.find(qn("w:pPr")))
        if number is not None:
            found[style.get(qn("w:styleId"), "")] = number
    return found


def _number_of(properties: _Element | None) -> tuple[str, int] | None:
    node = properties.find(qn("w:numPr")) if properties is not None else None
    if node is None:
        return None
    level = _value(node, "w:ilvl")
    return _value(node, "w:numId"), int(level) if level.isdigit() else 0


def _style_of(paragraph: _Element) -> str:
    properties = paragraph.find(qn("w:pPr"))
    return _value(properties, "w:pStyle") if properties is not None else ""


def _value(node: _Element, name: str) -> str:
    child = node.find(qn(name))
    return (child.get(qn("w:val")) or "") if child is not None else ""
