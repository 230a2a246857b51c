"""The same done to all that is marked in a book of the house: the first are named, and their number is typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cairnloop.client import Client
from cairnloop.tui.screens.weighing import Count
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Kind, Thing
from cairnloop.tui.terminal.lines import cut

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# One of a kind, and several.
NAMES: dict[Kind, tuple[str, str]] = {
    Kind.USER: ("colleague", "colleagues"),
    Kind.INVITATION: ("invitation", "invitations"),
    Kind.SESSION: ("session", "sessions"),
    Kind.KEY: ("key", "keys"),
    Kind.WEBHOOK: ("webhook", "webhooks"),
    Kind.DELIVERY: ("delivery", "deliveries"),
    Kind.CANNED: ("canned reply", "canned replies"),
    Kind.TAG: ("tag", "tags"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """`asks` is the question, with `{}` for how many of what; `done` is what they are then."""

    asks: str
    done: str
    act: Callable[[Client, Thing], Awaitable[object]]


DEEDS: dict[tuple[str, Kind], Deed] = {
    ("switch-off", Kind.USER): Deed(
        "Lock {} out: their sessions end", "locked out", lambda to, one: to.set_user_disabled(int(one.id), True)
    ),
    ("switch-on", Kind.USER): Deed(
        "Let {} in again", "let in again", lambda to, one: to.set_user_disabled(int(one.id), False)
    ),
    ("archive-user", Kind.USER): Deed("Archive {}, who left", "archived", lambda to, one: to.archive_user(int(one.id))),
    ("sign-out-user", Kind.USER): Deed(
        "Sign {} out everywhere", "signed out", lambda to, one: to.sign_user_out(int(one.id))
    ),
    ("switch-off", Kind.WEBHOOK): Deed(
        "Switch {} off: nothing is sent", "switched off", lambda to, one: to.move_webhook(one.id, "disable")
    ),
    ("switch-on", Kind.WEBHOOK): Deed("Switch {} on", "switched on", lambda to, one: to.move_webhook(one.id, "enable")),
    ("replay", Kind.DELIVERY): Deed(
        "Send {} again", "sent again", lambda to, one: to.replay(str(one.wire["subscription_id"]), one.id)
    ),
    ("remove-entry", Kind.INVITATION): Deed(
        "Take back {}: their links end", "taken back", lambda to, one: to.revoke_invitation(one.id)
    ),
    ("remove-entry", Kind.SESSION): Deed("End {}", "ended", lambda to, one: to.revoke_session(one.id)),
    ("remove-entry", Kind.KEY): Deed(
        "Revoke {}: what uses them stops", "revoked", lambda to, one: to.revoke_key(one.id)
    ),
    ("remove-entry", Kind.WEBHOOK): Deed(
        "Remove {}, and their deliveries", "removed", lambda to, one: to.remove_webhook(one.id)
    ),
    ("remove-entry", Kind.CANNED): Deed("Remove {} for everybody", "removed", lambda to, one: to.remove_canned(one.id)),
    ("remove-entry", Kind.TAG): Deed(
        "Remove {} from all that carries them", "removed", lambda to, one: to.remove_tag(one.id)
    ),
}


def mark(app: "ConsoleApp") -> None:
    app.take(b.Marked())


def mark_all(app: "ConsoleApp") -> None:
    app.take(b.AllMarked())


def marked(app: "ConsoleApp") -> tuple[Thing, ...]:
    """What the next act is about instead of the row under the cursor."""
    return tuple(shelf_of(app.desk, app.desk.book).paged.marked.values()) if app.desk.book is not None else ()


async def on_marked(app: "ConsoleApp", action_id: str) -> None:
    """What was marked when the question was asked is what it is about."""
    rows = marked(app)
    deed = DEEDS[action_id, rows[0].kind]
    one, several = NAMES[rows[0].kind]
    number = f"{len(rows)} {one if len(rows) == 1 else several}"
    things = [(row.name, cut(row.about, 60)) for row in rows]
    if await app.ask(Count(deed.asks.format(number), things)) is not None:
        await app.books.house.do_each(rows, lambda row: deed.act(app.daemon, row), deed.done)


PERFORM = {"mark-entry": mark, "mark-entries": mark_all}
