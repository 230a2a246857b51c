"""The generated documents say what the program does, and the example names every setting."""

import tomllib
from pathlib import Path

import pytest

from cairnloop.cli.config_file import example
from cairnloop.config import Settings, load
from cairnloop.people.permissions import ALLOWED, Permission
from scripts import docs, docs_actions, docs_cli, docs_overview

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", docs.DOCUMENTS)
def test_the_document_is_up_to_date(name: str) -> None:
    path = ROOT / name
    said = path.read_text("utf-8")
    assert said == docs.DOCUMENTS[name](said), f"{name} is out of date; run `make docs`"


def test_every_module_begins_with_its_sentence() -> None:
    assert docs_overview.lacking() == []


def test_the_example_names_every_setting_with_its_default() -> None:
    defaults = Settings()
    shown = tomllib.loads(example())
    assert {section: set(keys) for section, keys in shown.items()} == {
        section: set(type(getattr(defaults, section)).model_fields) for section in Settings.model_fields
    }
    assert Settings.model_validate(shown) == defaults


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(example())
    settings = load(path, {})
    assert settings.database.url == f"sqlite:///{tmp_path / 'cairnloop.db'}"
    assert settings.model_copy(update={"database": Settings().database}) == Settings()


def test_every_setting_says_why_one_would_change_it() -> None:
    lines = example().splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# ")
            assert len(lines[number - 1]) > 12


def test_every_permission_stands_in_the_table() -> None:
    assert set(ALLOWED) == set(Permission)


def test_the_console_page_holds_every_action() -> None:
    from cairnloop.tui.acting.actions import GROUPS

    page = docs_actions.page()
    for actions in GROUPS.values():
        for action in actions:
            assert f"`{action.id}`" in page


def test_an_overview_is_written_between_its_marks() -> None:
    page = f"# Ours\n\n{docs_overview.BEGIN}\nwhat was there\n{docs_overview.END}\n\nMore.\n"
    made = docs_overview.page(page)
    assert made.startswith("# Ours\n")
    assert made.endswith(f"{docs_overview.END}\n\nMore.\n")
    assert "what was there" not in made
    assert "**cairnloop/config/** Settings" in made


def test_the_command_line_page_explains_exit_codes() -> None:
    assert "| 78 | the configuration is wrong |" in docs_cli.page()
