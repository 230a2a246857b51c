"""Reading the house's own books: a page of one, and what a list does not tell of a row."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.client import Refused
from cairnloop.tui.remote.reading import AGAIN, Error, Reader
from cairnloop.tui.state import housing as h
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.listing import PAGE
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.things import Kind, Thing, thing_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.query import QUOTES

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

Turn = Callable[[str, str | None], Awaitable[Leaf[Thing]]]
SAFE = "Nothing was changed."
CUSTOMERS = 200


def whole(rows: list[Thing]) -> Leaf[Thing]:
    """A list that comes in one piece."""
    return Leaf(None, tuple(rows), None)


class HouseReader(Reader):
    """Like the reader it is made of: what it is told, or why not, becomes an event."""

    def __init__(self, app: "ConsoleApp") -> None:
        super().__init__(app.daemon, app.tell)
        self._app = app
        self._addresses: dict[str, str] = {}
        self.turns: dict[Book, Turn] = {
            Book.USERS: self._users,
            Book.INBOXES: self._inboxes,
            Book.WEBHOOKS: self._webhooks,
            Book.CANNED: self._canned,
            Book.TAGS: self._tags,
            Book.SETTINGS: self._settings,
        }

    @property
    def _is_admin(self) -> bool:
        me = self._app.desk.me
        return me is not None and me.role == "admin"

    async def _users(self, asked: str, after: str | None) -> Leaf[Thing]:
        match asked:
            case "invitations":
                page = await self._daemon.invitations(after=after, limit=PAGE)
                rows = [
                    thing_of(Kind.INVITATION, one["id"], one["email"] or "whoever has the link", one)
                    for one in page.rows
                ]
                return Leaf(after, tuple(rows), page.next)
            case "sessions":
                found = await self._daemon.sessions()
                return whole([thing_of(Kind.SESSION, one["id"], one["user_agent"], one, one["ip"]) for one in found])
            case "keys":
                kept = [one for one in await self._daemon.keys() if one["revoked_at"] is None]
                return whole([thing_of(Kind.KEY, one["id"], one["label"], one, one["hint"]) for one in kept])
            case _:
                return await self._people(after, left=asked == "left")

    async def _people(self, after: str | None, *, left: bool) -> Leaf[Thing]:
        """Users with how they stand with the door, which is for admins to know."""
        first, ask = int(after or 0), self._daemon.everybody if left else self._daemon.users
        users = await ask(after=first, limit=PAGE)
        standings = await self._daemon.standings(after=first, limit=200) if self._is_admin else []
        known = {one["user_id"]: one for one in standings}
        rows = [
            thing_of(
                Kind.USER,
                one["id"],
                one["display_name"] or one["full_name"] or one["email"],
                {**one, "standing": known.get(one["id"])},
                f"{one['full_name'] or ''} {one['email']} {one['role']}",
            )
            for one in users
            if (one["archived_at"] is not None) is left
        ]
        return Leaf(after, tuple(rows), str(users[-1]["id"]) if len(users) == PAGE else None)

    async def _inboxes(self, asked: str, after: str | None) -> Leaf[Thing]:
        found = sorted(await self._daemon.inboxes(), key=lambda one: (not one["is_primary"], one["name"].casefold()))
        return whole([thing_of(Kind.INBOX, one["id"], one["name"], one, one["slug"]) for one in found])

    async def _webhooks(self, asked: str, after: str | None) -> Leaf[Thing]:
        which, _, subscription_id = asked.partition(":")
        if not which:
            found = await self._daemon.webhooks()
            self._addresses = {one["id"]: one["webhook_url"] for one in found}
            return whole([thing_of(Kind.WEBHOOK, one["id"], one["webhook_url"], one) for one in found])
        status = None if which == "deliveries" else which
        page = await self._daemon.deliveries(subscription_id, status=status, after=after, limit=PAGE)
        to = {"to": self._addresses.get(subscription_id, "")}
        rows = [thing_of(Kind.DELIVERY, one["id"], one["event"], {**one, **to}, one["status"]) for one in page.rows]
        return Leaf(after, tuple(rows), page.next)

    async def _canned(self, asked: str, after: str | None) -> Leaf[Thing]:
        found = await self._daemon.canned()
        return whole(
            [
                thing_of(Kind.CANNED, one["id"], one["name"], one, f"{one['shortcut'] or ''} {one['content']}")
                for one in found
            ]
        )

    async def _tags(self, asked: str, after: str | None) -> Leaf[Thing]:
        found = await self._daemon.tags()
        return whole([thing_of(Kind.TAG, one["id"], one["name"], one, one["description"]) for one in found])

    async def _settings(self, asked: str, after: str | None) -> Leaf[Thing]:
        account, hours, context = await asyncio.gather(self._daemon.account(), self._daemon.hours(), self._context())
        keys = await self._daemon.identity_keys() if self._is_admin else []
        about = {"account_id": account["id"], "version": account["version"]}
        rows = [
            thing_of(Kind.SETTING, "account", "Name and place", account),
            thing_of(Kind.SETTING, "hours", "Business hours", hours),
            thing_of(Kind.SETTING, "switches", "Switches", {**account["settings"], **about}),
            thing_of(Kind.SETTING, "context", "Business context", context),
        ]
        return whole(
            [*rows, *(thing_of(Kind.IDENTITY_KEY, one["id"], f"Identity key {one['hint']}…", one) for one in keys)]
        )

    async def look(self, book: Book, thing: Thing) -> None:
        """What the list does not tell of a row."""
        looks: dict[Kind, Callable[[], Awaitable[Mapping[str, Any]]]] = {
            Kind.INBOX: lambda: self._inbox(thing),
            Kind.DELIVERY: lambda: self._delivery(thing),
            Kind.TAG: lambda: self._tag(thing),
        }

        async def read() -> None:
            self._tell(h.MoreRead(book, thing.id, await looks[thing.kind]()))

        def failed(error: Error) -> None:
            trouble = Trouble(f"More of it could not be read: {error.detail}", SAFE, AGAIN)
            self._tell(h.MoreUnread(book, thing.id, trouble))

        await self._once(("more", book, thing.id), read, failed)

    async def _inbox(self, thing: Thing) -> Mapping[str, Any]:
        daemon, id = self._daemon, thing.id
        names = ("members", "hours", "context", "widget", "entrance")
        found = await asyncio.gather(
            daemon.inbox_members(id),
            daemon.hours(id),
            self._context(id),
            daemon.widget(str(thing.wire["account_id"]), id),
            daemon.entrance(id),
        )
        return dict(zip(names, found, strict=True))

    async def _context(self, inbox_id: str | None = None) -> Mapping[str, Any]:
        """What drafts know of the business: an inbox for which nothing was written goes by the account's."""
        try:
            return {**await self._daemon.business_context(inbox_id)}
        except Refused as error:
            if error.status != 404:
                raise
        return {"inbox_id": None, "version": 0} if inbox_id is None else await self._context()

    async def _delivery(self, thing: Thing) -> Mapping[str, Any]:
        return {**await self._daemon.delivery(str(thing.wire["subscription_id"]), thing.id)}

    async def _tag(self, thing: Thing) -> Mapping[str, Any]:
        """How much carries it, among what is not archived."""
        name, counted = str(thing.wire["name"]), None
        if '"' not in name and QUOTES.search(name) is None:  # no query can say a tag with a quotation mark
            _, (counted,) = await self._daemon.counts_of([f'tag:"{name}"'])
        customers = await self._daemon.customers(tag_id=thing.id, limit=CUSTOMERS)
        return {
            "conversations": _number(counted["count"], more=counted["more"]) if counted else "?",
            "customers": _number(len(customers.rows), more=customers.next is not None),
        }


def _number(count: int, *, more: bool) -> str:
    return f"{count:,}+" if more else f"{count:,}"
