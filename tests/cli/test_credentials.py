"""The stored key: readable by its owner alone, shown to its own daemon alone."""

from pathlib import Path

import pytest

from cairnloop.cli.credentials import Credentials, place_of, read, write
from cairnloop.errors import ConfigError

HOME = "http://127.0.0.1:4700"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    given = Credentials('sam"@acme.example', "cl_key_x", "https://desk.acme.example")
    write(tmp_path / "new" / "credentials.toml", given)
    assert read(tmp_path / "new" / "credentials.toml") == given


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "credentials.toml"
    path.write_text("old")
    path.chmod(0o644)
    write(path, Credentials("sam@acme.example", "cl_key_x"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["credentials.toml"]


def test_none_are_no_error(tmp_path: Path) -> None:
    assert read(tmp_path / "credentials.toml") is None


@pytest.mark.parametrize("said", ["email = ", "email = 'x'", "\xff"])
def test_a_broken_file_is_named(said: str, tmp_path: Path) -> None:
    path = tmp_path / "credentials.toml"
    path.write_text(said, "latin-1")
    with pytest.raises(ConfigError, match=r"credentials\.toml: cannot be read"):
        read(path)


@pytest.mark.parametrize(
    ("made_for", "url", "fits"),
    [
        ("", HOME, True),
        ("", "http://localhost:9", True),
        ("", "https://desk.acme.example", False),
        ("https://desk.acme.example", "https://desk.acme.example/", True),
        ("https://desk.acme.example", "http://desk.acme.example", False),
        ("https://desk.acme.example", "https://evil.example", False),
        ("https://desk.acme.example", HOME, False),
    ],
)
def test_a_key_travels_to_its_own_daemon_only(made_for: str, url: str, fits: bool) -> None:
    assert Credentials("sam@acme.example", "cl_key_x", made_for).fit(url, HOME) is fits


def test_they_stand_beside_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place_of(tmp_path / "config.toml") == tmp_path / "credentials.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert place_of(None) == tmp_path / "cairnloop" / "credentials.toml"
