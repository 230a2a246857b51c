"""What outlives a console: whole, private, and taken over once."""

import stat
from pathlib import Path
from typing import Any

from cairnloop.tui.terminal.kept_file import KeptFile

ONE, OTHER = [{"key": "k1"}], [{"key": "k2"}]


def taken(file: KeptFile) -> list[dict[str, Any]]:
    with file.left_behind() as found:
        return found


def test_nothing_to_keep_leaves_no_file(tmp_path: Path) -> None:
    file = KeptFile(tmp_path / "kept", "sam")
    file.write([])
    assert not (tmp_path / "kept").exists()
    file.write(ONE)
    file.write([])
    assert list((tmp_path / "kept").iterdir()) == []


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    file = KeptFile(tmp_path / "kept", "sam")
    file.write(ONE)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


def test_what_a_living_console_keeps_is_its_own(tmp_path: Path) -> None:
    living = KeptFile(tmp_path, "sam")
    living.write(ONE)
    assert taken(KeptFile(tmp_path, "sam")) == []
    assert taken(living) == []
    living.remove()


def test_what_a_console_left_is_taken_over_once_and_by_its_own_person(tmp_path: Path) -> None:
    for kept in (ONE, OTHER):
        _left(tmp_path, kept)
    assert taken(KeptFile(tmp_path, "lin")) == []
    assert taken(KeptFile(tmp_path, "sam")) == [*ONE, *OTHER]
    assert taken(KeptFile(tmp_path, "sam")) == []
    assert list(tmp_path.iterdir()) == []


def test_two_that_look_at_the_same_time_do_not_both_get_it(tmp_path: Path) -> None:
    _left(tmp_path, ONE)
    with KeptFile(tmp_path, "sam").left_behind() as first, KeptFile(tmp_path, "sam").left_behind() as second:
        assert (first, second) == (ONE, [])


def test_what_was_not_done_with_is_still_there(tmp_path: Path) -> None:
    _left(tmp_path, ONE)
    try:
        with KeptFile(tmp_path, "sam").left_behind():
            raise OSError("no room")
    except OSError:
        pass
    assert taken(KeptFile(tmp_path, "sam")) == ONE


def test_a_file_that_cannot_be_understood_stays(tmp_path: Path) -> None:
    (tmp_path / "sam-1.json").write_text("half of it", "utf-8")
    assert taken(KeptFile(tmp_path, "sam")) == []
    assert (tmp_path / "sam-1.json").exists()


def _left(folder: Path, kept: list[dict[str, Any]]) -> None:
    """As if its console had died: the file is there, and nobody holds the lock."""
    number = len(list(folder.glob("*.json")))
    KeptFile(folder / "elsewhere", "sam").write(kept)
    (path,) = (folder / "elsewhere").glob("*.json")
    path.rename(folder / f"sam-{number}.json")
    for one in (folder / "elsewhere").iterdir():
        one.unlink()
    (folder / "elsewhere").rmdir()
