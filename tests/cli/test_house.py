"""`init` and `migrate`: what is made, what is left alone, and what is said."""

import stat
import tomllib
from pathlib import Path

import pytest

from cairnloop.cli import config_file
from cairnloop.config import Settings, load
from tests.cli.conftest import PASSWORD, Command, Ended


@pytest.fixture
def init(cairnloop: Command, tmp_path: Path) -> Command:
    def command(*more: str, email: str = "sam@acme.example", password: str = PASSWORD, stdin: str = "") -> Ended:
        account = ("--account", "Acme", "--email", email)
        return cairnloop("init", tmp_path / "desk", *account, "--password", password, *more, stdin=stdin)

    return command


def test_init_prints_one_object_that_scripts_can_use(init: Command, tmp_path: Path) -> None:
    ended = init("--json")
    assert ended.code == 0
    assert ended.out.count("\n") == 1
    made = ended.json
    assert made["api_key"].startswith("cl_key_")
    assert len(made["account_id"]) == 36
    assert {name: made[name] for name in ("user_id", "email", "config", "database_url", "created")} == {
        "user_id": 1,
        "email": "sam@acme.example",
        "config": str(tmp_path / "desk" / "config.toml"),
        "database_url": f"sqlite:///{tmp_path / 'desk' / 'cairnloop.db'}",
        "created": True,
    }


def test_init_again_changes_nothing_and_says_so(init: Command, tmp_path: Path) -> None:
    first = init("--json").json
    files = {path: path.read_bytes() for path in (tmp_path / "desk").iterdir() if path.suffix == ".toml"}
    again = init("--json", password="another one altogether")
    assert again.code == 0
    assert again.json == {**first, "api_key": None, "created": False}
    assert again.err == "sam@acme.example has a seat here already; nothing was changed.\n"
    assert {path: path.read_bytes() for path in files} == files


def test_init_again_needs_no_password(init: Command, cairnloop: Command, tmp_path: Path) -> None:
    init()
    ended = cairnloop("init", tmp_path / "desk", "--email", "SAM@acme.example", "--json")
    assert (ended.code, ended.json["created"]) == (0, False)


def test_what_init_keeps_is_for_its_owner_alone(init: Command, tmp_path: Path) -> None:
    init()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "desk").iterdir()}
    assert modes["config.toml"] == modes["credentials.toml"] == 0o600
    assert stat.S_IMODE((tmp_path / "desk").stat().st_mode) == 0o700


def test_the_password_can_come_from_stdin_and_is_never_said(init: Command, tmp_path: Path) -> None:
    ended = init(password="-", stdin="hidden horse\n")
    assert ended.code == 0
    kept = b"".join(path.read_bytes() for path in (tmp_path / "desk").iterdir())
    assert "hidden horse" not in ended.out + ended.err
    assert b"hidden horse" not in kept


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"password": "short"}, "cairnloop: password: use at least 8 characters\n"),
        ({"email": "nobody"}, "cairnloop: email: "),
    ],
)
def test_a_wrong_value_leaves_nothing_behind(more: dict[str, str], said: str, init: Command, tmp_path: Path) -> None:
    ended = init(**more)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith(said)
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize("missing", ["--account", "--email", "--password"])
def test_what_is_missing_is_named_when_nobody_can_be_asked(missing: str, cairnloop: Command, tmp_path: Path) -> None:
    given = {"--account": "Acme", "--email": "sam@acme.example", "--password": PASSWORD}
    del given[missing]
    ended = cairnloop("init", tmp_path, *(one for pair in given.items() for one in pair))
    assert ended.code == 2
    assert ended.err.startswith(f"cairnloop: {missing} is missing")


def test_a_second_account_in_the_same_house_keeps_the_first_key(init: Command, tmp_path: Path) -> None:
    first = init("--json").json
    second = init("--json", email="lin@other.example")
    assert second.json["account_id"] != first["account_id"]
    assert "is kept as it is" in second.err
    assert first["api_key"] in (tmp_path / "desk" / "credentials.toml").read_text()


def test_a_database_that_does_not_answer_is_said_without_its_password(init: Command, tmp_path: Path) -> None:
    ended = init("--database-url", "postgresql://sam:s3cret@127.0.0.1:1/desk")
    assert ended.code == 1
    assert "postgresql://sam:***@127.0.0.1:1/desk does not answer" in ended.err
    assert "s3cret" not in ended.err
    assert ended.err.count("\n") == 1


def test_a_new_configuration_sets_what_was_given_and_mentions_everything(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(config_file.new(server={"port": 4801, "host": 'a"b\\c'}))
    assert tomllib.loads(path.read_text()) == {
        **{name: {} for name in Settings.model_fields},
        "files": {"s3": {}},
        "server": {"port": 4801, "host": 'a"b\\c'},
    }
    assert load(path, {}).server.port == 4801
    assert path.read_text().count("\n# ") > 40


def test_migrate_brings_tables_up_to_date_once(cairnloop: Command, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    database = tmp_path / "cairnloop.db"
    (tmp_path / "config.toml").write_text('[database]\nurl = "sqlite:///cairnloop.db"\n')
    first = cairnloop("migrate", "--config", tmp_path / "config.toml", "--json").json
    assert (first["before"], first["changed"], first["database_url"]) == (None, True, f"sqlite:///{database}")
    again = cairnloop("migrate", "--config", tmp_path / "config.toml", "--json").json
    assert (again["before"], again["changed"]) == (first["after"], False)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("[server]\nport = 'x'\n", "server.port"),
        ("[server]\nporte = 1\n", "server.porte: no such setting"),
        ("[server\n", "cannot be read"),
        ('[database]\nurl = "mysql://x/y"\n', "Cairnloop runs on sqlite and postgresql"),
        ('[database]\nurl = "sqlite:////no/such/folder/x.db"\n', "there is no folder /no/such/folder"),
    ],
)
def test_a_wrong_configuration_is_one_line_that_names_it(
    config: str, said: str, cairnloop: Command, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(config)
    ended = cairnloop("migrate", "--config", tmp_path / "config.toml")
    assert ended.code == 78
    assert said in ended.err
    assert ended.err.count("\n") == 1
