"""What is done with one customer: their fields, tags, notes; merged with a duplicate, exported, erased."""

import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.performing.customers import SAFE, ask_path, fields_of
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Ask, Confirm
from cairnloop.tui.screens.filling import Fill, Type, Words
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.belongings import in_words
from cairnloop.tui.state.cards import FIELDS, Card
from cairnloop.tui.state.person import Tab, asked_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import cut
from cairnloop.tui.terminal.private_file import write_private
from cairnloop.tui.view.weighed import erasing_lines
from cairnloop.wire.terminal import harmless

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

COMPANY, NONE, NEW = "company", "none", "new"
COMPANIES = 200
ERASE = "erase"


def _tab(tab: Tab) -> Callable[["ConsoleApp"], None]:
    def ask(app: "ConsoleApp") -> None:
        app.books.ask(asked_of(app.desk.person.id, tab))

    return ask


def card_at_hand(app: "ConsoleApp") -> Card | None:
    return app.desk.people.cards.get(app.desk.person.id)


async def change(app: "ConsoleApp") -> None:
    """One field is chosen and changed; an empty line empties it."""
    card = card_at_hand(app)
    if card is None:
        return
    company = Choice(COMPANY, "company", card.company[1] if card.company else "–")
    choices = [*fields_of(card.words, FIELDS), company]
    name = await app.ask(Choose(f"What changes of {cut(card.who.name, 40)}?", choices))
    if name == COMPANY:
        await _change_company(app, card)
    elif name is not None:
        standing = card.words.get(name) or ""
        text = await app.ask(Fill(FIELDS[name].capitalize(), standing, hint="an empty line empties it"))
        if text is not None and text != standing:
            await _changed(app, card, {name: text or None}, FIELDS[name])


async def _changed(app: "ConsoleApp", card: Card, changes: dict[str, Any], label: str) -> None:
    asked = app.daemon.change_customer(card.id, changes)
    what = f"The {label} was not changed"
    await app.books.people.do(app.desk.person.id, what, asked, lambda said: f"The {label} is changed.")


async def _change_company(app: "ConsoleApp", card: Card) -> None:
    try:
        rows = (await app.daemon.companies(limit=COMPANIES)).rows
    except (Refused, Unreachable) as error:
        app.take(e.Failed(Trouble(f"The companies could not be read: {error.detail}", SAFE, "e tries again.")))
        return
    known = [Choice(one["id"], harmless(one["name"]), harmless(one["website_url"] or "")) for one in rows]
    own = [Choice(NONE, "none", "they belong to no company"), Choice(NEW, "a new one…", "by its name")]
    chosen = await app.ask(Choose("To which company do they belong?", [*known, *own]))
    if chosen == NEW:
        name = await app.ask(Ask("New company", hint="its name", may_be_empty=False))
        if not name:
            return
        try:
            chosen = (await app.daemon.add_company({"name": name}))["id"]
        except (Refused, Unreachable) as error:
            app.take(e.Failed(Trouble(f"No company was made: {error.detail}", SAFE, "e tries again.")))
            return
    if chosen is not None:
        await _changed(app, card, {"company_id": None if chosen == NONE else chosen}, "company")


async def tag(app: "ConsoleApp") -> None:
    """Those that are on are taken off, the others put on."""
    card = card_at_hand(app)
    if card is None:
        return
    try:
        tags = await app.daemon.tags()
    except (Refused, Unreachable) as error:
        app.take(e.Failed(Trouble(f"The tags could not be read: {error.detail}", SAFE, "t tries again.")))
        return
    on = {tag_id for tag_id, _ in card.tags}
    shown = sorted(tags, key=lambda one: one["id"] not in on)
    choices = [Choice(one["id"], f"{'■' if one['id'] in on else '·'} {harmless(one['name'])}") for one in shown]
    chosen = await app.ask(Choose("Which tag? One that is on is taken off.", choices, hint="type to narrow the list"))
    if chosen is None:
        return
    name = next(harmless(one["name"]) for one in tags if one["id"] == chosen)
    if chosen in on:
        asked, done = app.daemon.untag_customer(card.id, chosen), f"#{name} is off."
    else:
        asked, done = app.daemon.tag_customer(card.id, chosen), f"#{name} is on."
    await app.books.people.do(app.desk.person.id, f"#{name} stays as it was", asked, lambda said: done)


async def note(app: "ConsoleApp") -> None:
    text = await app.ask(Words("Note on this customer", hint="only colleagues ever see it"))
    if text is not None:
        asked = app.daemon.add_note(app.desk.person.id, text)
        await _noted(app, text, "The note was not kept", asked, "Note kept. Only colleagues see it.")


async def edit_note(app: "ConsoleApp") -> None:
    step = app.desk.person.paged.row
    if step is None or step.note_id is None:
        return
    text = await app.ask(Words("Your note", step.about, hint="only colleagues ever see it"))
    if text is not None and text != step.about.strip():
        asked = app.daemon.change_note(step.note_id, text)
        await _noted(app, text, "The note was not changed", asked, "Note changed.")


async def _noted(app: "ConsoleApp", text: str, what: str, asked: Any, done: str) -> None:
    """Words that could not be kept are handed to the clipboard rather than lost."""
    if not await app.books.people.do(app.desk.person.id, what, asked, lambda said: done):
        app.signals.copy("Your note", text)


async def remove_note(app: "ConsoleApp") -> None:
    step = app.desk.person.paged.row
    if step is None or step.note_id is None:
        return
    said = cut(" ".join(step.about.split()), 200)
    words = f"“{said}”\nIt is gone for all colleagues. The trail keeps that there was one."
    if await app.ask(Confirm("Remove your note for good?", words, yes="removes it")) is not None:
        asked = app.daemon.remove_note(step.note_id)
        await app.books.people.do(app.desk.person.id, "The note was not removed", asked, lambda said: "Note removed.")


async def export(app: "ConsoleApp") -> None:
    """All that is held of them, into a file."""
    card = card_at_hand(app)
    if card is None:
        return
    path = await ask_path(app, f"Export all of {cut(card.who.name, 40)}", "customer", card.who.name, "json")
    if path is None:
        return
    notes = [
        Choice("no", "without private notes", "what is handed to the customer"),
        Choice("yes", "with private notes", "also what colleagues wrote among the messages"),
    ]
    private = await app.ask(Choose("Private notes among the messages?", notes))
    if private is None:
        return
    try:
        document = await app.daemon.export_customer(card.id, private=private == "yes")
        size = await write_private(path, _as_json(document))
    except (Refused, Unreachable) as error:
        app.take(
            e.Failed(Trouble(f"They were not exported: {error.detail}", f"Nothing is at {path}.", "X tries again."))
        )
    except OSError as error:
        app.take(
            e.Failed(Trouble(f"They were not exported: {error.strerror}", SAFE, "X with another name tries again."))
        )
    else:
        app.take(e.Told(f"Exported, {in_words(size)}, for your eyes alone: {path}"))
        app.books.refresh()


async def _as_json(document: dict[str, Any]) -> AsyncIterator[bytes]:
    for piece in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(document):
        yield piece.encode("utf-8", "backslashreplace")


async def erase(app: "ConsoleApp") -> None:
    """What goes and what stays is read, and the word is typed."""
    card = card_at_hand(app)
    if card is None:
        return
    asked = Type(
        f"Erase {cut(card.who.name, 40)} for good?", lambda width: erasing_lines(card, width), ERASE, does="does it"
    )
    if await app.ask(asked) is None:
        return
    try:
        await app.daemon.erase_customer(card.id)
    except (Refused, Unreachable) as error:
        app.take(e.Failed(Trouble(f"They were not erased: {error.detail}", SAFE, "It is shown as it now stands.")))
        app.books.refresh()
        return
    app.take(v.CustomerChanged(card.id))
    await app.books.close()
    app.take(e.Told("They are gone for everybody; what belonged to them is being removed."))
    app.books.refresh()


PERFORM = {
    "person-timeline": _tab(Tab.TIMELINE),
    "person-conversations": _tab(Tab.CONVERSATIONS),
    "person-notes": _tab(Tab.NOTES),
    "change-customer": change,
    "tag-customer": tag,
    "note-customer": note,
    "edit-note": edit_note,
    "remove-note": remove_note,
    "export-customer": export,
    "erase-customer": erase,
}
