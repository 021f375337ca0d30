"""The image and the set of services, as far as they can be checked without Docker: schema, lint and names."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from web.settings import PREFIX, Settings

# Read by docker-compose.yml itself: the tag of the image, and the password of its own PostgreSQL.
OF_COMPOSE = {"DANGAN_VERSION", "DANGAN_DATABASE_PASSWORD"}
# Said by the image, by the command and by the published port.
OF_THE_IMAGE = {"DANGAN_HOME", "DANGAN_HOST", "DANGAN_PORT"}
# Where the other services are.
OF_THE_SERVICES = {"home", "database_url", "search", "meili_url", "meili_key", "secret_key"}
SECRETS = {"DANGAN_SECRET_KEY", "DANGAN_MEILI_KEY", "DANGAN_DATABASE_PASSWORD"}


@pytest.fixture(scope="module")
def compose_text(root: Path) -> str:
    return (root / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services(compose_text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(compose_text)["services"]
    return loaded


@pytest.fixture(scope="module")
def dockerfile(root: Path) -> str:
    return (root / "Dockerfile").read_text(encoding="utf-8")


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    path = Path(sys.executable).with_name(name)
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=False)


def test_the_services_follow_the_compose_specification(root: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", root / "docker-compose.yml")
    assert done.returncode == 0, done.stdout


def test_every_service_says_when_it_is_healthy(services: dict[str, Any]) -> None:
    assert set(services) == {"web", "worker", "postgres", "meilisearch"}
    assert [name for name, service in services.items() if not service["healthcheck"]["test"]] == []


@pytest.mark.parametrize("name", ["web", "worker"])
def test_our_services_run_with_few_rights(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert {"DANGAN_DATABASE_URL", "DANGAN_SEARCH", "DANGAN_MEILI_URL", *SECRETS - OF_COMPOSE} <= set(
        service["environment"]
    )


def test_only_the_web_server_is_reachable_and_only_from_this_machine(services: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(ports) == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


def test_volumes_are_declared(compose_text: str) -> None:
    loaded = YAML(typ="safe").load(compose_text)
    used = {mount.split(":")[0] for service in loaded["services"].values() for mount in service["volumes"]}
    assert used == set(loaded["volumes"])


def test_every_variable_is_a_setting(compose_text: str) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | OF_COMPOSE
    assert set(re.findall(r"DANGAN_[A-Z0-9_]+", compose_text)) <= known


@pytest.mark.parametrize("name", ["web", "worker"])
def test_every_setting_can_be_made(services: dict[str, Any], name: str) -> None:
    made = {PREFIX + field.upper() for field in Settings.model_fields} - OF_THE_IMAGE
    assert set(services[name]["environment"]) == made


def test_what_is_not_set_has_the_default_of_the_program(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in services["web"]["environment"].items():
        monkeypatch.setenv(variable, re.sub(r"\$\{\w+:-\}", "", value))
    assert Settings().model_dump(exclude=OF_THE_SERVICES) == Settings.model_construct().model_dump(
        exclude=OF_THE_SERVICES
    )


def test_secrets_have_no_default(compose_text: str) -> None:
    for name in SECRETS:
        uses = re.findall(r"\$\{" + name + r"[^}]*\}", compose_text)
        assert uses
        assert all(use.startswith("${" + name + ":?") for use in uses)


def test_the_image_passes_the_linter(root: Path) -> None:
    done = tool("hadolint", root / "Dockerfile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_does_not_run_as_root(dockerfile: str) -> None:
    users = re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)
    assert users
    assert users[-1].isdigit()
    assert users[-1] != "0"


def test_the_image_holds_every_package_and_what_it_copies_is_there(root: Path, dockerfile: str) -> None:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    copied = {name for line in lines for name in line.split()}
    assert {"archive", "ocr", "search", "web", "dangan", "requirements.lock"} <= copied
    allowed = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in copied:
        assert (root / name).exists(), name
        assert f"!{name}" in allowed, name
