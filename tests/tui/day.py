"""A day at the desk in memory: customers write, drafts come, colleagues decide, and time goes by when it is told to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cairnloop.client import Refused
from cairnloop.client.link import Link
from tests.tui import shapes
from tests.tui.library import Library
from tests.tui.people import People
from tests.tui.trailmark import ACCOUNT, ASKED, DRAFTS, LIN, NOW, PEOPLE, USERS, ago, zulu


class Day(Library, People):
    """What is there, and what happens at the daemon's side. `fails` holds what the next call of a name raises."""

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
        self.fill_people(filled=filled)
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

    def say(self, event: str, payload: dict[str, Any]) -> None:
        self.on_event(f"notification:{ACCOUNT}", event, payload)

    def change(self, id: str, *, decided: bool = True, **fields: Any) -> dict[str, Any]:
        row = self.rows[id]
        row.update({"version": row["version"] + decided, **fields})
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
