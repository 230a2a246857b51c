"""Where the daemon is found, and with which key."""

from pathlib import Path

import pytest

from cairnloop.cli import credentials, reach
from cairnloop.cli.exits import Usage
from cairnloop.config import Settings
from cairnloop.errors import ConfigError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text("[server]\nport = 4801\n")
    credentials.write(tmp_path / "credentials.toml", credentials.Credentials("sam@acme.example", "cl_key_stored"))
    return tmp_path


def test_options_alone_need_no_configuration() -> None:
    place = reach.find(None, "http://127.0.0.1:1/", "cl_key_x")
    assert (place.url, place.api_key) == ("http://127.0.0.1:1", "cl_key_x")


def test_the_configuration_says_where_and_the_file_beside_it_the_key(home: Path) -> None:
    place = reach.find(home / "config.toml", None, None)
    assert (place.url, place.api_key) == ("http://127.0.0.1:4801", "cl_key_stored")


def test_the_folder_one_is_in_counts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    assert reach.find(None, None, None).url == "http://127.0.0.1:4801"


def test_a_stored_key_is_not_shown_to_strangers(home: Path) -> None:
    assert reach.find(home / "config.toml", "https://evil.example", None).api_key == ""


def test_a_port_the_system_chose_must_be_named(home: Path) -> None:
    (home / "config.toml").write_text("[server]\nport = 0\n")
    with pytest.raises(Usage, match="--url"):
        reach.find(home / "config.toml", None, None)


def test_a_configuration_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no configuration file at .*config\.toml"):
        reach.find(tmp_path / "config.toml", None, None)


@pytest.mark.parametrize("url", ["127.0.0.1:4700", "ftp://x", "http://", "http://x:99999", "http://a b", "http://x:0"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Usage, match="--url"):
        reach.find(None, url, "cl_key_x")


def test_what_is_no_key_is_refused_without_showing_it() -> None:
    with pytest.raises(Usage) as refused:
        reach.find(None, "http://127.0.0.1:1", "sécret\n")
    assert "cret" not in str(refused.value).replace("characters", "")


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:4700"), ("::", "http://[::1]:4700"), ("desk.local", "http://desk.local:4700")],
)
def test_an_address_to_listen_on_becomes_one_to_ask(host: str, url: str) -> None:
    assert reach.url_of(Settings.model_validate({"server": {"host": host}})) == url
