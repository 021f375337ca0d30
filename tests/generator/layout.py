"""What the official forms print, written down for the generator alone.

This repeats knowledge that ``archive/forms`` holds too, on purpose: the two were written apart from each other, so that a
slip in either shows when they meet. Sources: 国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号, 国办发〔2014〕32号.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)

APPLICANTS = (
    ("自然人", "natural_person"),
    ("商业企业", "enterprise"),
    ("科研机构", "research"),
    ("社会公益组织", "public_benefit"),
    ("法律服务机构", "legal_service"),
    ("其他", "other_organisation"),
    ("总计", "total"),
)

OUTCOMES = (
    ("结果维持", "upheld"),
    ("结果纠正", "corrected"),
    ("其他结果", "other"),
    ("尚未审结", "pending"),
    ("总计", "total"),
)

DISPUTES = (
    ("行政复议", "reconsideration"),
    ("未经复议直接起诉", "litigation_direct"),
    ("复议后起诉", "litigation_after_review"),
)

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True)
class Block:
    """One block of table 1: its title row, its columns (label, id, unit), its rows (label, id)."""

    title: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RequestRow:
    """A row of table 2: the labels that lead to it, outermost first, and its id."""

    labels: tuple[str, ...]
    id: str


_STOCK = (("上一年项目数量", "items_last_year", "项"), ("本年增/减", "change", "项"))
_STOCK_AND_DECISIONS = (*_STOCK, ("处理决定数量", "decisions", "件"))
AMOUNT_2019 = "采购总金额（单位：万元，保留4位小数）"
AMOUNT_2021 = "本年收费金额（单位：万元）"

DISCLOSURE = {
    "2019": (
        Block(
            "第二十条第（一）项",
            (
                ("本年新制作数量", "made", "件"),
                ("本年新公开数量", "published", "件"),
                ("对外公开总数量", "public_total", "件"),
            ),
            (("规章", "rules"), ("规范性文件", "normative_documents")),
        ),
        Block(
            "第二十条第（五）项",
            _STOCK_AND_DECISIONS,
            (("行政许可", "licences"), ("其他对外管理服务事项", "other_services")),
        ),
        Block("第二十条第（六）项", _STOCK_AND_DECISIONS, (("行政处罚", "penalties"), ("行政强制", "coercion"))),
        Block("第二十条第（八）项", _STOCK, (("行政事业性收费", "fees"),)),
        Block(
            "第二十条第（九）项",
            (("采购项目数量", "projects", "项"), (AMOUNT_2019, "amount", "万元")),
            (("政府集中采购", "procurement"),),
        ),
    ),
    "2021": (
        Block(
            "第二十条第（一）项",
            (
                ("本年制发件数", "made", "件"),
                ("本年废止件数", "repealed", "件"),
                ("现行有效件数", "in_force", "件"),
            ),
            (("规章", "rules"), ("行政规范性文件", "normative_documents")),
        ),
        Block("第二十条第（五）项", (("本年处理决定数量", "decisions", "件"),), (("行政许可", "licences"),)),
        Block(
            "第二十条第（六）项",
            (("本年处理决定数量", "decisions", "件"),),
            (("行政处罚", "penalties"), ("行政强制", "coercion")),
        ),
        Block("第二十条第（八）项", ((AMOUNT_2021, "amount", "万元"),), (("行政事业性收费", "fees"),)),
    ),
}

_RESULTS = "三、本年度办理结果"
_PARTLY = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
_HEAD = (
    RequestRow(("一、本年新收政府信息公开申请数量",), "received"),
    RequestRow(("二、上年结转政府信息公开申请数量",), "carried_in"),
    RequestRow((_RESULTS, "（一）予以公开"), "disclosed"),
    RequestRow((_RESULTS, _PARTLY), "partly_disclosed"),
)
_GROUPS = (
    (
        "（三）不予公开",
        (
            ("1.属于国家秘密", "refused_state_secret"),
            ("2.其他法律行政法规禁止公开", "refused_other_law"),
            ("3.危及“三安全一稳定”", "refused_security_stability"),
            ("4.保护第三方合法权益", "refused_third_party"),
            ("5.属于三类内部事务信息", "refused_internal_affairs"),
            ("6.属于四类过程性信息", "refused_process_information"),
            ("7.属于行政执法案卷", "refused_enforcement_file"),
            ("8.属于行政查询事项", "refused_administrative_query"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("1.本机关不掌握相关政府信息", "unavailable_not_held"),
            ("2.没有现成信息需要另行制作", "unavailable_needs_creation"),
            ("3.补正后申请内容仍不明确", "unavailable_unclear"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("1.信访举报投诉类申请", "unprocessed_petition"),
            ("2.重复申请", "unprocessed_repeated"),
            ("3.要求提供公开出版物", "unprocessed_publication"),
            ("4.无正当理由大量反复申请", "unprocessed_excessive"),
            ("5.要求行政机关确认或重新出具已获取信息", "unprocessed_confirmation"),
        ),
    ),
)
_OTHER_2021 = (
    "（六）其他处理",
    (
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "other_not_corrected"),
        ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other_fee_unpaid"),
        ("3.其他", "other_rest"),
    ),
)
_TAIL = (
    RequestRow((_RESULTS, "（七）总计"), "processed"),
    RequestRow(("四、结转下年度继续办理",), "carried_out"),
)


def _nested(groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> tuple[RequestRow, ...]:
    return tuple(RequestRow((_RESULTS, group, label), row) for group, rows in groups for label, row in rows)


REQUESTS = {
    "2019": (*_HEAD, *_nested(_GROUPS), RequestRow((_RESULTS, "（六）其他处理"), "other"), *_TAIL),
    "2021": (*_HEAD, *_nested((*_GROUPS, _OTHER_2021)), *_TAIL),
}


def result_rows(edition: str) -> tuple[str, ...]:
    """The ids of the rows that （七）总计 sums up."""
    outside = {"received", "carried_in", "processed", "carried_out"}
    return tuple(row.id for row in REQUESTS[edition] if row.id not in outside)


@dataclass(frozen=True)
class Cell:
    """One cell of a printed table. ``role`` is title, head, label, value or filler; ``metric`` names a value's metric.

    ``upright`` marks a merged label that may be set in a narrow column, one character a line.
    """

    text: str
    role: str
    colspan: int = 1
    rowspan: int = 1
    metric: str | None = None
    unit: str = ""
    upright: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells as HTML has them: a cell stands in the row where it begins. ``widths`` are shares of the width."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    widths: tuple[float, ...]
    caption: str = ""
    blocks: tuple[int, ...] = field(default=())


def _block_rows(block: Block, titled: bool) -> Iterator[tuple[Cell, ...]]:
    spans = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}[len(block.columns)]
    if titled:
        yield (Cell(block.title, "title", colspan=4),)
    yield (Cell("信息内容", "head"), *(Cell(c[0], "head", s) for c, s in zip(block.columns, spans, strict=True)))
    for label, row in block.rows:
        yield (
            Cell(label, "label"),
            *(
                Cell("", "value", s, metric=f"disclosure.{row}.{c[1]}", unit=c[2])
                for c, s in zip(block.columns, spans, strict=True)
            ),
        )


def disclosure_table(edition: str) -> Table:
    """Table 1 as one ruled table, the blocks one above another."""
    rows = [tuple(_block_rows(block, True)) for block in DISCLOSURE[edition]]
    starts = tuple(sum(len(r) for r in rows[:i]) for i in range(len(rows)))
    return Table("disclosure", tuple(r for block in rows for r in block), 0, (0.31, 0.23, 0.23, 0.23), "", starts)


def disclosure_tables(edition: str, captioned: bool) -> tuple[Table, ...]:
    """Table 1 as one table a block; the block's title above the table or as its first row."""
    return tuple(
        Table(
            "disclosure",
            tuple(_block_rows(block, not captioned)),
            0,
            (0.31, 0.23, 0.23, 0.23),
            block.title if captioned else "",
        )
        for block in DISCLOSURE[edition]
    )


def _request_header() -> tuple[tuple[Cell, ...], ...]:
    first = (Cell(CORNER, "head", 3, 3), Cell("申请人情况", "head", 7))
    second = (
        Cell("自然人", "head", rowspan=2),
        Cell("法人或其他组织", "head", 5),
        Cell("总计", "head", rowspan=2),
    )
    return first, second, tuple(Cell(label, "head") for label, _ in APPLICANTS[1:6])


def _label_cells(rows: tuple[RequestRow, ...], at: int) -> Iterator[Cell]:
    """The label cells that begin in row ``at``; a shared label spans the rows that share it."""
    labels = rows[at].labels
    for depth, label in enumerate(labels):
        prefix = labels[: depth + 1]
        last = depth == len(labels) - 1
        if at and rows[at - 1].labels[: depth + 1] == prefix:
            continue
        span = sum(1 for r in rows if r.labels[: depth + 1] == prefix)
        yield Cell(label, "label", 3 - depth if last else 1, span, upright=not last)


def requests_table(edition: str) -> Table:
    """Table 2: three columns of nested labels, seven of values."""
    rows = REQUESTS[edition]
    body = tuple(
        (
            *_label_cells(rows, at),
            *(Cell("", "value", metric=f"requests.{row.id}.{column}", unit="件") for _, column in APPLICANTS),
        )
        for at, row in enumerate(rows)
    )
    widths = (0.07, 0.1, 0.27, *(0.08,) * 7)
    return Table("requests", (*_request_header(), *body), 3, widths)


def _outcome_values(subject: str) -> tuple[Cell, ...]:
    return tuple(Cell("", "value", metric=f"{subject}.{outcome}", unit="件") for _, outcome in OUTCOMES)


def disputes_table() -> Table:
    """Table 3: fifteen values in one row under three headed groups."""
    lower = tuple(Cell(label, "head") for label, _ in OUTCOMES)
    return Table(
        "disputes",
        (
            (Cell("行政复议", "head", 5), Cell("行政诉讼", "head", 10)),
            (
                *(Cell(label, "head", rowspan=2) for label, _ in OUTCOMES),
                *(Cell(label, "head", 5) for label, _ in DISPUTES[1:]),
            ),
            (*lower, *lower),
            tuple(cell for _, subject in DISPUTES for cell in _outcome_values(subject)),
        ),
        3,
        (1 / 15,) * 15,
    )


def disputes_tables() -> tuple[Table, Table]:
    """Table 3 printed as two: 行政复议 with five columns, 行政诉讼 with ten."""
    lower = tuple(Cell(label, "head") for label, _ in OUTCOMES)
    review = Table(
        "disputes", ((Cell("行政复议", "head", 5),), lower, _outcome_values("reconsideration")), 2, (1 / 5,) * 5
    )
    lawsuits = Table(
        "disputes",
        (
            (Cell("行政诉讼", "head", 10),),
            tuple(Cell(label, "head", 5) for label, _ in DISPUTES[1:]),
            (*lower, *lower),
            tuple(cell for _, subject in DISPUTES[1:] for cell in _outcome_values(subject)),
        ),
        3,
        (1 / 10,) * 10,
    )
    return review, lawsuits
