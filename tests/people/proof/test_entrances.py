"""Origins: what may be written into the list, and which pages it lets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import Invalid, WrongOrigin
from cairnloop.people.proof.entrances import check_origin, is_allowed, require_allowed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://shop.example", "https://shop.example"),
        (" HTTPS://Shop.Example/ ", "https://shop.example"),
        ("shop.example", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("*.example.com", "https://*.example.com"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(written: str, kept: str) -> None:
    assert check_origin(written) == kept
    assert check_origin(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "", "*", "https://", "https:", "http:/", "https://*", "https://*.com", "https://shop.example/path", "https://a@b.example",
        "https://shop.example?x", "https://shop.example#x", "ftp://shop.example", "https://sh*p.example",
        "https://*.*.example", "https://shop..example", "https://shop.example:0", "https://shop.example:99999",
        "https://shop example", "javascript://x", "https://bücher.example", "\x00", "https://[::1", "https://a.b.*",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_origin(written)
    assert set(refused.value.errors) == {"allowed_origins"}


@given(st.text(max_size=40) | st.from_regex(r"https?://[a-z*.:/@\[\]0-9-]{0,30}", fullmatch=True))
def test_whatever_is_written_is_kept_in_one_form_or_refused(written: str) -> None:
    try:
        kept = check_origin(written)
    except Invalid:
        return
    assert check_origin(kept) == kept
    assert kept.isascii()


def test_a_star_stands_for_labels_and_never_for_parts_of_them() -> None:
    allowed = ["https://*.example.com", "http://localhost:3000"]
    assert is_allowed("https://shop.example.com", allowed)
    assert is_allowed("https://a.b.example.com", allowed)
    assert is_allowed("http://localhost:3000", allowed)
    for origin in (
        "https://example.com",
        "https://evilexample.com",
        "https://.example.com",
        "http://shop.example.com",
        "https://shop.example.com.evil.net",
        "https://shop.example.com:8443",
        "http://localhost",
        "null",
        "",
        "https://",
        "*",
        "https://*",
    ):
        assert not is_allowed(origin, allowed), origin


def test_programs_come_in_everywhere_and_pages_where_one_inbox_lets_them() -> None:
    mine = ["https://shop.example"]
    require_allowed(None, [mine])
    require_allowed("https://shop.example", [mine, ["https://b.example"]])
    require_allowed("https://evil.example", [mine, []])
    require_allowed("https://evil.example", [])
    with pytest.raises(WrongOrigin, match=r"https://evil\.example"):
        require_allowed("https://evil.example", [mine])
