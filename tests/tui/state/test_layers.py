"""Going back comes back to the book that something was opened from, however one wandered in between."""

from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.layers import MOST, Layer, laid, moved_on, over
from tests.tui.make import after, live


def searched(desk: Desk) -> Desk:
    return after(desk, b.BookOpened(Book.FOUND), b.Asked(Book.FOUND, "refund"))


def test_a_conversation_that_was_found_leads_back_to_what_was_found() -> None:
    desk = after(searched(live()), v.Lent("c1"), e.Entered("c1"))
    assert (desk.book, desk.open) == (None, "c1")
    desk = after(desk, e.Left())
    assert (desk.book, desk.open, desk.behind) == (Book.FOUND, None, ())
    assert desk.found.paged.asked == "refund"


def test_the_next_decision_from_there_still_leads_back() -> None:
    desk = after(searched(live()), v.Lent("c1"), e.Entered("c1"), e.Entered("c2"), e.Left())
    assert desk.book is Book.FOUND


def test_books_lie_over_each_other_and_over_conversations() -> None:
    desk = after(live(), e.Entered("c1"), b.BookOpened(Book.PERSON), b.Asked(Book.PERSON, "timeline:p1"))
    desk = after(
        desk, v.Lent("c2"), e.Entered("c2", over=True), b.BookOpened(Book.PERSON), b.Asked(Book.PERSON, "notes:p2")
    )
    desk = after(desk, b.BookClosed())
    assert (desk.book, desk.open) == (None, "c2")
    desk = after(desk, e.Left())
    assert (desk.book, desk.open, desk.person.id) == (Book.PERSON, "c1", "p1")
    desk = after(desk, b.BookClosed(), e.Left())
    assert (desk.book, desk.open, desk.behind) == (None, None, ())


def test_a_book_over_a_book_is_left_for_it_and_another_book_takes_the_place_of_both() -> None:
    desk = after(live(), b.BookOpened(Book.CUSTOMERS), v.Stacked(Book.PERSON, "timeline:p1"))
    assert after(desk, b.BookClosed()).book is Book.CUSTOMERS
    desk = after(desk, b.BookOpened(Book.AUDIT), b.BookClosed())
    assert (desk.book, desk.behind) == (None, ())


def test_whoever_never_goes_back_keeps_a_bounded_way() -> None:
    layers: tuple[Layer, ...] = ()
    for number in range(3 * MOST):
        layers = laid(layers, Layer(Book.FOUND, "x", f"c{number}"))
    assert len(layers) == MOST
    assert over(layers, f"c{3 * MOST - 1}") is not None
    assert over(layers, "c1") is None
    assert moved_on(layers, "c1", "c2") == layers
