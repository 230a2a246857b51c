"""Files with other people's data: for their owner's eyes, whole or not there, and never over something else."""

import stat
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cairnloop.tui.state.belongings import in_words
from cairnloop.tui.terminal.private_file import unfit, usual_path, write_private
from cairnloop.tui.terminal.remembered import Remembered


async def pieces(*given: bytes, fails: bool = False) -> AsyncIterator[bytes]:
    for piece in given:
        yield piece
    if fails:
        raise ConnectionError


async def test_it_is_written_whole_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    assert await write_private(path, pieces(b"ab", b"c")) == 3
    assert path.read_bytes() == b"abc"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        await write_private(path, pieces(b"other"))
    assert path.read_bytes() == b"abc"


async def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        await write_private(tmp_path / "y", pieces(b"ab", fails=True))
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_is_said_beforehand(tmp_path: Path) -> None:
    assert unfit(str(tmp_path / "new.csv")) is None
    assert "is there already" in (unfit(str(tmp_path)) or "")
    assert "is no folder" in (unfit(str(tmp_path / "none" / "x")) or "")
    assert "Say where" in (unfit("") or "")


def test_the_usual_name_holds_nothing_but_plain_letters() -> None:
    name = usual_path("customer", "../../Ada \x1b[31m Pärk", "json", date(2026, 3, 2)).name
    assert name == "customer-ada-31m-p-rk-2026-03-02.json"
    assert [in_words(one) for one in (5, 12_345, 3_600_000)] == ["5 bytes", "12 kB", "3.4 MB"]


def test_what_one_likes_is_remembered_and_a_broken_file_is_as_none(tmp_path: Path) -> None:
    remembered = Remembered(lambda: tmp_path / "state")
    assert remembered.read() == {}
    remembered.write({"split": False})
    remembered.write({"other": 1})
    assert remembered.read() == {"split": False, "other": 1}
    (tmp_path / "state" / "console.json").write_text("{broken")
    assert remembered.read() == {}
    remembered.write({"split": True})
    assert remembered.read() == {"split": True}
    Remembered(None).write({"split": False})
    assert Remembered(None).read() == {}
