"""Papers: what can be set as a file, and what was changed in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.remote.checking import problems
from cairnloop.tui.state.house_papers import CONTEXT, HOUR_LINES, WIDGET, hours_paper, switches_paper, widget_paper
from cairnloop.tui.state.papers import Line, Paper
from cairnloop.tui.state.things import Kind, thing_of
from cairnloop.wire.context import BusinessContextFields
from cairnloop.wire.hours import HoursChange
from cairnloop.wire.widget_settings import WidgetFields

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LINES = (
    Line("name", "What it is called.", needed=True),
    Line("about", "What it is for.", ""),
    Line("on", "Whether.", needed=True),
    Line("colour", "Which.", usual="red"),
)


def paper(**values: Any) -> Paper:
    return Paper("x", "A thing", LINES, {"name": "Ada", "about": None, "on": False, "colour": None, **values})


@given(TEXTS, TEXTS, st.booleans())
def test_a_file_that_nobody_touched_changes_nothing(name: str, about: str, on: bool) -> None:
    one = paper(name=name, about=about, on=on)
    filled = one.read(one.text)
    assert (dict(filled.changed), dict(filled.problems)) == ({}, {})


def test_what_is_not_set_stands_behind_a_mark_with_what_holds_instead() -> None:
    assert '# colour = "red"' in paper().text
    assert 'name = "Ada"\n' in paper().text


def test_only_what_differs_is_told_and_what_was_taken_out_is_emptied() -> None:
    one = paper(about="Old", colour="blue")
    filled = one.read('name = "Ada"\non = true\n')
    assert dict(filled.changed) == {"about": "", "on": True, "colour": None}
    assert dict(filled.problems) == {}


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("on = true", "name", "cannot be left out"),
        ('name = "A"\non = true\ncolor = "x"', "color", "did you mean colour?"),
        ("name = Ada", "the file", "Invalid value"),
    ],
)
def test_what_is_wrong_is_said_by_setting(text: str, field: str, said: str) -> None:
    assert said in paper().read(text).problems[field][0]


def test_hours_are_written_as_people_write_them() -> None:
    shift = {"day": "friday", "start_minute": 540, "end_minute": 720}
    day_off = {"name": "Easter", "start_date": "2026-04-03", "end_date": "2026-04-03", "yearly": False, "hours": []}
    one = hours_paper("a", "us", {"time_zone": None, "working_hours": [shift], "holidays": [day_off]})
    assert 'working_hours = ["friday 09:00-12:00"]' in one.text
    changed = one.read(
        one.text.replace("friday 09", "mon,friday 10").replace('hours = "" },', 'hours = "9:00-9:30" },')
    )
    assert changed.changed["working_hours"][0] == {"day": "monday", "start_minute": 600, "end_minute": 720}
    assert changed.changed["holidays"][0]["hours"] == [{"start_minute": 540, "end_minute": 570}]
    wrong = one.read(one.text.replace("friday 09:00-12:00", "friday noon"))
    assert wrong.problems["working_hours"] == ["'noon' are no times"]


def test_the_papers_know_every_setting_that_the_daemon_takes() -> None:
    assert {line.name for line in WIDGET} == set(WidgetFields.model_fields)
    assert {line.name for line in CONTEXT} == set(BusinessContextFields.model_fields) - {"additional_context"}
    assert {line.name for line in HOUR_LINES} == set(HoursChange.model_fields) - {"seen"}


def test_a_widget_shows_what_holds_where_nobody_has_chosen() -> None:
    inbox = thing_of(Kind.INBOX, "i1", "Support", {})
    said = {"title": "Acme", "color": "#A8492A", "greeting": "Hi", "defaults": ["color"]}
    text = widget_paper(inbox, said, "Acme").text
    assert '# title = "Acme"' in text
    assert '# color = "#A8492A"' in text
    assert '\ngreeting = "Hi"' in text


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("widget", {"color": "red"}, "color"),
        ("hours", {"time_zone": "Mars"}, "time_zone"),
        ("canned", {"shortcut": "Not So"}, "shortcut"),
        ("switches", {"conversation_reminder_hours_interval": 0}, "conversation_reminder_hours_interval"),
    ],
)
def test_what_the_daemon_would_refuse_is_found_before_it_is_sent(kind: str, change: Any, field: str) -> None:
    assert list(problems(kind, change)) == [field]


def test_an_off_switch_is_set_and_not_missing() -> None:
    switches = thing_of(Kind.SETTING, "switches", "Switches", {"conversation_reminders_enabled": False})
    assert "\nconversation_reminders_enabled = false" in switches_paper(switches).text
