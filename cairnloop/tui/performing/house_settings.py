"""What is done with the account's settings, part by part, and with the keys by which sites vouch for customers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing.papers import Save, fill_in
from cairnloop.tui.screens.dialog import Confirm
from cairnloop.tui.screens.house_dialogs import Once, TypeName
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.house_papers import account_paper, context_paper, hours_paper, switches_paper
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.papers import Paper
from cairnloop.tui.state.things import Thing

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def _row(app: "ConsoleApp") -> Thing:
    row = shelf_of(app.desk, Book.SETTINGS).row
    assert row is not None  # the ground of every action here
    return row


async def edit(app: "ConsoleApp") -> None:
    part = _row(app)
    paper, kind, save = _of(app, part)
    await fill_in(app, paper, kind, save, f"{part.name}: saved.")


def _of(app: "ConsoleApp", part: Thing) -> tuple[Paper, str, Save]:
    """The paper of one part, by which model it is read, and how it is saved."""
    daemon = app.daemon
    account_id = app.desk.me.account_id if app.desk.me is not None else ""

    async def account(changed: Mapping[str, Any]) -> None:
        await daemon.change_account(account_id, {**changed, "seen": part.wire["version"]})

    async def switches(changed: Mapping[str, Any]) -> None:
        await daemon.change_account(account_id, {"settings": dict(changed), "seen": part.wire["version"]})

    async def hours(changed: Mapping[str, Any]) -> None:
        await daemon.set_hours({**changed, "seen": part.wire["version"]})

    async def context(changed: Mapping[str, Any]) -> None:
        await daemon.put_business_context(changed, seen=part.wire["version"])

    match part.id:
        case "hours":
            return hours_paper("account", "the account", part.wire), "hours", hours
        case "context":
            return context_paper("account", "the account", part.wire), "context", context
        case "switches":
            return switches_paper(part), "switches", switches
        case _:
            return account_paper(part), "account", account


async def new_identity_key(app: "ConsoleApp") -> None:
    words = "Your site signs with it who its customer is. Two live at a time, so that one can take the other's place."
    if await app.ask(Confirm("Make an identity key?", words, yes="makes one")) is None:
        return

    async def show(said: Any) -> None:
        value = str(said["value"])
        kept = ("Keep it on your server only: whoever has it can speak as any customer.",)
        await app.ask(Once("The new identity key", value, kept, lambda: app.signals.copy("The key", value)))

    asked = app.daemon.make_identity_key()
    await app.books.house.do("No key was made", asked, lambda said: "The key is made.", then=show)


async def remove_identity_key(app: "ConsoleApp") -> None:
    key = _row(app)
    hint = str(key.wire["hint"])
    words = ("Customers whose site still signs with it are nobody's until it signs with another.",)
    if await app.ask(TypeName("Remove this identity key?", words, hint)) is not None:
        asked = app.daemon.delete_identity_key(key.id)
        await app.books.house.do("It still counts", asked, lambda said: "The key counts no more.")
