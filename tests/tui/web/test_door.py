"""The door to the console in a browser: links work once, cookies are compared, strangers' pages are sent away."""

import pytest

from cairnloop.tui.web.door import MOST_BROWSERS, Door, origin_of
from cairnloop.tui.web.seats import _cells


def test_bytes_that_are_no_text_open_nothing() -> None:
    door = Door.of("127.0.0.1", 4780, None)
    assert door.enter("\udcff") is None
    assert not door.knows("\udcff")


@pytest.mark.parametrize("text", [None, "", "-1", "x", "٣", "9" * 5000])
def test_a_size_that_is_none_is_the_usual_one(text: str | None) -> None:
    assert _cells(text, 80, 1000) == 80
    assert _cells("4000", 80, 1000) == 1000


def token_of(door: Door) -> str:
    return door.link.partition("token=")[2]


def test_a_link_lets_one_browser_in_once() -> None:
    door = Door.of("127.0.0.1", 4780, None)
    token = token_of(door)
    assert door.enter("") is None
    assert door.enter(token + "x") is None
    cookie = door.enter(token)
    assert cookie is not None
    assert door.knows(cookie)
    assert not door.knows("")
    assert not door.knows(token)
    assert door.enter(token) is None
    assert token_of(door) != token


def test_of_many_browsers_the_first_give_way() -> None:
    door = Door.of("127.0.0.1", 4780, None)
    cookies = [door.enter(token_of(door)) for _ in range(MOST_BROWSERS + 1)]
    assert [door.knows(cookie or "") for cookie in cookies] == [False, *[True] * MOST_BROWSERS]


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:4780", True),
        ("LOCALHOST:4780", True),
        ("[::1]:4780", True),
        ("desk.example", True),
        ("localhost:80", False),
        ("evil.example:4780", False),
        ("", False),
    ],
)
def test_only_names_of_ours_are_answered_to(host: str, ours: bool) -> None:
    door = Door.of("127.0.0.1", 4780, "https://desk.example/console/")
    assert door.is_ours({"Host": host}) is ours


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("http://127.0.0.1:4780", True),
        ("https://desk.example", True),
        ("http://desk.example", False),
        ("https://desk.example.evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_pages_of_ours_may_talk_to_a_console(origin: str, ours: bool) -> None:
    door = Door.of("127.0.0.1", 4780, "https://desk.example/console")
    assert door.came_from_us({"Origin": origin}) is ours


def test_behind_a_proxy_the_link_and_the_cookie_are_those_of_the_public_address() -> None:
    door = Door.of("127.0.0.1", 4780, "https://desk.example/console/")
    assert door.link.startswith("https://desk.example/console/enter?token=")
    assert (door.secure, door.path) == (True, "/console")
    plain = Door.of("0.0.0.0", 80, None)
    assert (plain.secure, plain.path) == (False, "/")
    assert plain.is_ours({"Host": "0.0.0.0"})


def test_an_origin_is_written_as_browsers_write_it() -> None:
    assert origin_of("HTTPS://Desk.Example:443/x") == "https://desk.example"
    assert origin_of("http://[::1]:4780/") == "http://[::1]:4780"
