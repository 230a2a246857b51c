"""Making two records of one person one: the likely duplicates first, both side by side, and a word typed for a yes."""

from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.choosing import Choice, Choose, Pick
from cairnloop.tui.screens.filling import Type
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.cards import Card, card_of
from cairnloop.tui.state.person import asked_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import cut
from cairnloop.tui.view.weighed import merging_lines
from cairnloop.wire.terminal import harmless

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp
    from cairnloop.wire.people import CustomerOut

WORD = "merge"
SHOWN = 20
SAFE = "Both are as they were."
SAME = {"email": "the same e-mail", "external_id": "the same id of your own"}


async def merge(app: "ConsoleApp") -> None:
    """With whom, who stays, and then what comes of it."""
    here = app.desk.people.cards.get(app.desk.person.id)
    if here is None:
        return
    try:
        other_id = await _other(app, here)
        if other_id is None:
            return
        other = card_of(await app.daemon.customer(other_id, "tags", "company"))
    except (Refused, Unreachable) as error:
        app.take(e.Failed(Trouble(f"Who might be the same could not be read: {error.detail}", SAFE, "M tries again.")))
        return
    stays = await _who_stays(app, here, other)
    if stays is None:
        return
    goes = other if stays is here else here
    weighed = Type("Make these two one?", lambda width: merging_lines(goes, stays, width), WORD, does="does it")
    if await app.ask(weighed) is not None:
        await _merged(app, goes, stays)


async def _other(app: "ConsoleApp", here: Card) -> str | None:
    found = await app.daemon.duplicates(here.id)
    likely = [_choice(one["customer"], ", ".join(SAME.get(same, same) for same in one["same"])) for one in found]

    async def search(asked: str) -> list[Choice]:
        page = await app.daemon.customers(q=asked, limit=SHOWN)
        return [_choice(one) for one in page.rows if one["id"] != here.id]

    title = f"Who is the same as {cut(here.who.name, 40)}?"
    return await app.ask(Pick(title, likely, search, hint="a name, an address or an id", patience=app.patience))


def _choice(customer: "CustomerOut", same: str = "") -> Choice:
    about = " · ".join(one for one in (same, customer["email"] or "", customer["external_id"] or "") if one)
    return Choice(customer["id"], harmless(customer["title"]), harmless(about))


async def _who_stays(app: "ConsoleApp", here: Card, other: Card) -> Card | None:
    """Whose words win where both are known."""
    choices = [
        Choice("here", here.who.name, f"the one you look at · first seen {here.first_seen}"),
        Choice("other", other.who.name, f"{other.who.email or 'the other one'} · first seen {other.first_seen}"),
    ]
    chosen = await app.ask(Choose("Who stays? What is known of them wins.", choices))
    return None if chosen is None else here if chosen == "here" else other


async def _merged(app: "ConsoleApp", goes: Card, stays: Card) -> None:
    try:
        await app.daemon.merge_customer(goes.id, stays.id)
    except Refused as error:
        app.take(e.Failed(Trouble(f"They were not merged: {error.detail}", SAFE, "M tries again.")))
        return
    except Unreachable as error:
        what = f"No answer, so it is not known whether they were merged: {error.detail}"
        app.take(e.Failed(Trouble(what, "They are one, or both as they were; nothing between.", ". reads them again.")))
        return
    for one in (goes, stays):
        app.take(v.CustomerChanged(one.id))
    app.books.ask(asked_of(stays.id, app.desk.person.tab))
    app.take(e.Told(f"They are one now: {cut(stays.who.name, 40)}. The old id leads here."))


PERFORM = {"merge-customer": merge}
