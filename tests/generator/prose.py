"""Offices and the running text of their reports, in the phrases that such reports are made of."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.generator.printing import plain
from tests.generator.values import Values


@dataclass(frozen=True)
class Office:
    """An office as its report names it; ``short`` is what it calls itself in the text."""

    name: str
    short: str
    region: tuple[str, ...]
    scale: str


_REGIONS = (
    ("河南省", "洛阳市", "西工区"),
    ("河南省", "郑州市", "中原区"),
    ("浙江省", "杭州市", "拱墅区"),
    ("四川省", "成都市", "武侯区"),
    ("湖南省", "长沙市", "岳麓区"),
    ("山东省", "青岛市", "即墨区"),
    ("广东省", "佛山市", "顺德区"),
    ("江苏省", "苏州市", "吴中区"),
    ("福建省", "厦门市", "集美区"),
    ("陕西省", "西安市", "灞桥区"),
    ("湖北省", "武汉市", "江夏区"),
    ("安徽省", "合肥市", "蜀山区"),
)
_PLACES = (
    "凯旋",
    "青岚",
    "云锦",
    "望江",
    "春晖",
    "石桥",
    "东湖",
    "龙泉",
    "新华",
    "曙光",
    "临溪",
    "白鹤",
    "梧桐",
    "金谷",
)
_BUREAUS = (
    "教育体育局",
    "自然资源和规划局",
    "住房和城乡建设局",
    "市场监督管理局",
    "卫生健康委员会",
    "农业农村局",
    "交通运输局",
    "人力资源和社会保障局",
    "财政局",
    "文化广电和旅游局",
    "城市管理局",
    "应急管理局",
    "民政局",
    "审计局",
)


def draw_office(rng: Random) -> Office:
    """A street office, town, bureau, district or city government of a real region."""
    region = rng.choice(_REGIONS)
    kind = rng.choice(("street", "town", "bureau", "bureau", "district", "city"))
    if kind == "street":
        place = rng.choice(_PLACES)
        return Office(f"{region[2]}{place}街道办事处", "我办", region, "street")
    if kind == "town":
        return Office(f"{region[2]}{rng.choice(_PLACES)}镇人民政府", "我镇", region, "street")
    if kind == "bureau":
        bureau = rng.choice(_BUREAUS)
        level, scale = rng.choice((((1, 3), "small"), ((1, 2), "bureau")))
        return Office("".join(region[level[0] : level[1]]) + bureau, "我局", region[: level[1]], scale)
    if kind == "district":
        return Office(f"{region[1]}{region[2]}人民政府", "我区", region, "bureau")
    return Office(f"{region[1]}人民政府", "我市", region[:2], "city")


_OPENINGS = (
    (
        "{year}年，{office}坚持以习近平新时代中国特色社会主义思想为指导，认真贯彻落实《中华人民共和国政府信息公开条例》，"
        "紧紧围绕中心工作，不断加强组织领导，健全工作机制，扎实推进政府信息公开工作。"
    ),
    (
        "根据《中华人民共和国政府信息公开条例》第五十条规定，现公布{office}{year}年政府信息公开工作年度报告。本报告由总体情况、"
        "主动公开政府信息情况等六个部分组成，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    ),
    "一年来，在上级党委、政府的正确领导下，{short}严格按照政务公开工作要点，深化重点领域信息公开，切实保障公民、法人和其他组织依法获取政府信息。",
    "{year}年，{short}深入贯彻党中央、国务院关于全面推进政务公开工作的决策部署，以公开促落实、以公开促规范、以公开促服务，各项工作取得新的进展。",
)
_TOPICS = (
    (
        "主动公开情况",
        (
            "全年通过门户网站主动公开政府信息{n}条，其中政策文件{m}条，工作动态{k}条。",
            "围绕财政预决算、重大建设项目、公共资源配置等重点领域，及时发布相关信息，有效扩大了公开的覆盖面和知晓度。",
            "坚持“以公开为常态、不公开为例外”，对公众关心的热点问题作出回应{k}次。",
            "及时更新政府信息公开指南和目录，做到应公开尽公开。",
        ),
    ),
    (
        "政府信息管理情况",
        (
            "建立健全信息发布审查制度，坚持先审查、后公开，一事一审，全面审查。",
            "对现行有效的规范性文件进行集中清理，逐件标注有效性，方便群众查询使用。",
            "完善公文属性源头认定机制，规范公开属性的确定程序。",
        ),
    ),
    (
        "平台建设情况",
        (
            "对政府网站栏目进行重新布局，开设基层政务公开标准化规范化专栏，细化{m}个领域公开目录。",
            "加强政务新媒体管理，全年推送信息{n}篇，阅读量稳步提升。",
            "在政务服务大厅设立政务公开专区，提供信息查询、申请接收、政策咨询等服务。",
        ),
    ),
    (
        "监督保障情况",
        (
            "调整政务公开工作领导小组，明确分管领导和{m}名工作人员，形成一级抓一级、层层抓落实的工作格局。",
            "全年组织业务培训{k}次，将政务公开工作纳入年度绩效考核。",
            "严格落实责任追究制度，年内未发生因政府信息公开工作受到追责的情形。",
        ),
    ),
)
_PROBLEMS = (
    "公开的主动性还不够强，个别信息发布不够及时",
    "公开内容与群众需求还存在一定差距，解读形式比较单一",
    "基层工作人员业务能力有待提高，依申请公开答复的规范性需进一步加强",
    "部门之间协调配合不够，栏目更新存在滞后现象",
    "对政府信息公开相关法律法规学习不够深入",
)
_REMEDIES = (
    "加强业务培训，提高工作人员特别是信息员的能力和水平",
    "丰富公开形式，综合运用图解、视频、访谈等方式解读政策",
    "完善工作制度，落实专人负责，确保信息发布及时、准确、规范",
    "强化监督检查，定期通报各科室信息公开工作情况",
    "拓宽公开渠道，主动回应社会关切",
)
_OTHERS = (
    "无其他需要报告的事项。",
    "本年度没有其他需要报告的事项。",
    "{year}年，{short}未收取政府信息公开信息处理费。",
    "按照《政府信息公开信息处理费管理办法》规定，{year}年度未产生信息处理费，无其他需要报告的事项。",
    "无",
)


def _number(values: Values, metric: str) -> str:
    return plain(values.get(metric) or Decimal(0))


def _requests_sentence(values: Values, rng: Random) -> str:
    n = {
        row: _number(values, f"requests.{row}.total") for row in ("received", "carried_in", "disclosed", "carried_out")
    }
    return rng.choice(
        (
            (
                f"全年共收到政府信息公开申请{n['received']}件，上年结转{n['carried_in']}件，其中予以公开{n['disclosed']}件，"
                f"结转下年度继续办理{n['carried_out']}件，均按规定办理。"
            ),
            f"本年度共受理政府信息公开申请{n['received']}件，上年度结转{n['carried_in']}件，结转下年度{n['carried_out']}件。",
            f"认真做好依申请公开工作，新收申请{n['received']}件，予以公开{n['disclosed']}件。",
        )
    )


def _disputes_sentence(values: Values) -> str:
    lawsuits = Decimal(0)
    for subject in ("litigation_direct", "litigation_after_review"):
        lawsuits += values.get(f"{subject}.total") or Decimal(0)
    return (
        f"因政府信息公开被申请行政复议{_number(values, 'reconsideration.total')}件，被提起行政诉讼{plain(lawsuits)}件。"
    )


def _fill(sentence: str, office: Office, year: int, rng: Random) -> str:
    n, m, k = rng.randint(30, 4000), rng.randint(5, 60), rng.randint(2, 25)
    return sentence.format(office=office.name, short=office.short, year=year, n=n, m=m, k=k)


def overview(office: Office, year: int, values: Values, length: int, rng: Random) -> tuple[str, ...]:
    """Section 一: an opening and ``length`` numbered paragraphs, one of them with the year's figures of requests."""
    topics = rng.sample(_TOPICS, min(length, len(_TOPICS)))
    body = [(title, "".join(rng.sample(lines, rng.randint(2, len(lines))))) for title, lines in topics]
    if any(metric.startswith("requests.") for metric in values):
        body.insert(rng.randint(0, len(body)), ("依申请公开情况", _requests_sentence(values, rng)))
    texts = [rng.choice(_OPENINGS)]
    for number, (title, text) in enumerate(body):
        texts.append(f"（{'一二三四五六七'[number]}）{title}。{text}")
    return tuple(_fill(text, office, year, rng) for text in texts)


def disputes_note(values: Values) -> str:
    """A sentence that repeats table 3's totals."""
    return _disputes_sentence(values)


def problems(office: Office, year: int, rng: Random) -> tuple[str, ...]:
    """Section 五: what is wrong and what will be done."""
    wrong, better = rng.sample(_PROBLEMS, 3), rng.sample(_REMEDIES, 3)
    ordinals = ("一是", "二是", "三是")
    return (
        f"{year}年，{office.short}政府信息公开工作取得一定成效，但仍存在以下不足："
        + "；".join(o + t for o, t in zip(ordinals, wrong, strict=True))
        + "。",
        "下一步，我们将重点做好以下工作：" + "；".join(o + t for o, t in zip(ordinals, better, strict=True)) + "。",
    )


def others(office: Office, year: int, rng: Random) -> tuple[str, ...]:
    """Section 六, mostly nothing."""
    return (_fill(rng.choice(_OTHERS), office, year, rng),)


def free_sections(office: Office, year: int, rng: Random) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The headed parts of a report without a form (2008 to 2013, and the text of 2014 to 2018)."""
    headings = ["概述", *(title for title, _ in _TOPICS), "存在的主要问题和改进措施"]
    parts: list[tuple[str, tuple[str, ...]]] = [(headings[0], (_fill(rng.choice(_OPENINGS), office, year, rng),))]
    for title, lines in _TOPICS:
        parts.append((title, tuple(_fill(line, office, year, rng) for line in rng.sample(lines, 2))))
    parts.append((headings[-1], problems(office, year, rng)))
    return tuple(parts)
