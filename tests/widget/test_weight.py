"""The widget is light enough to put on anybody's page, and holds nothing a strict policy would stop."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "widget_static"
DEMO = {"demo.html", "demo.css", "demo.js"}
CODE = sorted(path for path in STATIC.iterdir() if path.suffix in {".html", ".css", ".js"})


def on_the_wire(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def test_the_loader_is_at_most_four_kilobytes() -> None:
    assert on_the_wire(STATIC / "widget.js") <= 4_000


def test_the_page_its_style_and_its_scripts_are_at_most_twenty_kilobytes() -> None:
    page = [path for path in CODE if path.name not in DEMO | {"widget.js"}]
    assert {"chat.html", "chat.css", "chat.js"} < {path.name for path in page}
    assert on_the_wire(*page) <= 20_000


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
    wanted = {name for path in CODE for name in re.findall(r'from "\./(\w+\.js)"', path.read_text())}
    assert wanted == set(re.findall(r'modulepreload" href="([^"]+)"', (STATIC / "chat.html").read_text()))
