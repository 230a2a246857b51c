"""Paths that are completed, names that do no harm, and files that are never written over."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.terminal.opening import NotOpened, hand_over, only_shown, opener
from cairnloop.tui.terminal.places import LONGEST_NAME, claim, completed, downloads, entries, expanded, safe_name


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("report.pdf", "reports/old.pdf", ".secret"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def test_a_path_is_completed_as_far_as_all_that_fit_agree(home: Path) -> None:
    assert completed("~/rep") == "~/report"
    assert completed("~/report.") == "~/report.pdf"
    assert completed("~/rep", folders=True) == "~/reports/"
    assert completed("~/nothing") == "~/nothing"
    assert entries("~/") == ["report.pdf", "reports/"]
    assert entries("~/.s") == [".secret"]
    assert entries(f"{home}/gone/") == []
    assert expanded("~/x") == home / "x"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        (".bashrc", "bashrc"),
        ("-rf.txt", "rf.txt"),
        ("a\x1b[2J\nb.txt", "a␛[2J␊b.txt"),
        ("bill\u202efdp.exe", "bill‹U+202E›fdp.exe"),
        ('what? "this": <one>.csv', "what_ _this_ _one_.csv"),
        ("...", "file"),
    ],
)
def test_what_a_stranger_calls_a_file_leads_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_every_name_becomes_one_that_can_be_kept(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert "/" not in safe
    assert not safe.startswith((".", "-"))
    assert len(safe.encode()) <= LONGEST_NAME
    assert safe_name(safe) == safe


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_text("mine")
    os.symlink("/etc/passwd", tmp_path / "a.tar (1).gz")
    assert claim(tmp_path, "a.tar.gz").name == "a.tar (2).gz"
    assert claim(tmp_path / "new", "notes").name == "notes"
    assert claim(tmp_path / "new", "notes").name == "notes (1)"
    assert (tmp_path / "a.tar.gz").read_text() == "mine"


def test_downloads_go_where_the_desktop_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DOWNLOAD_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert downloads() == tmp_path / "Downloads"
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('# mine\nXDG_DOWNLOAD_DIR="$HOME/Geholt"\n')
    assert downloads() == tmp_path / "Geholt"
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", "/elsewhere")
    assert downloads() == Path("/elsewhere")


@pytest.mark.parametrize("name", ["run.sh", "page.html", "x.desktop", "x.svg", "noend", "letter.docm", "x.pdf.exe"])
def test_what_might_run_is_not_opened(name: str) -> None:
    assert not only_shown(name)
    assert only_shown("holiday.JPG")


async def test_a_file_goes_to_the_program_for_it_and_a_failure_is_told(tmp_path: Path) -> None:
    await hand_over(tmp_path, opener({"OPENER": "true"}))
    with pytest.raises(NotOpened, match="ended with code 1"):
        await hand_over(tmp_path, opener({"OPENER": "false"}))
    with pytest.raises(NotOpened, match="could not be started"):
        await hand_over(tmp_path, opener({"OPENER": "no-such-program-at-all -x"}))
    with pytest.raises(NotOpened, match="cannot be understood"):
        opener({"OPENER": "'"})
