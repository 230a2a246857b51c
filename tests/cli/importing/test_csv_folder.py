"""Folders of CSV: read as a stream, and whatever is wrong is named with its file, line and column."""

from pathlib import Path

import pytest

from cairnloop.cli.importing.csv_folder import PAGE, CsvFolder
from cairnloop.cli.importing.sources import Raw, Unreadable


async def read(folder: Path, kind: str, account: str = "a") -> list[Raw]:
    source = CsvFolder(folder)
    return [raw for page in [page async for page in source.pages(kind, account)] for raw in page]


def write(folder: Path, table: str, *lines: str | bytes) -> None:
    path = folder / f"{table}.csv"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n")


async def test_cells_arrive_as_they_were_written(tmp_path: Path) -> None:
    words = 'of "two"\nlines, and \x00'
    quoted = words.replace('"', '""')
    write(tmp_path, "messages", "id,conversation_id,body,private", f'1,c,"{quoted}",f', '2,c,"",', "", "3,c,x,t")
    rows = await read(tmp_path, "messages")
    assert [raw.row for raw in rows] == [
        {"id": "1", "conversation_id": "c", "body": words, "private": "f"},
        {"id": "2", "conversation_id": "c"},
        {"id": "3", "conversation_id": "c", "body": "x", "private": "t"},
    ]
    assert [raw.where for raw in rows] == ["messages.csv:3", "messages.csv:4", "messages.csv:6"]


async def test_a_file_of_any_length_comes_in_pages_and_a_cell_may_be_vast(tmp_path: Path) -> None:
    vast = "x" * 3_000_000
    write(tmp_path, "tags", "\ufeffid,name", f"0,{vast}", *(f"{number},t" for number in range(1, PAGE + 2)))
    pages = [page async for page in CsvFolder(tmp_path).pages("tags", "a")]
    assert [len(page) for page in pages] == [PAGE, 2]
    assert len(pages[0][0].row["name"]) == len(vast)


async def test_rows_of_another_account_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, "accounts", "id,company_name", "a,Ours", "b,Theirs")
    write(tmp_path, "tags", "id,account_id,name", "1,a,x", "2,b,y")
    assert [raw.row["id"] for raw in await read(tmp_path, "tags")] == ["1"]
    assert [raw.row["id"] for raw in await read(tmp_path, "accounts")] == ["a"]
    assert [one.name for one in await CsvFolder(tmp_path).accounts()] == ["Ours", "Theirs"]


async def test_without_accounts_they_are_found_by_what_belongs_to_them(tmp_path: Path) -> None:
    write(tmp_path, "customers", "id,account_id", "1,a", "2,b", "3,a")
    source = CsvFolder(tmp_path)
    assert [one.id for one in await source.accounts()] == ["a", "b"]
    assert [page async for page in source.pages("notes", "a")] == []
    assert source.left_out == ["notes: there is no notes.csv"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("id,name", "1"), "has 1 cells where the heading has 2"),
        (("id,name", "1,x,y"), "has 3 cells where the heading has 2"),
        (("id,name", b"1,\xff\xfe"), "column name is not UTF-8 text"),
        (("id,name", b"\xed\xa0\x80,x"), "column id is not UTF-8 text"),
    ],
)
async def test_a_row_that_is_wrong_is_named_and_alone(tmp_path: Path, lines: tuple[str, ...], problem: str) -> None:
    write(tmp_path, "tags", *lines, "2,fine")
    wrong, fine = await read(tmp_path, "tags")
    assert (wrong.problem, wrong.where) == (problem, "tags.csv:2")
    assert (fine.problem, fine.row["name"]) == (None, "fine")
    assert str(wrong.row["id"]).isprintable()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("name,color", "x,red"), "tags.csv: line 1: the column id is missing"),
        (("id,name,name", "1,x,y"), "tags.csv: line 1: the column name is there twice"),
        (("id,name", '1,"x'), "tags.csv: line 2: is no CSV"),
        (("id,name", '1,"x"y'), "tags.csv: line 2: is no CSV"),
        (("",), "tags.csv: line 1: the column id is missing"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_with_its_line(
    tmp_path: Path, lines: tuple[str, ...], said: str
) -> None:
    write(tmp_path, "tags", *lines)
    with pytest.raises(Unreadable) as refused:
        await read(tmp_path, "tags")
    assert refused.value.detail.startswith(said)


async def test_messages_without_a_column_for_their_words_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "messages", "id,conversation_id,text", "1,2,Hello")
    with pytest.raises(Unreadable, match=r"messages\.csv: line 1: the column body is missing"):
        await read(tmp_path, "messages")


def test_a_folder_without_any_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"there is no accounts\.csv"):
        CsvFolder(tmp_path)
