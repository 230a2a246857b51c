"""A desk in memory that answers as the daemon does: the same calls, the same announcements, on a clock of its own."""

from collections.abc import Callable
from typing import Any

from cairnloop.client.calls import Page
from cairnloop.tui.state.rows import row_of
from cairnloop.tui.state.sections import Saved, belongs
from cairnloop.wire.query import parse
from tests.tui.line import Line
from tests.tui.moves import Moves
from tests.tui.trailmark import ACCOUNT, SAM, USERS, zulu

EMAILS = {one["email"]: one["id"] for one in USERS}


class Desk(Moves):
    """Stands in for Client and, by `connect`, for Channel."""

    url = "http://desk.example"

    async def me(self) -> dict[str, Any]:
        self._called("me")
        account = {"id": ACCOUNT, "company_name": "Trailmark"}
        who = {"id": SAM, "email": "sam@trailmark.example", "display_name": "Sam"}
        return {**who, "account_id": ACCOUNT, "role": self.role, "account": account}

    async def users(self, *, after: int = 0, limit: int = 100, archived: bool = False) -> Any:
        self._called("users")
        return [one for one in USERS if one["id"] > after][:limit]

    def _in(self, section: str | None) -> list[dict[str, Any]]:
        rules: dict[str | None, Callable[[dict[str, Any]], bool]] = {
            "decision": lambda row: row["draft_id"] is not None and row["status"] != "snoozed",
            "mine": lambda row: row["status"] == "open" and row["assignee_id"] == SAM,
            "unassigned": lambda row: row["status"] == "open" and row["assignee_id"] is None,
            "open": lambda row: row["status"] == "open",
            "snoozed": lambda row: row["status"] == "snoozed",
            "resolved": lambda row: row["status"] == "closed" and row["archived_at"] is None,
            "archived": lambda row: row["archived_at"] is not None,
            None: lambda row: True,
        }
        found = [self._row(id) for id, row in self.rows.items() if rules[section](row)]
        return sorted(found, key=lambda row: row["last_activity_at"], reverse=True)

    async def counts(self) -> dict[str, int]:
        self._called("counts")
        return {section: len(self._in(section)) for section in ("decision", "mine", "unassigned", "open")}

    async def conversations(
        self, *, section: str | None = None, customer_id: str | None = None, after: str | None = None, limit: int = 50,
        status: str | None = None, assignee_id: str | None = None, query: str | None = None,
        mentioning: str | None = None,
    ) -> Any:  # fmt: skip
        self._called("conversations", (section if query is None else query) or mentioning, after)
        found = [row for row in self._in(section) if mentioning is None or self.mentioning(row["id"])]
        found = [row for row in found if customer_id in (None, row["customer_id"])]
        found = found if query is None else self._asked(query)
        start = int(after or 0)
        more = str(start + limit) if len(found) > start + limit else None
        return Page(found[start : start + limit], more)

    def _asked(self, query: str) -> list[dict[str, Any]]:
        """What answers a query, by the rule of the console's own saved sections."""
        place = Saved("", query, parse(query))
        return [row for row in self._in(None) if belongs(row_of(row), place, SAM, emails=EMAILS, now=self.at)]

    async def counts_of(self, queries: Any, *, unread: bool = False) -> Any:
        self._called("counts_of", *queries)
        rows = [self._asked(one) for one in queries]
        found = [{"count": len(one), "more": False, "unread": sum(not row["read"] for row in one)} for one in rows]
        return {section: len(self._in(section)) for section in ("decision", "mine", "unassigned", "open")}, found

    async def conversation(self, conversation_id: str, *, before: int | None = None) -> dict[str, Any]:
        self._called("conversation", conversation_id)
        drafts = [dict(one) for one in reversed(self.made.values()) if one["conversation_id"] == conversation_id]
        row = self._row(conversation_id)
        messages = [dict(one) for one in self.messages[conversation_id]]
        mentions = [one for one in self.mentioned() if one["conversation_id"] == conversation_id]
        return {**row, "messages": messages, "earlier": None, "drafts": drafts, "mentions": mentions}

    async def assign(self, conversation_id: str, assignee_id: int | None) -> Any:
        self._called("assign", conversation_id, assignee_id)
        return self.change(conversation_id, assignee_id=assignee_id)

    async def move(self, conversation_id: str, move: str, *, reason: str | None = None) -> Any:
        self._called("move", conversation_id, move)
        changes: dict[str, dict[str, Any]] = {
            "resolve": {"status": "closed", "closed_at": zulu(self.at), "awaiting": None},
            "reopen": {"status": "open", "closed_at": None, "archived_at": None},
            "archive": {"archived_at": zulu(self.at)},
            "read": {"read": True},
            "unread": {"read": False},
            "unsnooze": {"status": "open", "snoozed_until": None},
        }
        if move == "read":
            self.look_at(conversation_id)
        return self.change(conversation_id, decided=move not in ("read", "unread"), **changes[move])

    async def bulk(
        self, ids: Any, move: str, *, assignee_id: int | None = None, reason: str | None = None,
        until: str | None = None, priority: str | None = None, tag_id: str | None = None,
    ) -> list[dict[str, Any]]:  # fmt: skip
        self._called("bulk", tuple(ids), move, assignee_id)
        told = []
        for id in ids:
            row = self.rows[id]
            refused = (row["status"] == "open") != (move == "resolve") if move in ("resolve", "reopen") else False
            if refused:
                why = f"cannot {move} a conversation that is {row['status']}"
                error = {"status": 409, "reason": "illegal_move", "message": why}
                told.append({"id": id, "done": False, "conversation": None, "error": error})
                continue
            calls = len(self.calls)
            told.append({"id": id, "done": True, "conversation": await self._one(id, move, assignee_id, until,
                         priority, tag_id), "error": None})  # fmt: skip
            del self.calls[calls:]
        return told

    async def _one(self, id: str, move: str, assignee_id: Any, until: Any, priority: Any, tag_id: Any) -> Any:
        match move:
            case "assign":
                return await self.assign(id, assignee_id)
            case "snooze":
                return await self.snooze(id, until)
            case "priority":
                return await self.weigh(id, priority)
            case "tag" | "untag":
                await (self.tag if move == "tag" else self.untag)(id, tag_id)
                return self.change(id, decided=False)
            case _:
                return await self.move(id, move)

    async def search(self, query: str, *, limit: int = 8) -> list[dict[str, Any]]:
        self._called("search", query)
        return self.found

    async def close(self) -> None:
        self.calls.append(("close",))

    def connect(self, *, on_event: Any, on_link: Any) -> "Line":
        self.on_event, self.on_link = on_event, on_link
        return Line(self)
