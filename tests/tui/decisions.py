"""What the desk in memory answers when somebody writes to a customer, or decides on a draft."""

from datetime import timedelta
from typing import Any

from cairnloop.client import Refused
from cairnloop.client.calls import Page
from tests.tui.day import Day
from tests.tui.trailmark import SAM, zulu

HOLD = timedelta(seconds=5)


class Decisions(Day):
    """Calls about drafts and answers; `given` is what else the last answer came with, `held` what was uploaded."""

    given: dict[str, Any]
    held: dict[str, dict[str, Any]]

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
        client_id: str | None = None, last_seen: str | None = None, force: bool = False, file_ids: Any = (),
        mentioned: Any = (),
    ) -> Any:  # fmt: skip
        self._called("write", conversation_id, body, private, client_id)
        self.given = {"file_ids": list(file_ids), "mentioned": list(mentioned), "last_seen": last_seen, "force": force}
        self._overtaken(conversation_id, last_seen, force=force)
        if private:
            fields = {"private": True, "type": "note", "delivery": "kept"}
        else:
            fields = {"delivery": "pending", "release_at": zulu(self.at + HOLD)}
        files = [{**self.held[one], "file_url": ""} for one in file_ids]
        message = self._add(conversation_id, body, self.at, SAM, client_id=client_id, attachments=files, **fields)
        self.say("shout", message)
        pending = self.rows[conversation_id]["draft_id"]
        if pending and not private:
            self.settle(pending, "superseded", None, decision_reason="an operator answered in their own words")
        self.change(conversation_id, awaiting="operator" if private else "customer", read=True)
        return message

    async def undo(self, message_id: str) -> Any:
        self._called("undo", message_id)
        message = next(one for messages in self.messages.values() for one in messages if one["id"] == message_id)
        if message["delivery"] != "pending":
            raise Refused(409, "illegal_move", "too late to undo: the message is on its way to the customer")
        freed = [one["id"] for one in message["attachments"]]
        message.update(delivery="withdrawn", release_at=None, attachments=[])
        self.say("shout", message)
        if message["draft_id"]:
            self.settle(message["draft_id"], "pending", None)
        return {**message, "file_ids": freed}

    def _decidable(self, draft_id: str, version: int) -> dict[str, Any]:
        draft = self.made[draft_id]
        if draft["status"] not in ("pending", "failed") or draft["version"] != version:
            raise Refused(409, "stale_version", "This draft changed since you opened it. Look again and decide.")
        return draft

    async def approve(
        self, draft_id: str, version: int, *, body: str | None = None, undo_seconds: float | None = None,
        last_seen: str | None = None, force: bool = False, file_ids: Any = (),
    ) -> Any:  # fmt: skip
        self._called("approve", draft_id, version, body)
        self.given = {"file_ids": list(file_ids), "last_seen": last_seen, "force": force}
        draft = self._decidable(draft_id, version)
        self._overtaken(draft["conversation_id"], last_seen, force=force)
        files = [{**self.held[one], "file_url": ""} for one in file_ids]
        fields = {"delivery": "pending", "release_at": zulu(self.at + HOLD), "draft_id": draft_id, "attachments": files}
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

    def _overtaken(self, id: str, last_seen: str | None, *, force: bool) -> None:
        """As the daemon judges it: somebody else has answered since."""
        ids = [one["id"] for one in self.messages[id]]
        if force or last_seen is None or last_seen not in ids:
            return
        since = self.messages[id][ids.index(last_seen) + 1 :]
        newer = [one for one in since if one["user_id"] not in (None, SAM) and not one["private"]]
        if newer:
            detail = "Lin has answered since you looked. Read it; `force` sends yours all the same."
            raise Refused(409, "overtaken", detail, None, newer[-1])
