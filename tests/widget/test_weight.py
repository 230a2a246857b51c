"""The widget is light enough to put on anybody's page, and holds nothing a strict policy would stop."""

import re
from pathlib import Path

import pytest

from cairnloop.daemon.http.static import FOLDER, asset
from scripts.bench.widget import before_the_first_message, measure

CODE = sorted(path for path in FOLDER.iterdir() if path.suffix in {".html", ".css", ".js"})
LATER = {"around", "files", "form", "lent", "nobody", "rich", "sound", "teaser", "typing"}


def test_the_loader_is_at_most_four_kilobytes() -> None:
    assert measure()["loader"]["bytes"] == len(asset("widget.js").packed) <= 4_000


def test_the_page_its_style_and_its_scripts_are_at_most_twenty_kilobytes() -> None:
    files = before_the_first_message()
    assert {"chat.html", "chat.css", "chat.js", "conversation.js", "words.js"} < set(files)
    assert sum(name.startswith("words-") for name in files) == 1
    assert sum(len(asset(name).packed) for name in files) <= 20_000


def test_what_is_not_needed_before_the_first_message_comes_later() -> None:
    files = before_the_first_message()
    assert not {f"{name}.js" for name in LATER} & set(files)
    assert all((FOLDER / f"{name}.js").is_file() for name in LATER)
    assert "more.css" not in files


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_nothing_is_inline_evaluated_or_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    for forbidden in (
        r"\beval\(",
        r"new Function",
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write",
        r"\sstyle=\"",
        r"\son[a-z]+=\"",
        r"<style",
        r"<script(?![^>]*\bsrc=)",
        r"(?:src|href|url\(|import )[^\n]{0,3}https?://",
    ):
        assert not re.search(forbidden, text), forbidden


def test_every_module_the_page_needs_is_asked_for_at_once() -> None:
    needed = {name for name in before_the_first_message() if name.endswith(".js")}
    asked = re.findall(r'(?:modulepreload" href|module" src)="([^"]+)"', (FOLDER / "chat.html").read_text())
    assert needed == set(asked)


def test_what_is_sent_is_shorter_than_what_is_kept_and_says_the_same_to_people() -> None:
    for path in CODE:
        assert len(asset(path.name).plain) < path.stat().st_size
    assert b"<h1" in asset("chat.html").plain
