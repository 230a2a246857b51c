"""Folders of Markdown in portions."""

from pathlib import Path

import pytest

from cairnloop.cli import files
from cairnloop.cli.exits import Usage


def make(folder: Path, **named: str) -> Path:
    for name, text in named.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(path.name + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_files_are_found_by_their_path_below_the_folder(tmp_path: Path) -> None:
    make(tmp_path, b="# B", sub__a="# A")
    (tmp_path / "picture.png").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "notes.md").write_text("no")
    assert [name for name, _ in files.markdown_files(tmp_path)] == ["b.md", "sub/a.md"]


def test_one_file_will_do(tmp_path: Path) -> None:
    make(tmp_path, a="# A")
    assert [name for name, _ in files.markdown_files(tmp_path / "a.md")] == ["a.md"]


@pytest.mark.parametrize("place", ["nowhere", "."])
def test_nothing_to_read_is_said(place: str, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="DIR: there is no"):
        files.markdown_files(tmp_path / place)


def test_portions_fit_into_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BYTES_AT_ONCE", 10)
    monkeypatch.setattr(files, "FILES_AT_ONCE", 2)
    make(tmp_path, a="123456", b="1234567890123", c="1", d="2", e="3")
    found = files.markdown_files(tmp_path)
    assert [[one["path"] for one in batch] for batch in files.batches(found)] == [
        ["a.md"],
        ["b.md"],
        ["c.md", "d.md"],
        ["e.md"],
    ]


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"ok \xff")
    with pytest.raises(Usage, match=r"a\.md: is not UTF-8 text \(byte 3\)"):
        list(files.batches(files.markdown_files(tmp_path)))
