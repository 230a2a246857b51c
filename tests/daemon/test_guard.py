"""What must be so before a daemon starts."""

import os
from pathlib import Path

import pytest

from cairnloop.daemon.guard import database_trouble, require_database, shown, sole
from cairnloop.errors import ConfigError, Unavailable
from cairnloop.kernel.database import Database
from cairnloop.kernel.engines import parse_url
from tests.fakes import FixedClock


def test_a_second_daemon_is_told_who_the_first_is(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path / 'desk.db'}")
    mine = rf"in use by another daemon \(process {os.getpid()}\)"
    with sole(url), pytest.raises(Unavailable, match=mine), sole(url):
        pass
    with sole(url):
        pass


def test_what_a_dead_daemon_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "desk.db.lock").write_text("4711\n")
    with sole(parse_url(f"sqlite:///{tmp_path / 'desk.db'}")):
        assert (tmp_path / "desk.db.lock").read_text() == f"{os.getpid()}\n"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file or directory"), sole(parse_url("sqlite:////no/such/desk.db")):
        pass


def test_many_daemons_may_share_a_postgres() -> None:
    url = parse_url("postgresql://sam@db/desk")
    with sole(url), sole(url):
        pass


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://sam:s3cret@db:5433/desk", "postgresql://sam:***@db:5433/desk"),
        ("postgresql://db/desk", "postgresql://db/desk"),
        ("sqlite:////home/desk.db", "sqlite:////home/desk.db"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, said: str) -> None:
    assert shown(url) == said


async def test_tables_that_fit_are_enough(database: Database) -> None:
    # The fixture makes tables without migrating: they carry no version.
    with pytest.raises(Unavailable, match="run `cairnloop migrate`"):
        await require_database(database)


async def test_a_missing_file_is_not_made_by_looking(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "desk.db"
    db = Database(f"sqlite:///{path}", clock=clock)
    with pytest.raises(Unavailable, match="there is no database at"):
        await require_database(db)
    await db.close()
    assert not path.exists()


async def test_a_file_that_is_no_database_is_said_on_one_line(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "desk.db"
    path.write_text("this is a letter, not a database\n" * 100)
    db = Database(f"sqlite:///{path}", clock=clock)
    with pytest.raises(Unavailable) as refused:
        await require_database(db)
    await db.close()
    assert refused.value.detail == f"the database sqlite:///{path} does not answer: file is not a database"


async def test_our_own_words_are_kept(clock: FixedClock, tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'desk.db'}", clock=clock)
    with pytest.raises(Unavailable, match=r"^full$"), database_trouble(db):
        raise Unavailable("full")
    await db.close()
