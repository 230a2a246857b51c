"""Forms with files: the same parts come out however the bytes arrive, and what is broken is refused."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import BadRequest
from cairnloop.wire.multipart import MOST_PARTS, Begin, End, Event, Reader, boundary_of


def parts(body: bytes, boundary: bytes, sizes: list[int] | None = None) -> list[tuple[str, str | None, bytes]]:
    """(name, filename, content) of each part, with the body fed in pieces of these sizes."""
    reader = Reader(boundary)
    events: list[Event] = []
    for size in [*(sizes or []), len(body)]:
        events += reader.feed(body[:size])
        body = body[size:]
    reader.close()
    found: list[tuple[str, str | None, bytes]] = []
    for event in events:
        match event:
            case Begin(name, filename):
                found.append((name, filename, b""))
            case bytes():
                found[-1] = (*found[-1][:2], found[-1][2] + event)
            case End():
                pass
    assert sum(isinstance(event, End) for event in events) == len(found)
    return found


def form(*lines: str, end: str = "--x--\r\n") -> bytes:
    return ("\r\n".join(lines) + "\r\n" + end).encode()


NEARLY = st.sampled_from([b"\r\n--", b"\r\n", b"--", b"\r\n--bound", b"\r", b"\r\n\r\n", b"\x00", b"-"])
CONTENT = st.lists(st.one_of(NEARLY, st.binary(max_size=30))).map(b"".join)


@given(CONTENT, CONTENT, st.lists(st.integers(0, 40), max_size=20))
def test_what_went_in_comes_out_however_it_is_cut(content: bytes, field: bytes, sizes: list[int]) -> None:
    files = [("account_id", (None, field)), ("file", ("a b.png", content))]
    sent = httpx.Request("POST", "http://x", files=files, headers={})
    boundary = boundary_of(sent.headers["content-type"])
    assert parts(sent.read(), boundary, sizes) == [("account_id", None, field), ("file", "a b.png", content)]


@given(st.binary(max_size=200), st.lists(st.integers(0, 40), max_size=20))
def test_whatever_comes_is_read_or_refused(body: bytes, sizes: list[int]) -> None:
    with suppress(BadRequest):
        parts(b"--x\r\n" + body, b"x", sizes)


@pytest.mark.parametrize(
    ("disposition", "filename"),
    [
        ('form-data; name="file"; filename="a\\"b.png"', 'a"b.png'),
        ('form-data; name="file"; filename="a%22b.png"', 'a"b.png'),
        ('form-data; name="file"; filename="C:\\temp\\b.png"', "C:\\temp\\b.png"),
        ('form-data; name="file"; filename="über.png"', "über.png"),
        ("form-data; name=file; filename=plain.png", "plain.png"),
        ('form-data; name="file"; filename="x"; filename*=UTF-8\'\'%E2%82%AC.png', "€.png"),
        ('FORM-DATA; filename="a;b.png" ; name="file"', "a;b.png"),
        ('form-data; name="file"; filename=""', ""),
        ('form-data; name="file"', None),
    ],
)
def test_names_are_read_as_browsers_and_programs_write_them(disposition: str, filename: str | None) -> None:
    body = form("--x", f"content-DISPOSITION: {disposition}", "Content-Type: image/png", "", "1")
    assert parts(body, b"x") == [("file", filename, b"1")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--y\r\n",
        b"z" * 5000,
        form("--x", 'Content-Disposition: form-data; name="a"', "", "1", end=""),
        form("--x", 'Content-Disposition: form-data; name="a"', "", "1", end="--xyz"),
        form("--x", 'Content-Disposition: attachment; name="a"', "", "1"),
        form("--x", "Content-Disposition: form-data", "", "1"),
        form("--x", "Content-Type: text/plain", "", "1"),
        form("--x", "", "1"),
        form("--x", "A: " + "a" * 9000, "", "1"),
        form("--x", "A" * 9000),
        form(*["--x", 'Content-Disposition: form-data; name="a"', "", ""] * (MOST_PARTS + 1)),
        b"--x" + b" " * 9000,
    ],
)
def test_a_broken_form_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        parts(body, b"x")


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('Multipart/Form-Data; charset=utf-8; boundary="a b"', b"a b"),
    ],
)
def test_the_boundary_stands_in_the_content_type(content_type: str, boundary: bytes) -> None:
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=é",
        f"multipart/form-data; boundary={'a' * 71}",
        'multipart/form-data; boundary="a\r"',
    ],
)
def test_what_is_no_form_with_files_is_refused(content_type: str) -> None:
    with pytest.raises(BadRequest):
        boundary_of(content_type)
