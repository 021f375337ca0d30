"""The documentation says what the program does: settings, commands, links."""

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click
import pytest
from apiflask import APIFlask

from tests.house.test_layout import tracked
from web.cli import COMMANDS, dangan
from web.pages import blueprints
from web.settings import PREFIX, Settings

READMES = ("README.md", "README.zh-CN.md")
OF_THE_LAUNCHER = {"setup", "test", "bench"}
ROW = re.compile(r"^\| `(DANGAN_[A-Z0-9_]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


def settings_in(text: str) -> dict[str, tuple[str, str]]:
    """Default and meaning of every setting in the table."""
    return {name: (default, meaning) for name, default, meaning in ROW.findall(text)}


def settings_of_the_program() -> dict[str, tuple[str, str]]:
    shown = {}
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        default = default.lower() if isinstance(field.default, bool) else default
        choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        meaning = (field.description or "") + (
            ": " + " or ".join(f"`{choice}`" for choice in choices) if choices else ""
        )
        shown[PREFIX + name.upper()] = (f"`{default}`" if default else "–", meaning)
    return shown


def text_of(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def test_every_setting_is_documented_as_it_is(root: Path) -> None:
    assert settings_in(text_of(root, "README.md")) == settings_of_the_program()


def test_the_chinese_table_has_the_same_settings(root: Path) -> None:
    shown = settings_in(text_of(root, "README.zh-CN.md"))
    assert {name: default for name, (default, _) in shown.items()} == {
        name: default for name, (default, _) in settings_of_the_program().items()
    }
    assert all(re.search(r"[\u4e00-\u9fff]", meaning) for _, meaning in shown.values())


def commands_of_the_program() -> dict[str, set[str]]:
    """Every command with its options and subcommands, but for `--help`."""
    found = {}
    for name in COMMANDS:
        command = dangan.get_command(click.Context(dangan), name)
        assert command is not None
        within = command.commands if isinstance(command, click.Group) else {}
        parameters = [parameter for part in (command, *within.values()) for parameter in part.params]
        options = {option.opts[0] for option in parameters if isinstance(option, click.Option)}
        found[name] = options | set(within)
    return found


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_documented_with_its_options(root: Path, name: str) -> None:
    rows = re.findall(r"^\| `([a-z]+)((?: (?:[^`|]|\\\|)*)?)`", text_of(root, name), re.MULTILINE)
    shown = {command: rest for command, rest in rows if command not in OF_THE_LAUNCHER}
    described = {
        command: set(re.findall(r"--[a-z-]+", rest)) | set(re.findall(r"\b(?:add|list|close|open|reset)\b", rest))
        for command, rest in shown.items()
    }
    assert described == commands_of_the_program()


@pytest.mark.parametrize("name", READMES)
def test_examples_use_commands_that_exist(root: Path, name: str) -> None:
    examples = set(re.findall(r"\./dangan ([a-z]+)", text_of(root, name)))
    assert examples
    assert examples <= set(COMMANDS) | OF_THE_LAUNCHER


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(root: Path, name: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text_of(root, name))
    assert targets
    assert [target for target in targets if not (root / target).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_the_two_commands_come_first(root: Path, name: str) -> None:
    first = re.search(r"```sh\n(.*?)```", text_of(root, name), re.DOTALL)
    assert first is not None
    commands = [line.split("#")[0].strip() for line in first[1].splitlines()]
    assert commands == ["./dangan demo", "./dangan test"]


def test_the_changelog_knows_the_version(root: Path, project: dict[str, Any]) -> None:
    text = text_of(root, "CHANGELOG.md")
    assert text.count("## [Unreleased]") == 1
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text, re.MULTILINE)
    assert not released or released[0] == project["project"]["version"]


def test_python_versions_agree(root: Path, project: dict[str, Any]) -> None:
    assert project["project"]["requires-python"] == ">=3.11,<3.14"
    for name in (*READMES, "dangan"):
        assert set(re.findall(r"(?<![\d.])3\.1\d(?![\d.])", text_of(root, name))) == {"3.11", "3.12", "3.13"}, name


def test_no_text_file_lacks_its_last_line_end(root: Path) -> None:
    texts = {".py", ".md", ".toml", ".html", ".css", ".js", ".yml", ".json"}
    for path in tracked(root):
        if path.suffix in texts and (content := path.read_bytes()):
            assert content.endswith(b"\n"), path


@pytest.mark.parametrize("name", READMES)
def test_every_page_that_is_described_exists(root: Path, name: str) -> None:
    app = APIFlask("documented")
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    served = {re.sub(r"<[^>]+>", "<>", rule.rule) for rule in app.url_map.iter_rules()}
    cells = re.findall(r"^\| (`/.*?) \|", text_of(root, name), re.MULTILINE)
    described = {re.sub(r"<[^>]+>", "<>", page) for cell in cells for page in re.findall(r"`(/[^`…]*)`", cell)}
    assert len(described) > 8
    assert described <= served
