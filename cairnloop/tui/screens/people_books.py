"""The books about customers on screen, each with keys of its own."""

from cairnloop.tui.acting.keymap import bindings
from cairnloop.tui.acting.vocabulary import Context
from cairnloop.tui.screens.books import BookScreen
from cairnloop.tui.state.book import Book


class CustomersScreen(BookScreen, inherit_bindings=False):
    """Customers, and the card of one."""

    BINDINGS = bindings(Context.CUSTOMERS)
    book, context = Book.CUSTOMERS, Context.CUSTOMERS


class PersonScreen(BookScreen, inherit_bindings=False):
    """What happened with one customer, and their card."""

    BINDINGS = bindings(Context.PERSON)
    book, context = Book.PERSON, Context.PERSON


class CompaniesScreen(BookScreen, inherit_bindings=False):
    """Companies, and one of them."""

    BINDINGS = bindings(Context.COMPANIES)
    book, context = Book.COMPANIES, Context.COMPANIES


class FoundScreen(BookScreen, inherit_bindings=False):
    """What was found, and the words around it."""

    BINDINGS = bindings(Context.FOUND)
    book, context = Book.FOUND, Context.FOUND


def people_screens() -> dict[Book, BookScreen]:
    screens = (CustomersScreen(), PersonScreen(), CompaniesScreen(), FoundScreen())
    return {screen.book: screen for screen in screens}
