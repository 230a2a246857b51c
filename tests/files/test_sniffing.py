"""What a file is, by its bytes: nothing that a browser would run comes out under its own type."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.files.rules import shown_inline
from cairnloop.files.sniffing import LOOKED_AT, OPAQUE, RASTER, TEXT, kind_of
from tests.files.pictures import picture


def archive(*names: str, first: str = "") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        if first:
            packed.writestr("mimetype", first)
        for name in names:
            packed.writestr(name, "x")
    return made.getvalue()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (picture("BMP"), "image/bmp"),
        (picture("TIFF"), "image/tiff"),
        (b"%PDF-1.7\n", "application/pdf"),
        (archive("a.txt"), "application/zip"),
        (archive("[Content_Types].xml", "word/document.xml"), WORD),
        (archive(first="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (archive(first="text/html"), "application/zip"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"plain words\nand more\n", TEXT),
        ("Grüße, 世界\n".encode(), TEXT),
        (b"a,b\n1,2\n", TEXT),
        (b'{"a": 1}', TEXT),
        (b"1 < 2 and 3 > 2", TEXT),
        ("é".encode() * LOOKED_AT, TEXT),
        (("x" + "é" * LOOKED_AT).encode(), TEXT),
    ],
)
def test_known_kinds_are_known(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize(
    "head",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"\xef\xbb\xbf<html>",
        b"   \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>",
        b"<?xml version='1.0'?><svg/>",
        b"harmless at first <script>alert(1)</script>",
        b"<!-- x --><body onload=alert(1)>",
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\x00" + b"\x00" * 60,
        b"\x7fELF\x02\x01\x01",
        b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
        b"\xcf\xfa\xed\xfe",
        b"%!PS-Adobe-3.0",
        b"L\x00\x00\x00\x01\x14\x02\x00",
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00",
        b"text \x1b\x00 with controls",
        b"\xff\xfe\xfd",
    ],
)
def test_programs_and_pages_are_opaque(head: bytes) -> None:
    assert kind_of(head) == OPAQUE


@given(st.binary(max_size=600))
def test_every_kind_is_one_of_ours_and_nothing_that_runs(head: bytes) -> None:
    kind = kind_of(head)
    assert kind.partition("/")[0] in ("image", "audio", "video", "application", "text", "font")
    assert not any(word in kind for word in ("html", "svg", "script", "xhtml"))
    assert shown_inline(kind) == (kind in RASTER)
