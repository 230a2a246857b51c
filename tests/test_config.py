"""Settings: where they come from, and what is said about those that are wrong."""

from pathlib import Path

import pytest

from cairnloop.config import Settings, find_config, load
from cairnloop.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text)
    return path


def test_without_a_file_the_defaults_hold() -> None:
    assert load(None, {}) == Settings()


def test_a_variable_wins_over_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "[server]\nport = 1\nhost = 'h'\n")
    settings = load(path, {"CAIRNLOOP_SERVER_PORT": "2"})
    assert (settings.server.port, settings.server.host) == (2, "h")


@pytest.mark.parametrize(
    ("text", "variable", "named"),
    [
        ("server = 3", "CAIRNLOOP_SERVER_PORT", "config.toml: server: "),
        ("[files]\ns3 = 'x'", "CAIRNLOOP_FILES_S3_BUCKET", "config.toml: files.s3: "),
    ],
)
def test_what_is_no_section_is_named_also_when_a_variable_belongs_into_it(
    tmp_path: Path, text: str, variable: str, named: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, text), {variable: "1"})
    assert named in str(refused.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[server]\nprt = 1", "server.prt: no such setting"),
        ("[nope]\na = 1", "nope: no such setting"),
        ("[server]\nport = 'x'", "server.port"),
        ("[drafting]\npolicy = 'yolo'", "drafting.policy"),
        ("server = ", "cannot be read"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_the_file(tmp_path: Path, text: str, named: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as refused:
        load(path, {})
    assert named in refused.value.detail
    assert str(path) in refused.value.detail


@pytest.mark.parametrize("name", ["CAIRNLOOP_SERVER_PRT", "CAIRNLOOP_NOPE", "CAIRNLOOP_"])
def test_an_unknown_variable_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(None, {name: "1"})


def test_a_relative_database_lies_beside_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, "[database]\nurl = 'sqlite:///desk.db'\n")
    assert load(path, {}).database.url == f"sqlite:///{tmp_path}/desk.db"


def test_the_file_is_found_by_option_then_variable_then_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = write(tmp_path, "")
    other = tmp_path / "other.toml"
    other.write_text("")
    monkeypatch.chdir(tmp_path)
    assert find_config(other, {}) == other
    assert find_config(None, {"CAIRNLOOP_CONFIG": str(other)}) == other
    assert find_config(None, {}) == Path(here.name)
    with pytest.raises(ConfigError, match="init"):
        find_config(tmp_path / "missing.toml", {})


def test_with_a_database_server_files_lie_beside_the_configuration(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    server = {"CAIRNLOOP_DATABASE_URL": "postgresql://desk@127.0.0.1/desk"}
    assert load(path, server).files.folder == str(tmp_path / "files")
    assert load(path, {**server, "CAIRNLOOP_FILES_FOLDER": "/srv/files"}).files.folder == "/srv/files"
    assert load(path, {}).files.folder == ""
