"""The house's own books: opening them, their tabs, and what is made, changed and removed in whichever is open."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing import house_bulk, house_inboxes, house_settings, house_users, house_webhooks, house_words
from cairnloop.tui.state.book import TABS, Book
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Kind

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

Perform = Callable[["ConsoleApp"], Coroutine[Any, Any, None] | None]


def _open(book: Book) -> Perform:
    async def open_(app: "ConsoleApp") -> None:
        await app.books.open(book)

    return open_


def _tab(book: Book, at: int) -> Perform:
    return lambda app: app.books.ask(TABS[book][at][0])


def _of_webhook(which: str) -> Perform:
    """The deliveries of the subscription under the cursor, or of the one whose deliveries are on screen."""

    def ask(app: "ConsoleApp") -> None:
        shelf = shelf_of(app.desk, Book.WEBHOOKS)
        _, _, asked = shelf.paged.asked.partition(":")
        row = shelf.row
        subscription = row.id if row is not None and row.kind is Kind.WEBHOOK else asked
        app.books.ask(f"{which}:{subscription}" if which else "")

    return ask


# What the keys for new, edit and remove mean, by the kind of the row or, for what is new, by the book and its tab.
NEW: dict[tuple[Book, str], Perform] = {
    (Book.USERS, ""): house_users.invite,
    (Book.USERS, "invitations"): house_users.invite,
    (Book.USERS, "keys"): house_users.new_key,
    (Book.INBOXES, ""): house_inboxes.new,
    (Book.WEBHOOKS, ""): house_webhooks.new,
    (Book.CANNED, ""): house_words.new_canned,
    (Book.TAGS, ""): house_words.new_tag,
    (Book.SETTINGS, ""): house_settings.new_identity_key,
}
EDIT: dict[Kind, Perform] = {
    Kind.INBOX: house_inboxes.edit,
    Kind.WEBHOOK: house_webhooks.edit,
    Kind.CANNED: house_words.edit_canned,
    Kind.TAG: house_words.edit_tag,
    Kind.SETTING: house_settings.edit,
}
REMOVE: dict[Kind, Perform] = {
    Kind.INVITATION: house_users.revoke_invitation,
    Kind.SESSION: house_users.end_session,
    Kind.KEY: house_users.revoke_key,
    Kind.INBOX: house_inboxes.remove,
    Kind.WEBHOOK: house_webhooks.remove,
    Kind.CANNED: house_words.remove_canned,
    Kind.TAG: house_words.remove_tag,
    Kind.IDENTITY_KEY: house_settings.remove_identity_key,
}


def _new(app: "ConsoleApp") -> Coroutine[Any, Any, None] | None:
    book = app.desk.book
    if book is None:
        return None
    return NEW[book, shelf_of(app.desk, book).paged.asked](app)


def _on_row(table: dict[Kind, Perform]) -> Perform:
    def perform(app: "ConsoleApp") -> Coroutine[Any, Any, None] | None:
        row = shelf_of(app.desk, app.desk.book).row if app.desk.book is not None else None
        return table[row.kind](app) if row is not None else None

    return perform


def _switch(on: bool) -> Perform:
    def perform(app: "ConsoleApp") -> Coroutine[Any, Any, None] | None:
        if app.desk.book is Book.USERS:
            return house_users.switch(app, on)
        return house_webhooks.switch(app, on)

    return perform


def _or_marked(action_id: str, alone: Perform) -> Perform:
    return lambda app: house_bulk.on_marked(app, action_id) if house_bulk.marked(app) else alone(app)


ALONE: dict[str, Perform] = {
    **{book.value: _open(book) for book in (Book.USERS, Book.INBOXES, Book.WEBHOOKS, Book.CANNED, Book.TAGS)},
    "settings": _open(Book.SETTINGS),
    "new-entry": _new,
    "edit-entry": _on_row(EDIT),
    "remove-entry": _on_row(REMOVE),
    "switch-off": _switch(False),
    "switch-on": _switch(True),
    "team": _tab(Book.USERS, 0),
    "left-users": _tab(Book.USERS, 1),
    "invitations": _tab(Book.USERS, 2),
    "my-sessions": _tab(Book.USERS, 3),
    "my-keys": _tab(Book.USERS, 4),
    "subscriptions": _of_webhook(""),
    "deliveries": _of_webhook("deliveries"),
    "failing-deliveries": _of_webhook("failed"),
    "given-up-deliveries": _of_webhook("abandoned"),
    **house_users.PERFORM,
    **house_inboxes.PERFORM,
    **house_webhooks.PERFORM,
    **house_words.PERFORM,
    **house_bulk.PERFORM,
}
BULK = {action_id for action_id, _ in house_bulk.DEEDS}
PERFORM: dict[str, Perform] = {
    action_id: _or_marked(action_id, alone) if action_id in BULK else alone for action_id, alone in ALONE.items()
}
