"""A desk in memory that answers as the daemon does: the same calls, the same announcements, on a clock of its own."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cairnloop.client import Refused, Unreachable
from cairnloop.client.calls import Page
from cairnloop.client.channel import Link
from cairnloop.tui.state.rows import row_of
from cairnloop.tui.state.sections import Saved, belongs
from cairnloop.wire.query import parse
from tests.tui import shapes
from tests.tui.library import Library
from tests.tui.trailmark import ACCOUNT, ASKED, DRAFTS, LIN, NOW, PEOPLE, SAM, USERS, ago, zulu

HOLD = timedelta(seconds=5)
EMAILS = {one["email"]: one["id"] for one in USERS}


class Desk(Library):
    """Stands in for Client and, by `connect`, for Channel. `fails` holds what the next call of a name raises."""

    url = "http://desk.example"

    def __init__(self, *, role: str = "admin", filled: bool = True) -> None:
        self.at = NOW
        self.role = role
        self.calls: list[tuple[Any, ...]] = []
        self.fails: dict[str, list[Exception]] = {}
        self.people = {f"p{n}": shapes.person(n) for n in range(len(PEOPLE))}
        self.rows: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.made: dict[str, dict[str, Any]] = {}
        self.on_event: Callable[[str, str, dict[str, Any]], None] = lambda topic, event, payload: None
        self.on_link: Callable[[Link], None] = lambda link: None
        self.found: list[dict[str, Any]] = []
        self.fill_library(filled=filled)
        for number, asked in enumerate(ASKED if filled else []):
            self.open(f"c{number}", *asked)

    def now(self) -> datetime:
        return self.at

    def open(self, id: str, number: int, minutes: float, subject: str | None, question: str, *rest: Any) -> None:
        """A customer wrote so many minutes ago; `rest` is the kind of the draft that waits, and when we owe a reply."""
        kind, due = rest
        at = ago(minutes=minutes)
        self.rows[id] = shapes.conversation(id, number, at, subject, question, due)
        self.rows[id]["read"] = kind is None
        self.messages[id] = []
        if id == "c5":
            self._add(id, "Reports can be corrected under Reports → Review.", ago(minutes=240), LIN)
        self._add(id, question, at, self.people[f"p{number}"])
        if kind is not None:
            self.draft_for(id, kind, **DRAFTS[subject or ""], announce=False)

    def _add(self, id: str, body: str, at: datetime, by: Any, **fields: Any) -> dict[str, Any]:
        number = sum(len(messages) for messages in self.messages.values())
        message = shapes.message(f"m{number}-{id}", id, body, at, by, **fields)
        self.messages[id].append(message)
        return message

    # What happens at the daemon's side.

    def say(self, event: str, payload: dict[str, Any]) -> None:
        self.on_event(f"notification:{ACCOUNT}", event, payload)

    def change(self, id: str, *, decided: bool = True, **fields: Any) -> dict[str, Any]:
        row = self.rows[id]
        row.update(fields, version=row["version"] + decided)
        basic = {key: value for key, value in row.items() if key not in ("deadline", "customer")}
        self.say("conversation:updated", {"id": id, "updates": basic})
        return basic

    def customer_writes(self, id: str, body: str) -> None:
        self.say("shout", self._add(id, body, self.at, self.people[self.rows[id]["customer_id"]]))
        due = {"target": "next_response", "status": "active", "due_at": zulu(self.at + timedelta(hours=2))}
        news = {"status": "open", "awaiting": "operator", "read": False, "last_activity_at": zulu(self.at)}
        self.change(id, **news, preview=body[:140], deadline=due)

    def draft_for(self, id: str, kind: str = "reply", *, announce: bool = True, **fields: Any) -> None:
        asked = self.messages[id][-1]
        at = self.at if announce else datetime.fromisoformat(asked["sent_at"]) + timedelta(seconds=3)
        draft = shapes.draft(f"d{len(self.made)}", id, asked["id"], at, kind, **fields)
        self.made[draft["id"]] = draft
        self.rows[id].update(draft_id=draft["id"], draft_kind=kind)
        if announce:
            self.change(id, decided=False, draft_id=draft["id"], draft_kind=kind)
            self.say("draft:created", draft)

    def settle(self, draft_id: str, status: str, by: int | None = LIN, **fields: Any) -> dict[str, Any]:
        draft = self.made[draft_id]
        draft.update(status=status, version=draft["version"] + 1, decided_by=by, decided_at=zulu(self.at), **fields)
        waits = draft_id if status == "pending" else None
        self.change(
            draft["conversation_id"], decided=False, draft_id=waits, draft_kind=draft["kind"] if waits else None
        )
        self.say("draft:updated", draft)
        return draft

    def pass_time(self, seconds: float) -> None:
        """Held answers leave when their time has come."""
        self.at += timedelta(seconds=seconds)
        for message in [one for messages in self.messages.values() for one in messages]:
            if message["delivery"] == "pending" and datetime.fromisoformat(message["release_at"]) <= self.at:
                message.update(delivery="sent", sent_at=zulu(self.at), release_at=None)
                self.say("shout", message)

    # The calls of `cairnloop.client.Client`.

    def _called(self, name: str, *args: Any) -> None:
        self.calls.append((name, *args))
        if self.fails.get(name):
            raise self.fails[name].pop(0)

    def _row(self, id: str) -> dict[str, Any]:
        row = self.rows.get(id)
        if row is None:
            raise Refused(404, "not_found", "Not Found")
        assignee = next((one["display_name"] for one in USERS if one["id"] == row["assignee_id"]), None)
        return {**row, "customer": self.people[row["customer_id"]], "assignee": assignee}

    async def me(self) -> dict[str, Any]:
        self._called("me")
        account = {"id": ACCOUNT, "company_name": "Trailmark"}
        who = {"id": SAM, "email": "sam@trailmark.example", "display_name": "Sam"}
        return {**who, "account_id": ACCOUNT, "role": self.role, "account": account}

    async def users(self) -> Any:
        self._called("users")
        return USERS

    def _in(self, section: str | None) -> list[dict[str, Any]]:
        rules: dict[str | None, Callable[[dict[str, Any]], bool]] = {
            "decision": lambda row: row["draft_id"] is not None,
            "mine": lambda row: row["status"] == "open" and row["assignee_id"] == SAM,
            "unassigned": lambda row: row["status"] == "open" and row["assignee_id"] is None,
            "open": lambda row: row["status"] == "open",
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
    ) -> Any:  # fmt: skip
        self._called("conversations", section if query is None else query, after)
        found = [row for row in self._in(section) if customer_id in (None, row["customer_id"])]
        found = found if query is None else self._asked(query)
        start = int(after or 0)
        more = str(start + limit) if len(found) > start + limit else None
        return Page(found[start : start + limit], more)

    def _asked(self, query: str) -> list[dict[str, Any]]:
        """What answers a query, by the rule of the console's own saved sections."""
        place = Saved("", query, parse(query))
        return [row for row in self._in(None) if belongs(row_of(row), place, SAM, emails=EMAILS, now=self.at)]

    async def counts_of(self, queries: Any) -> Any:
        self._called("counts_of", *queries)
        found = [{"count": len(self._asked(one)), "more": False} for one in queries]
        return {section: len(self._in(section)) for section in ("decision", "mine", "unassigned", "open")}, found

    async def conversation(self, conversation_id: str, *, before: int | None = None) -> dict[str, Any]:
        self._called("conversation", conversation_id)
        drafts = [dict(one) for one in reversed(self.made.values()) if one["conversation_id"] == conversation_id]
        row = self._row(conversation_id)
        messages = [dict(one) for one in self.messages[conversation_id]]
        return {**row, "messages": messages, "earlier": None, "drafts": drafts}

    async def drafts(self, *, status: str = "pending", after: str | None = None, limit: int = 50) -> Any:
        self._called("drafts", status, after)
        found = [self._waiting(one) for one in self.made.values() if one["status"] == status]
        found.sort(key=lambda one: one["created_at"])
        start = int(after or 0)
        more = str(start + limit) if len(found) > start + limit else None
        return Page(found[start : start + limit], more)

    def _waiting(self, draft: dict[str, Any]) -> dict[str, Any]:
        id = draft["conversation_id"]
        asked = next((one["body"] for one in self.messages[id] if one["id"] == draft["question_id"]), "")
        basic = {key: value for key, value in self.rows[id].items() if key not in ("deadline", "customer")}
        customer = self.people[self.rows[id]["customer_id"]]["title"]
        return {**draft, "conversation": basic, "question": asked, "customer": customer}

    async def draft(self, draft_id: str) -> Any:
        self._called("draft", draft_id)
        return dict(self.made[draft_id])

    async def write(
        self, conversation_id: str, body: str, *, private: bool = False, undo_seconds: float | None = None,
        client_id: str | None = None,
    ) -> Any:  # fmt: skip
        self._called("write", conversation_id, body, private, client_id)
        if private:
            fields = {"private": True, "type": "note", "delivery": "kept"}
        else:
            fields = {"delivery": "pending", "release_at": zulu(self.at + HOLD)}
        message = self._add(conversation_id, body, self.at, SAM, client_id=client_id, **fields)
        self.say("shout", message)
        pending = self.rows[conversation_id]["draft_id"]
        if pending and not private:
            self.settle(pending, "superseded", None, decision_reason="an operator answered in their own words")
        self.change(conversation_id, awaiting="operator" if private else "customer", read=True)
        return message

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
        }
        return self.change(conversation_id, decided=move != "read", **changes[move])

    async def bulk(
        self, ids: Any, move: str, *, assignee_id: int | None = None, reason: str | None = None
    ) -> list[dict[str, Any]]:
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
            one = self.assign(id, assignee_id) if move == "assign" else self.move(id, move)
            told.append({"id": id, "done": True, "conversation": await one, "error": None})
            del self.calls[calls:]
        return told

    async def undo(self, message_id: str) -> Any:
        self._called("undo", message_id)
        message = next(one for messages in self.messages.values() for one in messages if one["id"] == message_id)
        if message["delivery"] != "pending":
            raise Refused(409, "illegal_move", "too late to undo: the message is on its way to the customer")
        message.update(delivery="withdrawn", release_at=None)
        self.say("shout", message)
        if message["draft_id"]:
            self.settle(message["draft_id"], "pending", None)
        return message

    def _decidable(self, draft_id: str, version: int) -> dict[str, Any]:
        draft = self.made[draft_id]
        if draft["status"] not in ("pending", "failed") or draft["version"] != version:
            raise Refused(409, "stale_version", "This draft changed since you opened it. Look again and decide.")
        return draft

    async def approve(
        self, draft_id: str, version: int, *, body: str | None = None, undo_seconds: float | None = None
    ) -> Any:
        self._called("approve", draft_id, version, body)
        draft = self._decidable(draft_id, version)
        fields = {"delivery": "pending", "release_at": zulu(self.at + HOLD), "draft_id": draft_id}
        id = draft["conversation_id"]
        message = self._add(id, body or draft["body"], self.at, SAM, **fields)
        self.say("shout", message)
        self.change(id, awaiting="customer", read=True)
        self.settle(draft_id, "approved" if body is None else "edited", SAM)
        return message

    async def discard(self, draft_id: str, version: int, reason: str | None) -> Any:
        self._called("discard", draft_id, version, reason)
        self._decidable(draft_id, version)
        return self.settle(draft_id, "discarded", SAM, decision_reason=reason)

    async def regenerate(self, draft_id: str, version: int, instruction: str | None) -> Any:
        self._called("regenerate", draft_id, version, instruction)
        self._decidable(draft_id, version)
        return self.settle(draft_id, "superseded", SAM, decision_reason="another draft was asked for")

    async def search(self, query: str, *, limit: int = 8) -> list[dict[str, Any]]:
        self._called("search", query)
        return self.found

    async def close(self) -> None:
        self.calls.append(("close",))

    # The channel.

    def connect(self, *, on_event: Any, on_link: Any) -> "Line":
        self.on_event, self.on_link = on_event, on_link
        return Line(self)


class Line:
    """A socket that is connected as soon as it runs, and pushed by hand from then on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def join(self, topic: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        raise Unreachable("There is no connection to the daemon.")

    async def push(self, topic: str, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        self._desk.calls.append(("push", event, payload))
        return {}

    async def run(self) -> None:
        self._desk.on_link(Link.CONNECTING)
        operators = {f"user:{one}": {"metas": [{"phx_ref": str(one)}]} for one in (1, 2, 3)}
        customers = {"customer:p0": {"metas": [{"phx_ref": "9"}]}}
        self._desk.say("presence_state", {**operators, **customers})
        self._desk.on_link(Link.LIVE)
        await asyncio.Event().wait()
