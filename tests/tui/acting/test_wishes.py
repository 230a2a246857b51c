"""Sections of one's own: from the configuration to the screen, or to a reason that can be acted upon."""

from pathlib import Path

import pytest

from cairnloop.config import SavedSection, load
from cairnloop.errors import ConfigError
from cairnloop.tui.acting.keymap import keymap
from cairnloop.tui.acting.wishes import unused
from cairnloop.tui.state import events as e
from cairnloop.tui.state.saved import saved_sections
from cairnloop.tui.state.sections import Counted, Section
from cairnloop.tui.terminal.lines import cells
from cairnloop.tui.view.sections import section_lines
from cairnloop.tui.view.top import sections_line
from tests.tui.make import after, live

MAIL = SavedSection(title="Mail that waits", query="status:open  source:email")
LONG = SavedSection(title="Conversations that nobody has looked at", query="older:2d")
WRONG = SavedSection(title="Wrong", query="sorce:email")


def test_sections_are_read_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[[console.sections]]\ntitle = 'Mail'\nquery = 'source:email'\n")
    assert load(path, {}).console.sections == (SavedSection(title="Mail", query="source:email"),)
    path.write_text("[[console.sections]]\ntitle = 'Mail'\n")
    with pytest.raises(ConfigError, match=r"console\.sections\.0\.query"):
        load(path, {})


def test_a_section_that_cannot_be_read_is_named_and_the_others_are_there() -> None:
    found = saved_sections([MAIL, WRONG, MAIL])
    assert [(one.title, one.text) for one in found.found] == [("Mail that waits", "status:open source:email")]
    assert found.problems[0].startswith("“Wrong” = sorce:email: there is no word “sorce”; did you mean “source”?")
    assert found.problems[1] == "“Mail that waits” is there twice; the first one stays"


def test_everything_that_is_not_used_is_said_at_once() -> None:
    assert unused(keymap({}), saved_sections([MAIL])) is None
    said = unused(keymap({"nonsense": "x"}), saved_sections([WRONG]))
    assert said is not None
    assert "there is no action “nonsense”" in said.what
    assert "“Wrong” = sorce:email" in said.what
    assert said.press == "Esc closes this. Change console.keymap and console.sections in the configuration."


@pytest.mark.parametrize("width", [22, 30])
def test_saved_sections_stand_below_a_rule_with_their_counts(width: int) -> None:
    desk = live()
    saved = saved_sections([MAIL, LONG]).found
    counts = {"status:open source:email": Counted(3, False), "older:2d": Counted(1000, True)}
    desk = after(type(desk)(now=desk.now, saved=saved), e.CountsRead({"decision": 18, "open": 31}, counts))
    shown = section_lines(after(desk, e.SectionChosen(saved[1])), width)
    texts = [one.text for _, one in shown]
    assert all(cells(text) <= width for text in texts)
    assert texts[9].startswith(" ─ saved ─")
    assert [place for place, _ in shown if place is not None] == [*Section, *saved]
    assert texts[10].startswith(" 7 Mail that")
    assert texts[10].rstrip().endswith("3")
    assert texts[11].startswith("▸8 Conversa")
    assert texts[11].endswith("1,000+ ")
    assert "…" in texts[11]


def test_where_they_are_one_line_the_chosen_one_is_in_sight() -> None:
    saved = saved_sections([MAIL, LONG]).found
    desk = type(live())(now=live().now, saved=saved)
    assert sections_line(desk, 80).text.startswith(" 1 Decide")
    line = sections_line(after(desk, e.SectionChosen(saved[1])), 80)
    assert line.text.startswith("…")
    assert "8 Conversations t…" in line.text
    assert cells(line.text) <= 80


def test_a_count_that_could_not_be_read_is_not_called_zero() -> None:
    saved = saved_sections([MAIL]).found
    desk = after(type(live())(now=live().now, saved=saved), e.CountsRead({"open": 1}))
    assert section_lines(desk, 22)[-1][1].text.endswith("? ")
