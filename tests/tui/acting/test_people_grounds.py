"""Why something cannot be done with customers and sections: in words that say what it would take."""

from dataclasses import replace

import pytest

from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.cards import card_of
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import Saved
from cairnloop.wire.query import parse
from tests.tui.make import after, live
from tests.tui.shapes import person


def looked_at(desk: Desk) -> Desk:
    """One customer is on screen, and was read."""
    asked = b.Asked(Book.PERSON, "timeline:p0")
    return after(desk, b.BookOpened(Book.PERSON), asked, v.CardRead("p0", card_of(person(0))))


def kept(*titles: str, chosen: int = 0) -> Desk:
    rows = tuple(Saved(title, "read:no", parse("read:no"), f"s{at}", False, at) for at, title in enumerate(titles))
    return after(live(), v.SectionsRead(rows), e.SectionChosen(rows[chosen]))


@pytest.mark.parametrize(
    ("role", "action", "said"),
    [
        ("member", "erase-customer", "Erase customer needs an admin role. You are a member."),
        ("member", "change-customer", None),
        ("viewer", "change-customer", "Change customer needs an operator role. You are a viewer."),
        ("viewer", "new-section", "New section needs an operator role. You are a viewer."),
        ("viewer", "find-customers", None),
        ("admin", "export-customer", None),
    ],
)
def test_roles_do_what_they_may(role: str, action: str, said: str | None) -> None:
    assert why_not(BY_ID[action], looked_at(live(role=role))) == said


def test_a_console_for_reading_changes_no_customer() -> None:
    said = why_not(BY_ID["merge-customer"], looked_at(live(readonly=True)))
    assert said == "Merge customer is off: this console was started with --readonly."


def test_what_is_not_read_yet_waits() -> None:
    desk = replace(looked_at(live()), people=Desk(now=live().now).people)
    assert why_not(BY_ID["change-customer"], desk) == "One moment: reading."


def test_sections_know_which_of_them_can_be_moved_where() -> None:
    up, down = BY_ID["section-up"], BY_ID["section-down"]
    assert why_not(up, live()) == "This section is the house's own. + makes one like it that you can change."
    assert why_not(up, kept("One", "Two")) == "It is the first of its kind."
    assert why_not(down, kept("One", "Two")) is None
    assert why_not(down, kept("One", "Two", chosen=1)) == "It is the last of its kind."
