"""What the desk in memory answers when somebody moves a conversation, or asks what hangs on it."""

from pathlib import Path
from typing import Any

from cairnloop.client.calls import Page
from tests.tui.decisions import Decisions
from tests.tui.trailmark import LIN, SAM, USERS, zulu

LIMIT = 26_214_400


class Moves(Decisions):
    """The calls of `cairnloop.client.Client` about conversations as a whole, tags, canned replies and files."""

    def tags_there(self) -> dict[str, dict[str, Any]]:
        """By id; made on first use, since only some of the tests look at them."""
        if not hasattr(self, "_tags"):
            self._tags = {
                f"t{n}": {"id": f"t{n}", "name": name} for n, name in enumerate(("billing", "data protection"))
            }
            self._mentions: list[dict[str, Any]] = []
            self._merged: dict[str, dict[str, Any]] = {}
            self._links = 0
            self.uploaded: list[str] = []
            self.held = {}
        return self._tags

    async def snooze(self, conversation_id: str, until: str | None) -> Any:
        self._called("snooze", conversation_id, until)
        return self.change(conversation_id, status="snoozed", snoozed_until=until)

    async def weigh(self, conversation_id: str, priority: str) -> Any:
        self._called("weigh", conversation_id, priority)
        return self.change(conversation_id, priority=priority)

    async def tags(self) -> Any:
        self._called("tags")
        return list(self.tags_there().values())

    async def add_tag(self, words: dict[str, Any]) -> Any:
        self._called("add_tag", words["name"])
        there = self.tags_there()
        there[f"t{len(there)}"] = {"id": f"t{len(there)}", "name": words["name"]}
        return there[f"t{len(there) - 1}"]

    def _retag(self, conversation_id: str, tags: list[dict[str, Any]]) -> Any:
        self.change(conversation_id, decided=False, tags=tags)
        return {"ok": True, "tags": tags}

    async def tag(self, conversation_id: str, tag_id: str) -> Any:
        self._called("tag", conversation_id, tag_id)
        return self._retag(conversation_id, [*self.rows[conversation_id].get("tags", []), self.tags_there()[tag_id]])

    async def untag(self, conversation_id: str, tag_id: str) -> Any:
        self._called("untag", conversation_id, tag_id)
        tags = [one for one in self.rows[conversation_id]["tags"] if one["id"] != tag_id]
        return self._retag(conversation_id, tags)

    async def merge(self, conversation_id: str, into: str) -> Any:
        self._called("merge", conversation_id, into)
        self.tags_there()
        self._merged[conversation_id] = {"row": dict(self.rows[conversation_id]), "into": into}
        self.messages[into] = sorted(
            [*self.messages[into], *({**one, "conversation_id": into} for one in self.messages[conversation_id])],
            key=lambda one: one["created_at"],
        )
        self.change(conversation_id, status="closed", archived_at=zulu(self.at), merged_into=into)
        return {**self.change(into, version=9), "undo_until": zulu(self.at.replace(minute=52))}

    async def unmerge(self, conversation_id: str) -> Any:
        self._called("unmerge", conversation_id)
        merged = self._merged.pop(conversation_id)
        ours = {one["id"] for one in self.messages[conversation_id]}
        self.messages[merged["into"]] = [one for one in self.messages[merged["into"]] if one["id"] not in ours]
        before = {key: merged["row"].get(key) for key in ("status", "archived_at", "merged_into")}
        return self.change(conversation_id, **before)

    async def share(self, conversation_id: str, hours: int) -> Any:
        self._called("share", conversation_id, hours)
        self.tags_there()
        self._links += 1
        page = f"/shared#{conversation_id}.cl_share_1"
        return {"id": "s1", "page": page, "token": "cl_share_1", "expires_at": "2026-03-03T10:42:00Z"}

    async def shares(self, conversation_id: str) -> Any:
        self._called("shares", conversation_id)
        self.tags_there()
        return [{"id": str(one)} for one in range(self._links)]

    async def revoke_shares(self, conversation_id: str) -> int:
        self._called("revoke_shares", conversation_id)
        ended, self._links = self._links, 0
        return ended

    async def related(self, conversation_id: str, *, limit: int = 3) -> Any:
        self._called("related", conversation_id)
        mine = self.rows[conversation_id]["customer_id"]
        found = [one for one in self.rows if one != conversation_id]
        return [
            {**self._row(one), "why": "customer" if self.rows[one]["customer_id"] == mine else "subject"}
            for one in found
            if self.rows[one]["customer_id"] == mine
        ]

    async def previous(self, conversation_id: str) -> Any:
        self._called("previous", conversation_id)
        found = await self.related(conversation_id)
        return found[0] if found else None

    def mention(self, conversation_id: str, *, body: str = "Look, @Sam", by: int = LIN, user: int = SAM) -> None:
        """A colleague leaves a note that asks for somebody's eye."""
        self.tags_there()
        fields = {"private": True, "type": "note", "delivery": "kept"}
        note = self._add(conversation_id, body, self.at, by, **fields)
        self.say("shout", note)
        name = next(one["display_name"] for one in USERS if one["id"] == by)
        made = {"id": f"n{len(self._mentions)}", "conversation_id": conversation_id, "message_id": note["id"]}
        self._mentions.append({**made, "user_id": user, "body": body, "author": name, "seen_at": None})
        self.say("mention:created", {**made, "user_id": user, "by": by})

    async def mentions(self, *, seen: bool | None = None, after: str | None = None, limit: int = 50) -> Any:
        self._called("mentions", seen)
        self.tags_there()
        return Page([one for one in self._mentions if one["user_id"] == SAM and one["seen_at"] is None], None)

    def mentioned(self) -> list[dict[str, Any]]:
        self.tags_there()
        return self._mentions

    def mentioning(self, conversation_id: str) -> bool:
        self.tags_there()
        return any(one["conversation_id"] == conversation_id for one in self._mentions)

    def look_at(self, conversation_id: str) -> None:
        """Reading makes mentions seen."""
        self.tags_there()
        for one in self._mentions:
            if one["conversation_id"] == conversation_id and one["seen_at"] is None and one["user_id"] == SAM:
                one["seen_at"] = zulu(self.at)
                self.say("mention:seen", {**one, "seen_at": zulu(self.at)})

    async def canned(self, *, inbox_id: str | None = None) -> Any:
        self._called("canned", inbox_id)
        thanks = {"id": "k1", "name": "Thanks", "shortcut": "thx", "content": "Thank you, {{customer.first_name}}!"}
        refund = {"id": "k2", "name": "Refund", "shortcut": None, "content": "Sent to {{customer.email}}."}
        return [refund, thanks]

    async def render_canned(self, canned_id: str, conversation_id: str) -> Any:
        self._called("render_canned", canned_id, conversation_id)
        who = self.people[self.rows[conversation_id]["customer_id"]]
        if canned_id == "k1":
            return {"text": f"Thank you, {(who['name'] or '').split()[0]}!", "missing": []}
        return {"text": f"Sent to {who['email'] or ''}.", "missing": [] if who["email"] else ["customer.email"]}

    async def file_limits(self) -> Any:
        self._called("file_limits")
        return {"bytes": LIMIT, "files": 10}

    async def upload_file(self, path: Path, name: str | None = None) -> Any:
        self._called("upload_file", path.name)
        self.tags_there()
        self.uploaded.append(path.name)
        id, kind = f"f{len(self.uploaded)}", "application/pdf"
        self.held[id] = {"id": id, "filename": path.name, "content_type": kind, "size": path.stat().st_size}
        return self.held[id]

    async def download_file(self, url: str, path: Path) -> int:
        self._called("download_file", url)
        return path.write_bytes(b"what it holds")

    def send_file(self, id: str, name: str, *, kind: str = "application/pdf", size: int = 13) -> None:
        """A customer sends a file."""
        file = {"id": name, "filename": name, "content_type": kind, "size": size, "file_url": f"/files/{id}/x/{size}"}
        self.say(
            "shout", self._add(id, "See this.", self.at, self.people[self.rows[id]["customer_id"]], attachments=[file])
        )

    def colleague_answers(self, id: str, body: str) -> dict[str, Any]:
        """Lin answers, and this console does not hear of it."""
        listener, self.on_event = self.on_event, lambda topic, event, payload: None
        message = self._add(id, body, self.at, LIN)
        self.on_event = listener
        return message

    def delete(self, id: str) -> None:
        del self.rows[id]
        self.say("conversation:deleted", {"id": id})
