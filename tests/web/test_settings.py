"""Settings come from the environment, wrong ones are named with what was expected, secrets stay secret."""

import stat
from pathlib import Path

import pytest

from archive.errors import SettingsInvalid
from web.bootstrap import build_blobs
from web.settings import Settings, load_settings, secret_key, variable


def test_defaults_need_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
    settings = load_settings()
    assert (settings.host, settings.port, settings.home) == ("127.0.0.1", 8000, Path("var"))
    assert settings.database.startswith("sqlite:////")


def test_wrong_settings_are_named_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGAN_PORT", "99999")
    monkeypatch.setenv("DANGAN_ENGINE", "magic")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert "DANGAN_PORT=99999" in str(caught.value)
    assert "DANGAN_ENGINE=magic" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("value", ["s3://", "ftp://bucket", "nowhere"])
def test_a_store_must_be_known(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DANGAN_BLOBS", value)
    with pytest.raises(SettingsInvalid, match="DANGAN_BLOBS"):
        load_settings()


def test_a_bucket_without_keys_is_refused_by_name() -> None:
    with pytest.raises(SettingsInvalid, match="DANGAN_S3_ENDPOINT"):
        build_blobs(Settings(blobs="s3://papers"))


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    first = secret_key(settings)
    assert first == secret_key(settings)
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
