"""The books about the house itself, each a screen with keys of its own."""

from cairnloop.tui.acting.keymap import bindings
from cairnloop.tui.acting.vocabulary import Context
from cairnloop.tui.screens.books import BookScreen
from cairnloop.tui.state.book import Book


class UsersScreen(BookScreen, inherit_bindings=False):
    """Who works here; one's own sessions and keys."""

    BINDINGS = bindings(Context.USERS)
    book, context = Book.USERS, Context.USERS


class InboxesScreen(BookScreen, inherit_bindings=False):
    """Where conversations come in."""

    BINDINGS = bindings(Context.INBOXES)
    book, context = Book.INBOXES, Context.INBOXES


class WebhooksScreen(BookScreen, inherit_bindings=False):
    """Who is told, and every delivery."""

    BINDINGS = bindings(Context.WEBHOOKS)
    book, context = Book.WEBHOOKS, Context.WEBHOOKS


class CannedScreen(BookScreen, inherit_bindings=False):
    """Replies kept at hand."""

    BINDINGS = bindings(Context.CANNED)
    book, context = Book.CANNED, Context.CANNED


class TagsScreen(BookScreen, inherit_bindings=False):
    """The words that conversations and customers are sorted by."""

    BINDINGS = bindings(Context.TAGS)
    book, context = Book.TAGS, Context.TAGS


class SettingsScreen(BookScreen, inherit_bindings=False):
    """What the account itself is set to."""

    BINDINGS = bindings(Context.SETTINGS)
    book, context = Book.SETTINGS, Context.SETTINGS


def house_screens() -> dict[Book, BookScreen]:
    screens = (UsersScreen(), InboxesScreen(), WebhooksScreen(), CannedScreen(), TagsScreen(), SettingsScreen())
    return {screen.book: screen for screen in screens}
