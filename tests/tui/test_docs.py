"""The page about the console and its pictures show the console as it is."""

import re
from pathlib import Path

import pytest

from cairnloop.tui.acting.actions import ACTIONS
from cairnloop.tui.acting.keymap import show
from scripts.console_picture import FOLDER, PICTURES

PAGE = Path(__file__).parents[2] / "docs" / "console.md"


@pytest.mark.parametrize("name", PICTURES)
async def test_the_pictures_in_the_docs_are_up_to_date(name: str) -> None:
    assert await PICTURES[name]() == (FOLDER / name).read_text("utf-8"), "run `python -m scripts.console_picture`"


def test_every_key_that_the_page_names_exists() -> None:
    known = {show(key) for action in ACTIONS for key in action.keys.split()} | {"Ctrl-C"}
    named = set(re.findall(r"`([a-zA-Z.:?{}\]\[]|Esc|Tab|Enter|F\d|Ctrl-\w)`", PAGE.read_text("utf-8")))
    assert named <= known


def test_every_action_in_its_example_of_a_keymap_exists() -> None:
    example = re.search(r"keymap = \{(.*)\}", PAGE.read_text("utf-8"))
    assert example is not None
    ids = re.findall(r"([a-z-]+) =", example[1])
    assert set(ids) <= {action.id for action in ACTIONS}
