"""Reports made up from the field's own sentences, the same for one seed: a corpus whose truth is known."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

from archive.forms import load_form
from archive.records import (
    Edition,
    Finding,
    Observation,
    Office,
    ReportRecord,
    ReportStatus,
    Run,
    Section,
    Source,
    Status,
    VersionSummary,
)

REGIONS = (
    ("河南省", "洛阳市", "西工区"),
    ("河南省", "洛阳市", "涧西区"),
    ("河南省", "郑州市"),
    ("广东省", "广州市", "越秀区"),
    ("上海市", "徐汇区"),
)
ORGANS = (
    ("人民政府", "government"),
    ("市场监督管理局", "department"),
    ("凯旋东路街道办事处", "township"),
    ("城关镇人民政府", "township"),
    ("自然资源和规划局", "department"),
)
TITLES = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况")
SENTENCES = (
    "{year}年，{office}认真贯彻落实《中华人民共和国政府信息公开条例》，以“公开为常态、不公开为例外”为原则。",
    "全年通过政府网站主动公开政府信息{a}条，其中：政务动态{b}条、公示公告 {c} 条。",
    "本年共受理政府信息公开申请{a}件，予以公开{b}件，部分公开{c}件，结转下年度{d}件。",
    "办理行政许可{a}项、行政处罚{b}起；收取费用{c}.{d}万元（含税），较上年增长{b}%。",
    "依法做好依申请公开工作，规范受理、登记、审核、办理、答复、归档各环节。",
    "因政府信息公开工作被申请行政复议{d}件，提起行政诉讼{c}起，均已审结。",
    "举办培训班{c}期，培训人员{a}人次；微信公众号“{office}发布”（WeChat/微博）推送信息{b}篇。",
    "存在的主要问题：一是公开内容不够全面；二是ＧＢ／Ｔ ９７０４格式不统一；三是基层力量薄弱。",
    "下一步，将进一步加强政府信息公开工作，严格执行《条例》，提高公开质量和时效。",
    "三、本年度办理结果\n（一）予以公开\n{a}\n0\n0\n{b}\n（二）部分公开（只计这一情形）\n{c}\n0\n0\n{d}",
    "在建工程项目 {a} 个，工程款支付 ¥{b},{c}00 元；联系电话：0379-6{b}{c}{d}。",
)
DAYS = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 11, 20, 23, tzinfo=UTC))


def corpus(size: int, seed: int = 1) -> Iterator[ReportRecord]:
    """`size` reports, of up to eight years an office."""
    chance = random.Random(seed)
    for number in range(size):
        yield report(number // 8, 2014 + number % 8, chance)


def odd_corpus(size: int, seed: int = 1) -> list[ReportRecord]:
    """The same, but that one is a draft, and one has no office and no year."""
    made = list(corpus(size, seed))
    made[5] = made[5].model_copy(update={"status": ReportStatus.DRAFT})
    made[11] = made[11].model_copy(update={"office": None, "year": None, "edition": None, "observations": ()})
    return made


def report(office_number: int, year: int, chance: random.Random, **changes: object) -> ReportRecord:
    """One report of an office; `changes` replace fields."""
    office = office_of(office_number)
    edition: Edition = "2021" if year > 2020 else "2019" if year > 2018 else "2014"
    record = ReportRecord(
        id=f"{office.id}-{year}",
        title=f"{office.name}{year}年政府信息公开工作年度报告",
        year=year,
        edition=edition,
        scope=None,
        period=None,
        office=office,
        status=ReportStatus.PUBLISHED,
        version=1,
        versions=(VersionSummary(version=1, sha256="0" * 64, media_type="application/pdf", doubts=0),),
        source=Source(
            sha256="0" * 64,
            filename=f"{office.id}-{year}.pdf",
            media_type="application/pdf",
            pages=3,
            received=chance.choice(DAYS),
        ),
        sections=tuple(section(number, office.name, year, chance) for number in range(1, len(TITLES) + 1)),
        observations=observations(edition, chance),
        findings=findings(chance),
    )
    return record.model_copy(update=changes)


def with_texts(record: ReportRecord, texts: Iterable[str]) -> ReportRecord:
    """A report whose sections, counted from 1, say no more than these texts."""
    sections = (Section(number=n, title="", text=text, pages=(1,)) for n, text in enumerate(texts, start=1))
    return record.model_copy(update={"sections": tuple(sections)})


def office_of(number: int) -> Office:
    """The number-th office."""
    region = REGIONS[number % len(REGIONS)]
    organ, kind = ORGANS[number // len(REGIONS) % len(ORGANS)]
    again = number // (len(REGIONS) * len(ORGANS))
    name = f"{region[-1]}{organ}" + (f"第{again}分局" if again else "")
    return Office(
        id=f"office-{number:05d}", name=name, kind=kind, region=region, aliases=(f"{region[-1][:2]}{organ[:2]}办",)
    )


def section(number: int, office: str, year: int, chance: random.Random) -> Section:
    """A section of a few sentences that breaks over two pages."""
    text = "\n".join(
        sentence.format(office=office, year=year, **{letter: chance.randint(0, 120) for letter in "abcd"})
        for sentence in chance.sample(SENTENCES, chance.randint(2, 5))
    )
    middle = len(text) // 2
    box = (0.1, 0.1, 0.9, 0.2)
    runs = (Run(start=0, end=middle, page=number, box=box), Run(start=middle, end=len(text), page=number + 1, box=box))
    return Section(number=number, title=TITLES[number - 1], text=text, pages=(number, number + 1), runs=runs)


def observations(edition: Edition, chance: random.Random) -> tuple[Observation, ...]:
    """Every metric of the edition: mostly small numbers, some amounts, some cells that state nothing, few in doubt."""
    made = []
    for metric in load_form(edition).metrics:
        blank = chance.random() < 0.2
        amount = Decimal(chance.randint(0, 10**6)) / 10**4
        value = None if blank else str(amount if metric.kind == "amount" else chance.randint(0, 300))
        status = Status.NOT_STATED if blank else Status.CERTAIN
        made.append(Observation(metric=metric.id, value=value, unit=metric.unit, raw=value, status=status))
    if chance.random() < 0.3:
        made[0] = made[0].model_copy(update={"status": Status.DOUBTFUL})
    return tuple(made)


def findings(chance: random.Random) -> tuple[Finding, ...]:
    """A broken relation in some reports."""
    if chance.random() < 0.7:
        return ()
    return (
        Finding(
            relation="requests.balance.total",
            grade="hard" if chance.random() < 0.5 else "hint",
            metrics=(),
            message="相差1",
            likely="document",
        ),
    )
