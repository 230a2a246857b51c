"""Names that strangers gave: kept as far as they do no harm, in files, addresses and headers."""

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.files.names import LONGEST, UNSEEN, address_name, disposition, safe_name


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("Übersicht März.xlsx", "Übersicht März.xlsx"),
        ("写真.jpg", "写真.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\Users\\ada\\a.png", "a.png"),
        ("/", "file"),
        ("", "file"),
        ("..", "file"),
        ("...", "file"),
        (".bashrc", "bashrc"),
        ("a\x00b\x1b[2J.png", "ab[2J.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\r\nSet-Cookie: x.png", "a Set-Cookie_ x.png"),
        ('a"b<c>d|e?f*g`h$i.txt', "a_b_c_d_e_f_g_h_i.txt"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.tar.gz", "_lpt1.tar.gz"),
        ("console.txt", "console.txt"),
        ("name. . ", "name"),
        ("  two   spaces .txt", "two spaces .txt"),
        ("a\u0301.txt", "\u00e1.txt"),
        ("می\u200cخواهم.txt", "می\u200cخواهم.txt"),
        ("\ud800x.txt", "x.txt"),
        ("x" * 300 + ".jpeg", "x" * (LONGEST - 5) + ".jpeg"),
        ("x." + "y" * 300, "x." + "y" * (LONGEST - 2)),
    ],
)
def test_a_name_is_kept_as_far_as_it_does_no_harm(given_: str, kept: str) -> None:
    assert safe_name(given_) == kept


@given(st.text(max_size=300))
def test_whatever_comes_the_name_is_safe_and_stays_so(given_: str) -> None:
    name = safe_name(given_)
    assert 0 < len(name.encode()) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*\x00\n\r')
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
    assert all(unicodedata.category(one) not in UNSEEN or one in "\u200c\u200d" for one in name)
    assert safe_name(name) == name
    assert unquote(address_name(name)) == name
    assert "/" not in address_name(name)


@given(st.text(max_size=60), st.booleans())
def test_the_header_is_ascii_and_says_the_name(given_: str, inline: bool) -> None:
    name = safe_name(given_)
    said = disposition(name, inline=inline)
    assert said.isascii()
    assert said.isprintable()
    assert said.startswith("inline; " if inline else "attachment; ")
    assert said.count('"') == 2
    if "filename*" in said:
        assert unquote(said.rpartition("''")[2]) == name
    else:
        assert f'filename="{name}"' in said


def test_a_name_in_another_script_is_said_twice() -> None:
    assert disposition("né.pdf", inline=False) == "attachment; filename=\"n_.pdf\"; filename*=UTF-8''n%C3%A9.pdf"
