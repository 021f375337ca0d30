"""What the readers and the archive say is in the language of the page, with its facts: refusals in English, doubts in Chinese."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from archive.errors import Conflict, InvalidValue, RefusedFile
from tests.web.conftest import token
from tests.web.told import Say, literals, shown, unknown
from web.app import create_app
from web.bootstrap import Services
from web.ui import doubts, told

REFUSED = r'(?:RefusedFile|ReadingFailed)\(\s*filename,\s*f?"([^"]+)",\s*f?"([^"]*)"'
ANSWERED = r'(?:InvalidValue|Conflict|TooMany|Failure)\(\s*f?"([^"]+)",\s*f?"([^"]*)"'
LOST = r'(?:ChildLost|ChildSlow)\(f?"([^"]+)"'
LISTED = r'Wrong\(line, f?"([^"]+)"'
NOTED = r'(?:reasons|doubts)\.append\("([^"]+)"\)|Parsed\([^,]+, "([^"]+)"\)|_doubt\(\w+, \w+, "([^"]+)"\)'
PLACE = re.compile(r"\{[^{}]*(?:\[[^\]]*\])?[^{}]*\}")
OF_THE_COMMAND_LINE = {"A worker named 7 is running already.", "Stop it or choose another name for this one."}
COMPOSED = {"its type is not known7.", "Add it as 7."}  # their places hold words of the catalogue


ABOUT = re.compile(r"\{(?:metric|what|row\.field|word\.metric)\}")  # what a word is about has a name of a certain shape


def filled(texts: set[str]) -> set[str]:
    """Texts with something in their places."""
    return {PLACE.sub("7", ABOUT.sub("requests.received.total", text)) for text in texts}


@pytest.mark.parametrize(
    ("say", "language", "pattern", "folders", "least"),
    [
        (told.reason, "zh", REFUSED, ("ocr", "archive"), 12),
        (told.reason, "zh", ANSWERED, ("archive",), 30),
        (told.reason, "zh", LOST, ("ocr",), 2),
        (told.reason, "zh", LISTED, ("archive",), 3),
        (doubts.doubt, "en", NOTED, ("ocr/forms",), 7),
    ],
)
def test_whatever_is_said_has_its_other_language(
    shop: Services, say: Say, language: str, pattern: str, folders: tuple[str, ...], least: int
) -> None:
    texts = filled(literals(pattern, *folders)) - OF_THE_COMMAND_LINE - COMPOSED
    assert len(texts) >= least
    assert unknown(shop, language, say, texts) == []


@pytest.mark.parametrize(
    ("say", "language", "said", "expected"),
    [
        (told.reason, "zh", "it has 5001 pages, more than 5000.", "共 5001 页，超过 5000 页。"),
        (
            told.reason,
            "zh",
            "its name ends in .pdf, but its content is image/png.",
            "扩展名为 .pdf，内容却是 image/png。",
        ),
        (told.reason, "zh", "its type is not known (it looks like a ZIP archive).", "文件类型不明（似为ZIP 压缩包）。"),
        (
            told.reason,
            "zh",
            "page 3 cannot be read: the process that read it crashed or reached its limits.",
            "第 3 页无法识读：识读进程崩溃或超出限额。",
        ),
        (told.reason, "zh", "Its engine cannot be loaded.", "Its engine cannot be loaded."),
        (told.reason, "zh", "model.onnx cannot be read.", "model.onnx cannot be read."),
        (told.reason, "zh", "something new went wrong", "something new went wrong"),
        (
            doubts.doubt,
            "en",
            "各次识读不一致：“1”、“7”；识读把握不足",
            "read differently: “1”、“7”; read with too little certainty",
        ),
        (doubts.doubt, "en", "单位“台”不是件", "the unit “台” is not 件"),
        (doubts.doubt, "en", "该行应有7栏，识读到6栏", "the row should have 7 columns, 6 were found"),
        (doubts.doubt, "en", "从未有过的说明", "从未有过的说明"),
        (doubts.kind, "en", "各次识读不一致", "read differently"),
        (doubts.kind, "en", "不是数值", "is no number"),
        (doubts.kind, "en", "单位不是件", "the unit is not 件"),
    ],
)
def test_facts_stay_and_new_words_are_shown_as_they_are(
    shop: Services, say: Say, language: str, said: str, expected: str
) -> None:
    own = {"zh": "en", "en": "zh"}[language]
    assert shown(shop, language, say, said) == expected
    assert shown(shop, own, say, said) == said


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            RefusedFile("清单.csv", "it is no text.", "Save the table as CSV in UTF-8."),
            "清单.csv：不是文本。请将表格另存为 UTF-8 编码的 CSV。",
        ),
        (
            RefusedFile("a: b.csv", "it is no text.", "Save the table as CSV in UTF-8."),
            "a: b.csv：不是文本。请将表格另存为 UTF-8 编码的 CSV。",
        ),
        (InvalidValue("20x is no year.", "Type four digits."), "“20x”不是年度。请填写四位数字。"),
        (
            InvalidValue("requests.received.total cannot be -3.", "Type a number as the form asks for it, or nothing."),
            "一、本年新收政府信息公开申请数量 / 总计不能是“-3”。请按表格要求填写数字，或留空。",
        ),
        (
            Conflict("requests.received.total is 7 by now, not blank.", "Look at it again before changing it."),
            "一、本年新收政府信息公开申请数量 / 总计现为“7”，不再是“未填”。请重新查看后再改。",
        ),
    ],
)
def test_an_error_is_said_in_the_language_of_the_page(
    shop: Services, error: RefusedFile | InvalidValue | Conflict, expected: str
) -> None:
    with create_app(shop).test_request_context("/?lang=zh"):
        assert told.problem(error) == expected


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("en", "应为 12；See page 2", "should be 12; See page 2"),
        ("zh", "应为 12；原件如此", "应为 12；原件如此"),
        ("en", "应为 12", "should be 12"),
        ("en", "原件写的是 12", "原件写的是 12"),
    ],
)
def test_what_a_reader_says_is_right_is_said_in_the_language_of_the_page(
    shop: Services, language: str, said: str, expected: str
) -> None:
    assert shown(shop, language, told.remark, said) == expected


def test_a_list_that_is_none_is_refused_in_chinese(staff: FlaskClient) -> None:
    form = {"list": (BytesIO(b"a,b\n1,2\n"), "due.csv"), "csrf_token": token(staff, "/offices/due")}
    page = staff.post("/offices/due", data=form, content_type="multipart/form-data").get_data(as_text=True)
    assert "首行未写明各列名称" in page
    assert "its first line" not in page


def test_who_must_sign_in_is_told_so_in_chinese(client: FlaskClient) -> None:
    page = client.get("/intake?lang=zh", follow_redirects=True).get_data(as_text=True)
    assert "请先登录再查看此页" in page
    assert "You must" not in page


def test_events_are_words_on_the_health_page(staff: FlaskClient) -> None:
    page = staff.get("/health").get_data(as_text=True)
    assert "生成年报" in page
    assert "report.made" not in page


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", "与已接收的 a.txt 内容相同，已入库。"),
        ("en", "The same bytes were received as a.txt; that file is held already."),
    ],
)
def test_a_duplicate_is_told_without_the_ids_of_its_reports(shop: Services, language: str, expected: str) -> None:
    said = "The same bytes were received as a.txt; it is held as x-2020."
    assert shown(shop, language, told.reason, said) == expected
