"""The signs of state: symbol, word and colour."""

from datetime import timedelta

import pytest

from cairnloop.tui.terminal.lines import Tone, cells
from cairnloop.tui.view.marks import brief_state, is_late, promise
from tests.tui.make import row
from tests.tui.trailmark import NOW, zulu


def due(minutes: float, status: str = "active") -> dict[str, object]:
    return {
        "deadline": {"target": "first_response", "status": status, "due_at": zulu(NOW + timedelta(minutes=minutes))}
    }


@pytest.mark.parametrize(
    ("fields", "text", "tone"),
    [
        (due(-12, "breached"), "▲ −12m", Tone.DANGER),
        (due(-1), "▲ −1m", Tone.DANGER),
        (due(18), "● +18m", Tone.WARNING),
        (due(120), "● +2h", Tone.INFO),
        ({}, "● 5m", Tone.INFO),
        ({"awaiting": "customer"}, "○ 5m", Tone.MUTED),
        ({"status": "closed"}, "✓ 5m", Tone.SUCCESS),
    ],
)
def test_a_row_says_how_it_stands(fields: dict[str, object], text: str, tone: Tone) -> None:
    found = brief_state(row(**fields), NOW)
    assert (found.text, found.tone) == (text, tone)
    assert cells(found.text) <= 7


def test_a_promise_that_was_broken_and_then_answered_is_not_late_any_more() -> None:
    assert not is_late(row(awaiting="customer", **due(-12, "breached")), NOW)
    assert not is_late(row(status="closed", **due(-12, "breached")), NOW)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (due(-12, "breached"), "▲ first reply late 12m"),
        (due(18), "first reply due in 18m"),
        ({"awaiting": "customer"}, "the customer's turn"),
    ],
)
def test_in_full_it_says_what_is_owed(fields: dict[str, object], words: str) -> None:
    found = promise(row(**fields), NOW)
    assert found is not None
    assert found.text == words
