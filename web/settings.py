"""The settings in force: environment variables `DANGAN_*`, read once at the edge and passed inward as frozen values."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from archive.errors import SettingsInvalid

PREFIX = "DANGAN_"


class Settings(BaseSettings):
    """Every setting, its default and its limits. The descriptions are what `config` and the help print."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    home: Path = Field(Path("var"), description="folder that holds all state")
    database_url: str | None = Field(None, description="SQLAlchemy URL; SQLite in the home folder where unset")
    blobs: str = Field("local", description="where files are kept: local, or s3://bucket[/prefix]")
    s3_endpoint: str | None = Field(None, description="URL of the S3 service")
    s3_region: str = Field("us-east-1", description="region of the S3 bucket")
    s3_access_key: str | None = Field(None, description="access key of the S3 bucket")
    s3_secret_key: SecretStr | None = Field(None, description="secret key of the S3 bucket")
    search: Literal["tantivy", "meilisearch"] = Field("tantivy", description="search engine")
    meili_url: str = Field("http://127.0.0.1:7700", description="URL of the Meilisearch server")
    meili_key: SecretStr | None = Field(None, description="API key of the Meilisearch server")
    engine: Literal["rapidocr", "tesseract"] = Field("rapidocr", description="recognition engine")
    reading_processes: Annotated[int, Field(ge=1, le=64)] = Field(
        1, description="recognition processes of one worker, about 1.2 GB of memory each"
    )
    host: str = Field("127.0.0.1", description="address that the web server listens on")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8000, description="port that the web server listens on")
    web_processes: Annotated[int, Field(ge=1, le=64)] = Field(2, description="processes of the web server")
    secret_key: SecretStr | None = Field(None, description="signs sessions; kept in the home folder where unset")
    https: bool = Field(default=False, description="the site is reached by HTTPS: cookies are marked secure")
    proxies: Annotated[int, Field(ge=0, le=5)] = Field(0, description="trusted proxies in front of the web server")
    max_file_mb: Annotated[int, Field(ge=1, le=4096)] = Field(
        200, description="largest upload, its files together, in MB"
    )
    max_upload_files: Annotated[int, Field(ge=1, le=10000)] = Field(200, description="most files in one upload")
    login_limit: str = Field("5 per minute; 30 per hour", description="log-in attempts from one address")
    new_reports: Literal["published", "draft"] = Field("published", description="what a report is when it was read")
    second_person: bool = Field(
        default=False, description="a correction counts only when another archivist confirms it"
    )
    questions_each: Annotated[int, Field(ge=0)] = Field(
        20, description="values that one address may report as wrong in a day"
    )
    questions_together: Annotated[int, Field(ge=0)] = Field(
        500, description="values that all addresses together may report as wrong in a day"
    )
    limits_storage: str = Field("memory://", description="where rate limits are counted; memory:// is per process")

    @field_validator("blobs")
    @classmethod
    def _known_store(cls, value: str) -> str:
        if value != "local" and not value.removeprefix("s3://").strip("/"):
            raise ValueError("names no bucket")
        if value != "local" and not value.startswith("s3://"):
            raise ValueError("must be local or s3://bucket[/prefix]")
        return value

    @property
    def database(self) -> str:
        """The URL of the database in force."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'dangan.db'}"


def load_settings() -> Settings:
    """Read the environment; raises `SettingsInvalid` that names every wrong variable and what was expected."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsInvalid(_explain(error), "Correct the environment and start again.") from None


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: the setting, or one made once and kept in the home folder, readable by its owner alone."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.home / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    """Create `path` whole with mode 0600; where another process was first, its file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _explain(error: ValidationError) -> str:
    """One line a wrong setting: its variable, its value, what was expected."""
    problems = (f"{variable(str(item['loc'][0]))}={item['input']}: {item['msg']}" for item in error.errors())
    return "; ".join(problems) + "."
