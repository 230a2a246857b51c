"""`kb`: from a folder to answers."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Desk


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "zeppelin.md").write_text(
        "# Moor a zeppelin\n\nTie the zeppelin to the mast with two ropes.\n"
    )
    (tmp_path / "guide" / "empty.md").write_text("---\ntitle: Nothing\n---\n")
    return tmp_path


def test_a_folder_becomes_knowledge(desk: Desk, docs: Path, cairnloop: Command) -> None:
    first = cairnloop("kb", "import", docs, "--json")
    assert first.code == 1  # one file has no text
    assert (first.json["added"], first.json["failed"]) == (1, 1)
    assert first.err.startswith("cairnloop: guide/empty.md: ")
    (docs / "guide" / "empty.md").unlink()
    article = next(one for one in first.json["files"] if one["outcome"] == "added")["article_id"]
    assert cairnloop("kb", "publish", article).out == f"{article}\tpublished\n"
    again = cairnloop("kb", "import", docs, "--publish")
    assert (again.code, again.out.split()) == (0, ["added", "0", "changed", "0", "unchanged", "1", "failed", "0"])
    shown = cairnloop("kb", "show", article)
    assert "Moor a zeppelin" in shown.out
    assert "version 1  published" in shown.out
    found = cairnloop("kb", "search", "zeppelin", "ropes")
    assert found.rows[0][0] == article
    assert "«zeppelin»" in found.rows[0][3]
    assert article in [row[0] for row in cairnloop("kb", "list", "--status", "published").rows]
    assert cairnloop("kb", "publish", article).code == 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("import", "/no/such/folder"), 2, "DIR: there is no folder /no/such/folder"),
        (("show", "00000000-0000-4000-8000-000000000000"), 5, "nothing with this id"),
        (("search", " "), 2, "QUERY"),
        (("list", "--status", "odd"), 2, "--status"),
    ],
)
def test_what_is_wrong_is_named(
    arguments: tuple[str, ...], code: int, said: str, desk: Desk, cairnloop: Command
) -> None:
    ended = cairnloop("kb", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
