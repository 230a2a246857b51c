"""Customers and companies in their books: opening them, finding, saving the list, and changing companies."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.performing.books import narrow
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Ask, Confirm
from cairnloop.tui.screens.filling import Fill
from cairnloop.tui.screens.wording import CUSTOMER_HINTS, Wording
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.asking import customers_asked
from cairnloop.tui.state.belongings import in_words
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.people_books import COMPANY_FIELDS
from cairnloop.tui.state.person import asked_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import cut
from cairnloop.tui.terminal.private_file import path_of, unfit, usual_path, write_private

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

SAFE = "Nothing was changed."


async def customers(app: "ConsoleApp") -> None:
    await app.books.open(Book.CUSTOMERS)


async def companies(app: "ConsoleApp") -> None:
    await app.books.open(Book.COMPANIES)


async def who(app: "ConsoleApp") -> None:
    """The customer of what is at hand, over it."""
    customer_id = customer_at_hand(app)
    if customer_id:
        await app.books.people.stack(Book.PERSON, asked_of(customer_id))


def customer_at_hand(app: "ConsoleApp") -> str:
    desk = app.desk
    if desk.book is Book.FOUND:
        return desk.found.paged.row.row.customer_id if desk.found.paged.row else ""
    row = desk.row
    return row.customer_id if row is not None else ""


async def open_row(app: "ConsoleApp") -> None:
    """A customer's page, a company's customers, a conversation, or a note in full."""
    desk, people = app.desk, app.books.people
    match desk.book:
        case Book.CUSTOMERS if desk.customers.paged.row is not None:
            await people.stack(Book.PERSON, asked_of(desk.customers.paged.row.id))
        case Book.COMPANIES if desk.companies.paged.row is not None:
            await people.stack(Book.CUSTOMERS, f"company:{desk.companies.paged.row.id}")
        case Book.FOUND if desk.found.paged.row is not None:
            await people.visit(desk.found.paged.row.id, desk.found.paged.row.message_id)
        case Book.PERSON:
            step = desk.person.paged.row
            if step is not None and step.conversation_id is not None:
                await people.visit(step.conversation_id)
            elif step is not None:
                app.take(b.Turned(not desk.person.paged.whole))
        case _:
            return


async def find(app: "ConsoleApp") -> None:
    standing = app.desk.customers.paged.asked
    asked = await app.ask(
        Wording("Find customers", standing, CUSTOMER_HINTS, customers_asked, empty="shows all of them")
    )
    if asked is not None:
        app.books.ask(asked)


async def save_list(app: "ConsoleApp") -> None:
    """Everybody that the list would show, however many they are: written as they come."""
    asked = app.desk.customers.paged.asked
    path = await ask_path(app, "Save the list as CSV", "customers", "", "csv")
    if path is None:
        return
    try:
        wanted = await app.books.people.reader.wanted(asked)
        app.take(e.Told("The list is being written…", "hint"))
        size = await write_private(path, app.daemon.customers_csv(**wanted))
    except (Refused, Unreachable) as error:
        app.take(
            e.Failed(Trouble(f"The list was not saved: {error.detail}", f"Nothing is at {path}.", "X tries again."))
        )
    except OSError as error:
        app.take(
            e.Failed(Trouble(f"The list was not saved: {error.strerror}", SAFE, "X with another name tries again."))
        )
    else:
        app.take(e.Told(f"Saved, {in_words(size)}, for your eyes alone: {path}"))


async def ask_path(app: "ConsoleApp", title: str, kind: str, name: str, ending: str) -> Path | None:
    """Where a file shall be; what is there is never written over."""
    usual = usual_path(kind, name, ending, app.desk.now.date())
    hint = "Only you will be able to read it. Nothing is written over."
    given = await app.ask(Fill(title, str(usual), hint=hint, check=unfit))
    return None if given is None else path_of(given)


async def new_company(app: "ConsoleApp") -> None:
    name = await app.ask(Ask("New company", hint="its name", may_be_empty=False))
    if name:
        asked = app.daemon.add_company({"name": name})
        await app.books.house.do("No company was made", asked, lambda said: f"“{cut(said['name'], 40)}” is there.")


async def change_company(app: "ConsoleApp") -> None:
    """One field after the other is chosen and changed."""
    company = app.desk.companies.paged.row
    if company is None:
        return
    name = await app.ask(
        Choose(f"What changes of “{cut(company.name, 40)}”?", fields_of(company.words, COMPANY_FIELDS))
    )
    if name is None:
        return
    standing = str(company.words.get(name) or "")
    text = await app.ask(Fill(COMPANY_FIELDS[name].capitalize(), standing, hint="an empty line empties it"))
    if text is None or text == standing:
        return
    asked = app.daemon.change_company(company.id, {name: text or None})
    await app.books.house.do("The company was not changed", asked, lambda said: f"{COMPANY_FIELDS[name]} is changed.")


def fields_of(words: Mapping[str, object], labels: Mapping[str, str]) -> list[Choice]:
    """What can be changed, and how it stands."""
    return [Choice(name, label, cut(str(words.get(name) or "–"), 60)) for name, label in labels.items()]


async def remove_company(app: "ConsoleApp") -> None:
    company = app.desk.companies.paged.row
    if company is None:
        return
    words = f"“{cut(company.name, 60)}” goes. Its customers stay, and belong to none."
    if await app.ask(Confirm("Remove this company?", words, yes="removes it")) is not None:
        asked = app.daemon.remove_company(company.id)
        await app.books.house.do("The company was not removed", asked, lambda said: "Removed. Its customers stay.")


PERFORM = {
    "customers": customers,
    "companies": companies,
    "who": who,
    "open-row": open_row,
    "find-customers": find,
    "save-list": save_list,
    "narrow-companies": narrow,
    "new-company": new_company,
    "change-company": change_company,
    "remove-company": remove_company,
}
