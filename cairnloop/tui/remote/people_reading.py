"""Reading customers, companies, and what a search finds: a page at a time, and one customer as a card."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from cairnloop.client import Refused
from cairnloop.client.calls import Page
from cairnloop.errors import Invalid
from cairnloop.tui.remote.reading import AGAIN, Error, Reader
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.asking import CustomersAsked, customers_asked
from cairnloop.tui.state.belongings import folded, tag_keys
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.cards import card_of
from cairnloop.tui.state.found import find_of
from cairnloop.tui.state.listing import NEAR, PAGE
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.people_books import company_of, row_of
from cairnloop.tui.state.person import Tab, conversation_step, note_step, step_of
from cairnloop.tui.state.trouble import Trouble

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

Turn = Callable[[str, str | None], Awaitable[Leaf[Any]]]
T = TypeVar("T")
# Where little fits, so many pages of the daemon make one of ours; then the operator says whether to look further.
LOOKS = 4
# A company is found by its name among so many.
COMPANIES = 200


class PeopleReader(Reader):
    """Like the reader it is made of: what it is told, or why not, becomes an event."""

    def __init__(self, app: "ConsoleApp") -> None:
        super().__init__(app.daemon, app.tell)
        self.turns: dict[Book, Turn] = {
            Book.CUSTOMERS: self._customers,
            Book.COMPANIES: self._companies,
            Book.PERSON: self._person,
            Book.FOUND: self._found,
        }

    async def card(self, customer_id: str) -> None:
        async def read() -> None:
            found = await self._daemon.customer(customer_id, "tags", "company")
            self._tell(v.CardRead(customer_id, card_of(found)))

        def failed(error: Error) -> None:
            trouble = Trouble(f"The customer could not be read: {error.detail}", "Nothing was changed.", AGAIN)
            self._tell(v.CardUnread(customer_id, trouble))

        await self._once(("card", customer_id), read, failed)

    async def wanted(self, asked: str) -> dict[str, str | None]:
        """What a line asks for, as the daemon wants it. Raises Refused for what there is not."""
        try:
            said = customers_asked(asked)
        except Invalid as error:
            raise Refused(error.status, error.reason, error.detail) from error
        return {"q": said.q or None, "tag_id": await self._tag(said), "company_id": await self._company(said)}

    async def _tag(self, said: CustomersAsked) -> str | None:
        if said.tag is None:
            return None
        wanted = tag_keys(said.tag)
        found = next((tag["id"] for tag in await self._daemon.tags() if folded(tag["name"]) in wanted), None)
        if found is None:
            raise Refused(422, "invalid", f"there is no tag “{said.tag}” here")
        return found

    async def _company(self, said: CustomersAsked) -> str | None:
        if said.company is None:
            return None
        try:
            return str(UUID(said.company))
        except ValueError:
            rows = (await self._daemon.companies(limit=COMPANIES)).rows
        wanted = folded(said.company)
        named = [one for one in rows if folded(one["name"]) == wanted] or [
            one for one in rows if folded(one["name"]).startswith(wanted)
        ]
        if not named:
            raise Refused(422, "invalid", f"none of the newest {COMPANIES} companies is called “{said.company}”")
        return named[0]["id"]

    async def _customers(self, asked: str, after: str | None) -> Leaf[Any]:
        wanted = await self.wanted(asked)

        async def fetch(cursor: str | None) -> Page[Any]:
            return await self._daemon.customers(**wanted, expand=("tags", "company"), after=cursor, limit=PAGE)

        return await _leaf(fetch, after, row_of)

    async def _companies(self, asked: str, after: str | None) -> Leaf[Any]:
        page = await self._daemon.companies(after=after, limit=PAGE)
        return Leaf(after, tuple(company_of(row) for row in page.rows), page.next)

    async def _person(self, asked: str, after: str | None) -> Leaf[Any]:
        tab, _, customer_id = asked.partition(":")
        match Tab(tab):
            case Tab.TIMELINE:
                steps = await self._daemon.timeline(customer_id, after=after, limit=PAGE)
                return Leaf(after, tuple(step_of(row) for row in steps.rows), steps.next)
            case Tab.NOTES:
                notes = await self._daemon.notes(customer_id, after=after, limit=PAGE)
                return Leaf(after, tuple(note_step(row) for row in notes.rows), notes.next)
            case Tab.CONVERSATIONS:
                rows = await self._daemon.conversations(customer_id=customer_id, after=after, limit=PAGE)
                return Leaf(after, tuple(conversation_step(row) for row in rows.rows), rows.next)

    async def _found(self, asked: str, after: str | None) -> Leaf[Any]:
        if not asked:
            return Leaf(None, (), None)

        async def fetch(cursor: str | None) -> Page[Any]:
            return await self._daemon.find(asked, after=cursor, limit=PAGE)

        return await _leaf(fetch, after, find_of)


async def _leaf(
    fetch: Callable[[str | None], Awaitable[Page[Any]]], after: str | None, made: Callable[[Any], T]
) -> Leaf[Any]:
    """One page of ours; of the daemon's as many as it takes to have something to show, up to a bound."""
    rows: list[Any] = []
    cursor = after
    for _ in range(LOOKS):
        page = await fetch(cursor)
        rows += page.rows
        cursor = page.next
        if cursor is None or len(rows) > NEAR:
            break
    return Leaf(after, _once_each([made(row) for row in rows]), cursor, short=cursor is not None and len(rows) <= NEAR)


def _once_each(rows: Sequence[Any]) -> tuple[Any, ...]:
    return tuple({row.id: row for row in rows}.values())
