"""Edition 2014's one long table, 政府信息公开情况统计表 (国办发〔2014〕32号): its rows, random values, relations."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.generator.layout import Cell, Table

Values = dict[str, Decimal | None]


@dataclass(frozen=True)
class Indicator:
    """A row: its label, unit and id (empty for a heading without a value), and how deep it is indented."""

    label: str
    unit: str = ""
    id: str = ""
    depth: int = 0


def _head(label: str, depth: int = 0) -> Indicator:
    return Indicator(label, "", "", depth)


INDICATORS = (
    _head("一、主动公开情况"),
    Indicator(
        "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）",
        "条",
        "disclosed_items",
        1,
    ),
    Indicator("其中：主动公开规范性文件数", "条", "disclosed_normative_documents", 3),
    Indicator("制发规范性文件总数", "件", "normative_documents_made", 3),
    _head("（二）通过不同渠道和方式公开政府信息的情况", 1),
    Indicator("1.政府公报公开政府信息数", "条", "via_gazette", 2),
    Indicator("2.政府网站公开政府信息数", "条", "via_website", 2),
    Indicator("3.政务微博公开政府信息数", "条", "via_microblog", 2),
    Indicator("4.政务微信公开政府信息数", "条", "via_wechat", 2),
    Indicator("5.其他方式公开政府信息数", "条", "via_other", 2),
    _head("二、回应解读情况"),
    Indicator(
        "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）",
        "次",
        "hot_topics_answered",
        1,
    ),
    _head("（二）通过不同渠道和方式回应解读的情况", 1),
    Indicator("1.参加或举办新闻发布会总次数", "次", "press_conferences", 2),
    Indicator("其中：主要负责同志参加新闻发布会次数", "次", "press_conferences_by_head", 3),
    Indicator("2.政府网站在线访谈次数", "次", "online_interviews", 2),
    Indicator("其中：主要负责同志参加政府网站在线访谈次数", "次", "online_interviews_by_head", 3),
    Indicator("3.政策解读稿件发布数", "篇", "interpretations_published", 2),
    Indicator("4.微博微信回应事件数", "次", "social_media_responses", 2),
    Indicator("5.其他方式回应事件数", "次", "other_responses", 2),
    _head("三、依申请公开情况"),
    Indicator("（一）收到申请数", "件", "applications_received", 1),
    Indicator("1.当面申请数", "件", "applications_in_person", 2),
    Indicator("2.传真申请数", "件", "applications_by_fax", 2),
    Indicator("3.网络申请数", "件", "applications_online", 2),
    Indicator("4.信函申请数", "件", "applications_by_letter", 2),
    Indicator("（二）申请办结数", "件", "applications_concluded", 1),
    Indicator("1.按时办结数", "件", "concluded_in_time", 2),
    Indicator("2.延期办结数", "件", "concluded_after_extension", 2),
    Indicator("（三）申请答复数", "件", "applications_answered", 1),
    Indicator("1.属于已主动公开范围数", "件", "answered_already_public", 2),
    Indicator("2.同意公开答复数", "件", "answered_granted", 2),
    Indicator("3.同意部分公开答复数", "件", "answered_partly_granted", 2),
    Indicator("4.不同意公开答复数", "件", "answered_refused", 2),
    Indicator("其中：涉及国家秘密", "件", "refused_state_secret", 3),
    Indicator("涉及商业秘密", "件", "refused_trade_secret", 3),
    Indicator("涉及个人隐私", "件", "refused_privacy", 3),
    Indicator("危及国家安全、公共安全、经济安全和社会稳定", "件", "refused_security_stability", 3),
    Indicator("不是《条例》所指政府信息", "件", "refused_not_government_information", 3),
    Indicator("法律法规规定的其他情形", "件", "refused_other_legal_grounds", 3),
    Indicator("5.不属于本行政机关公开数", "件", "answered_not_this_organ", 2),
    Indicator("6.申请信息不存在数", "件", "answered_not_existing", 2),
    Indicator("7.告知作出更改补充数", "件", "answered_correction_asked", 2),
    Indicator("8.告知通过其他途径办理数", "件", "answered_other_channels", 2),
    Indicator("四、行政复议数量", "件", "reconsiderations"),
    Indicator("（一）维持具体行政行为数", "件", "reconsiderations_upheld", 1),
    Indicator("（二）被依法纠错数", "件", "reconsiderations_corrected", 1),
    Indicator("（三）其他情形数", "件", "reconsiderations_other", 1),
    Indicator("五、行政诉讼数量", "件", "lawsuits"),
    Indicator("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "lawsuits_upheld", 1),
    Indicator("（二）被依法纠错数", "件", "lawsuits_corrected", 1),
    Indicator("（三）其他情形数", "件", "lawsuits_other", 1),
    Indicator("六、举报投诉数量", "件", "complaints"),
    Indicator("七、依申请公开信息收取的费用", "万元", "fees_collected"),
    _head("八、机构建设和保障经费情况"),
    Indicator("（一）政府信息公开工作专门机构数", "个", "dedicated_bodies", 1),
    Indicator("（二）设置政府信息公开查阅点数", "个", "reading_points", 1),
    Indicator("（三）从事政府信息公开工作人员数", "人", "staff", 1),
    Indicator("1.专职人员数", "人", "staff_full_time", 2),
    Indicator("2.兼职人员数", "人", "staff_part_time", 2),
    Indicator(
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
        "funding",
        1,
    ),
    _head("九、政府信息公开会议和培训情况"),
    Indicator("（一）召开政府信息公开工作会议或专题会议数", "次", "meetings", 1),
    Indicator("（二）举办各类培训班数", "次", "trainings", 1),
    Indicator("（三）接受培训人员数", "人次", "people_trained", 1),
)

SUMS = {
    "applications_received": (
        "applications_in_person",
        "applications_by_fax",
        "applications_online",
        "applications_by_letter",
    ),
    "applications_concluded": ("concluded_in_time", "concluded_after_extension"),
    "applications_answered": (
        "answered_already_public",
        "answered_granted",
        "answered_partly_granted",
        "answered_refused",
        "answered_not_this_organ",
        "answered_not_existing",
        "answered_correction_asked",
        "answered_other_channels",
    ),
    "answered_refused": (
        "refused_state_secret",
        "refused_trade_secret",
        "refused_privacy",
        "refused_security_stability",
        "refused_not_government_information",
        "refused_other_legal_grounds",
    ),
    "staff": ("staff_full_time", "staff_part_time"),
}
AT_LEAST = {
    "reconsiderations": ("reconsiderations_upheld", "reconsiderations_corrected", "reconsiderations_other"),
    "lawsuits": ("lawsuits_upheld", "lawsuits_corrected", "lawsuits_other"),
}
AT_MOST = {
    "disclosed_normative_documents": "disclosed_items",
    "press_conferences_by_head": "press_conferences",
    "online_interviews_by_head": "online_interviews",
}


def statistics_table() -> Table:
    """The long table: label, unit and number; headings have empty cells beside them."""
    head = (Cell("统计指标", "head"), Cell("单位", "head"), Cell("统计数", "head"))
    return Table("statistics", (head, *(_row(row) for row in INDICATORS)), 1, (0.7, 0.12, 0.18))


def _row(row: Indicator) -> tuple[Cell, ...]:
    indent = "　" * row.depth
    if not row.id:
        return (Cell(indent + row.label, "label"), Cell("", "filler"), Cell("", "filler"))
    value = Cell("", "value", metric=f"statistics.{row.id}", unit=row.unit)
    return (Cell(indent + row.label, "label"), Cell(row.unit, "filler"), value)


def _few(rng: Random, mean: float) -> int:
    return int(mean * rng.lognormvariate(0, 0.6) + rng.random())


def _money(rng: Random, mean: float) -> Decimal:
    return Decimal(f"{mean * rng.lognormvariate(0, 0.8):.{rng.choice((0, 1, 2, 4))}f}")


def _leaves(rng: Random, size: int) -> dict[str, int]:
    """Counts of every indicator on its own, before sums and bounds are imposed."""
    large = {"disclosed_items": 4, "via_website": 3.4, "via_wechat": 0.8, "via_microblog": 0.7, "via_other": 0.5}
    often = {"applications_online": 0.5, "applications_by_letter": 0.2, "answered_granted": 0.3, "people_trained": 2}
    shares = {**large, **often, "staff_part_time": 0.2, "interpretations_published": 0.4, "concluded_in_time": 0.6}
    return {row.id: _few(rng, size * shares.get(row.id, 0.03)) for row in INDICATORS if row.id}


def draw_statistics(rng: Random, size: int) -> Values:
    """The 58 values of an office that gets about ``size`` applications a year."""
    counts = _leaves(rng, size)
    channels = [counts[name] for name in ("via_gazette", "via_website", "via_microblog", "via_wechat", "via_other")]
    counts["disclosed_items"] = rng.randint(max(channels), sum(channels))
    for parent in ("applications_received", "answered_refused", "applications_answered", "staff"):
        counts[parent] = sum(counts[part] for part in SUMS[parent])
    counts["applications_concluded"] = counts["applications_answered"]
    counts["concluded_after_extension"] = min(counts["concluded_after_extension"], counts["applications_concluded"])
    counts["concluded_in_time"] = counts["applications_concluded"] - counts["concluded_after_extension"]
    for parent, parts in AT_LEAST.items():
        counts[parent] = sum(counts[part] for part in parts) + rng.choice((0, 0, 1))
    for part, parent in AT_MOST.items():
        counts[part] = min(counts[part], counts[parent])
    values: Values = {f"statistics.{name}": Decimal(count) for name, count in counts.items()}
    values["statistics.fees_collected"] = _money(rng, 0.1) if rng.random() < 0.3 else Decimal(0)
    values["statistics.funding"] = _money(rng, max(size / 20, 1)) if rng.random() < 0.7 else Decimal(0)
    return values


def broken_statistics(values: Values) -> tuple[str, ...]:
    """Ids of the relations that the values break; a blank parent is not checkable, a blank part is 0."""

    def at(name: str) -> Decimal:
        return values.get(f"statistics.{name}") or Decimal(0)

    def stated(name: str) -> bool:
        return values.get(f"statistics.{name}") is not None

    sums = [p for p, parts in SUMS.items() if stated(p) and at(p) != sum(at(part) for part in parts)]
    least = [p for p, parts in AT_LEAST.items() if stated(p) and at(p) < sum(at(part) for part in parts)]
    most = [part for part, parent in AT_MOST.items() if stated(parent) and at(part) > at(parent)]
    return (*(f"statistics.sum.{p}" for p in (*sums, *least)), *(f"statistics.part.{p}" for p in most))
