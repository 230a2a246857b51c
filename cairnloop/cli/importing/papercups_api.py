"""A running Papercups, read by its API: lists page by page, and every conversation with all that was said in it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from cairnloop.cli.importing.road import PapercupsRoad
from cairnloop.cli.importing.sources import Account, Raw, Unreadable

CUSTOMERS_AT_ONCE = 200
CONVERSATIONS_AT_ONCE = 25
# Nobody has more pages of anything; an answer that says so is no answer.
MOST_PAGES = 1_000_000
# What only a session may read. A key is not told that: it is shown a page.
SESSIONS_ONLY = ("inboxes", "widget_settings", "canned_responses")
NOT_BY_KEY = "a personal API key does not reach them; sign in with --email"
PLAIN = ("users", "inboxes", "companies", "tags", "canned_responses", "notes")

Row = dict[str, Any]
Pages = AsyncIterator[list[Row]]


class PapercupsApi:
    """What a signed-in user of one account may read."""

    def __init__(self, road: PapercupsRoad) -> None:
        self._road = road
        self._me: Mapping[str, Any] | None = None
        self._walked = False
        self.left_out = ["conversations: archived ones are shown by no API; a dump of the tables has them"]

    async def accounts(self) -> Sequence[Account]:
        me = await self._road.enter()
        self._me = me
        if not me.get("account_id"):
            raise Unreadable(f"{self._road.url} does not say whose account this is")
        return [Account(str(me["account_id"]), None)]

    def pages(self, kind: str, account: str) -> AsyncIterator[Sequence[Raw]]:
        if kind in PLAIN:
            return self._plain(kind)
        own: Mapping[str, Callable[[], AsyncIterator[Sequence[Raw]]]] = {
            "accounts": self._account,
            "inbox_members": self._members,
            "widget_settings": self._widgets,
            "customers": self._customers,
            "customer_tags": self._customer_tags,
            "conversations": self._conversations,
            "conversation_tags": self._conversation_tags,
            "messages": self._conversations,
            "files": self._conversations,
        }
        return own[kind]()

    async def close(self) -> None:
        await self._road.close()

    async def _plain(self, kind: str) -> AsyncIterator[Sequence[Raw]]:
        """A list that comes whole."""
        if self._road.by_key and kind in SESSIONS_ONLY:
            self.left_out.append(f"{kind}: {NOT_BY_KEY}")
            return
        yield _raws(kind, await self._list(f"/api/{kind}"))

    async def _account(self) -> AsyncIterator[Sequence[Raw]]:
        if self._road.by_key:
            self.left_out.append(f"accounts: {NOT_BY_KEY}")
            return
        found = (await self._road.get("/api/accounts/me"))["data"]
        yield _raws("accounts", [found] if isinstance(found, dict) else [])

    async def _members(self) -> AsyncIterator[Sequence[Raw]]:
        self.left_out.append("inbox_members: they are shown by no API; a dump of the tables has them")
        yield []

    async def _widgets(self) -> AsyncIterator[Sequence[Raw]]:
        """Those of each inbox; whoever is asked by a key knows none."""
        if self._road.by_key:
            self.left_out.append(f"widget_settings: {NOT_BY_KEY}")
            return
        for inbox in await self._list("/api/inboxes"):
            asked = {"account_id": inbox.get("account_id"), "inbox_id": inbox.get("id")}
            said = (await self._road.get("/api/widget_settings", **asked))["data"]
            yield _raws("widget_settings", [_without(said, "account")] if isinstance(said, dict) else [])

    async def _customers(self) -> AsyncIterator[Sequence[Raw]]:
        """All of them; then, company by company, who belongs to it, which the list does not say."""
        async for page in self._numbered():
            yield _raws("customers", [_without(row, "conversations", "messages", "notes", "issues") for row in page])
        for company in await self._list("/api/companies"):
            async for page in self._numbered(company_id=company.get("id")):
                belongs = [
                    {"id": row.get("id"), "customer_id": row.get("id"), "company_id": company.get("id")} for row in page
                ]
                yield _raws("customer_companies", belongs)

    async def _customer_tags(self) -> AsyncIterator[Sequence[Raw]]:
        for tag in await self._list("/api/tags"):
            async for page in self._numbered(tag_id=tag.get("id")):
                yield _raws("customer_tags", [_pin("customer_id", row, tag) for row in page])

    async def _conversation_tags(self) -> AsyncIterator[Sequence[Raw]]:
        for tag in await self._list("/api/tags"):
            async for page in self._followed(tag_id=tag.get("id")):
                yield _raws("conversation_tags", [_pin("conversation_id", row, tag) for row in page])

    async def _conversations(self) -> AsyncIterator[Sequence[Raw]]:
        """With their messages, the files of those, and who wrote them: also who has left since is named there."""
        if self._walked:
            return
        self._walked = True
        async for listed in self._followed():
            page = [await self._whole(row) for row in listed]
            messages = [one for row in page for one in _list_of(row.get("messages"))]
            raws = _raws("conversations", [_without(row, "messages", "customer", "tags", "mentions") for row in page])
            for one in messages:
                raws += _raws("messages", [_without(one, "user", "customer", "attachments")])
                raws += _files(one)
                if isinstance(one.get("user"), dict):
                    raws += _raws("users", [one["user"]])
            yield raws

    async def _whole(self, row: Row) -> Row:
        """A list that tells nothing of what was said would be taken for conversations in which nobody said anything."""
        if "messages" in row:
            return row
        path = f"/api/conversations/{quote(str(row.get('id')), safe='')}"
        said = (await self._road.get(path))["data"]
        if not (isinstance(said, dict) and isinstance(said.get("messages"), list)):
            raise Unreadable(f"{path} does not say what was written in it")
        return row | said

    async def _list(self, path: str) -> list[Row]:
        return _list_of((await self._road.get(path))["data"])

    async def _numbered(self, **chosen: Any) -> Pages:
        for number in range(1, MOST_PAGES):
            said = await self._road.get("/api/customers", page=number, page_size=CUSTOMERS_AT_ONCE, **chosen)
            yield _list_of(said["data"])
            last = said.get("total_pages")
            if not said["data"] or not isinstance(last, int) or number >= last:
                return

    async def _followed(self, **chosen: Any) -> Pages:
        after: Any = None
        for _ in range(MOST_PAGES):
            params = {**chosen, "limit": CONVERSATIONS_AT_ONCE} | ({} if after is None else {"after": after})
            said = await self._road.get("/api/conversations", **params)
            yield _list_of(said["data"])
            if not said.get("next") or said["next"] == after:
                return
            after = said["next"]


def _raws(table: str, rows: Sequence[Row]) -> list[Raw]:
    return [Raw(table, row, f"{table} {row.get('id')}"[:120]) for row in rows]


def _list_of(value: Any) -> list[Row]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _pin(owner: str, row: Row, tag: Row) -> Row:
    return {"id": f"{row.get('id')} {tag.get('id')}", owner: row.get("id"), "tag_id": tag.get("id")}


def _files(message: Row) -> list[Raw]:
    """The files of a message, under the names that a dump gives them."""
    found: list[Raw] = []
    for file in _list_of(message.get("attachments")):
        pinned = {
            "id": f"{message.get('id')} {file.get('id')}",
            "message_id": message.get("id"),
            "file_id": file.get("id"),
        }
        found += [*_raws("files", [file]), *_raws("message_files", [pinned])]
    return found
