"""How the rows of the house's own books read: each kind as a line, as a title, and whole."""

from collections.abc import Callable
from datetime import datetime

from cairnloop.tui.state.book import HOUSE, Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Kind, Thing
from cairnloop.tui.terminal.lines import Ground, Line, Span, line, muted, wrap
from cairnloop.tui.view import house_inboxes, house_people, house_webhooks, house_words
from cairnloop.tui.view.marks import marker

ROWS: dict[Kind, Callable[[Desk, Thing, int, datetime], list[Span]]] = {
    Kind.USER: house_people.user_row,
    Kind.INVITATION: house_people.invitation_row,
    Kind.SESSION: house_people.session_row,
    Kind.KEY: house_people.key_row,
    Kind.INBOX: house_inboxes.inbox_row,
    Kind.WEBHOOK: house_webhooks.webhook_row,
    Kind.DELIVERY: house_webhooks.delivery_row,
    Kind.CANNED: house_words.canned_row,
    Kind.TAG: house_words.tag_row,
    Kind.SETTING: house_words.setting_row,
    Kind.IDENTITY_KEY: house_words.identity_key_row,
}
WHOLE: dict[Kind, Callable[[Desk, Thing, int], list[Line]]] = {
    Kind.USER: house_people.user_lines,
    Kind.INVITATION: house_people.invitation_lines,
    Kind.SESSION: house_people.session_lines,
    Kind.KEY: house_people.key_lines,
    Kind.INBOX: house_inboxes.inbox_lines,
    Kind.WEBHOOK: house_webhooks.webhook_lines,
    Kind.DELIVERY: house_webhooks.delivery_lines,
    Kind.CANNED: house_words.canned_lines,
    Kind.TAG: house_words.tag_lines,
    Kind.SETTING: house_words.setting_lines,
    Kind.IDENTITY_KEY: house_words.identity_key_lines,
}
# What an empty list says: what will appear here, and how to make it appear.
EMPTY: dict[tuple[Book, str], tuple[str, str]] = {
    (Book.USERS, ""): ("Nobody works here.", "n invites somebody."),
    (Book.USERS, "left"): ("Nobody has left.", "A archives somebody who does; what they did stays."),
    (Book.USERS, "invitations"): ("No seat waits for anybody.", "n invites somebody by a link."),
    (Book.USERS, "sessions"): ("You are signed in nowhere.", "This console uses a key; 5 shows yours."),
    (Book.USERS, "keys"): ("You have no keys.", "n makes one, for a script or another machine."),
    (Book.INBOXES, ""): ("There are no inboxes that you may see.", "n opens one."),
    (Book.WEBHOOKS, ""): ("Nobody is told of anything.", "n tells another system of what happens here."),
    (Book.WEBHOOKS, "deliveries"): ("Nothing was sent in the last 30 days.", "1 goes back to the subscriptions."),
    (Book.WEBHOOKS, "failed"): ("Nothing is being tried again.", "What fails is tried again over days."),
    (Book.WEBHOOKS, "abandoned"): ("Nothing was given up.", "What was tried for days in vain waits here; r sends it."),
    (Book.CANNED, ""): ("No replies are kept at hand.", "n writes one in your editor."),
    (Book.TAGS, ""): ("There are no tags yet.", "n makes one; t puts it on a conversation."),
    (Book.SETTINGS, ""): ("Nothing can be set here.", ". reads it again."),
}


def thing_line(desk: Desk, thing: Thing, width: int, ground: Ground, now: datetime) -> Line:
    marked = desk.book in HOUSE and thing.id in shelf_of(desk, desk.book).paged.marked
    spans = (marker(ground, marked=marked), *ROWS[thing.kind](desk, thing, width - 3, now))
    return Line(spans, Ground.MARKED if marked and ground is Ground.PLAIN else ground)


def _row(desk: Desk) -> Thing | None:
    return shelf_of(desk, desk.book).row if desk.book in HOUSE else None


def thing_title(desk: Desk) -> str:
    row = _row(desk)
    return "" if row is None else row.name or row.kind.value.capitalize()


def thing_lines(desk: Desk, width: int) -> list[Line]:
    """The row under the cursor, whole."""
    row = _row(desk)
    if row is None:
        return [line(muted(f" {text}")) for text in wrap("The row under the cursor is shown here.", width - 2)]
    return WHOLE[row.kind](desk, row, width)
