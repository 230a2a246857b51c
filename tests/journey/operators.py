"""Operators at work through the real client: they decide, change their minds, and ask again when no answer came."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.wire.drafting import DraftOut, DraftRowOut
from tests.journey.daemons import COME_BACK, PASSWORD, PATIENCE_SECONDS, insist
from tests.journey.ledger import Ledger

# How often each move is made, beside the others.
MOVES = {
    "approve": 8,
    "undo": 6,
    "edit": 3,
    "discard": 1,
    "regenerate": 1,
    "write": 2,
    "note": 1,
    "assign": 1,
    "resolve": 2,
    "reopen": 1,
    "read": 1,
}
# What a private note begins with: no customer's page and no prompt may ever hold it.
PRIVATE = "Between us"
Result = TypeVar("Result")


@dataclass
class Operator:
    desk: Client
    user_id: str
    ledger: Ledger
    chance: random.Random
    undo_seconds: float
    _resolved: list[str] = field(default_factory=list)

    async def work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            page = await insist(lambda: self.desk.drafts(limit=20))
            if page.rows:
                await self._move(self.chance.choice(page.rows))
            await asyncio.sleep(self.chance.uniform(0.0, 0.15))

    async def _move(self, draft: DraftRowOut) -> None:
        conversation_id = draft["conversation_id"]
        match self.chance.choices(list(MOVES), list(MOVES.values()))[0]:
            case "approve":
                await self._approve(draft)
            case "edit":
                await self._approve(draft, body=f"{draft['body']}\n\n{self._key()}")
            case "undo":
                message_id = await self._approve(draft)
                if message_id is not None:
                    await asyncio.sleep(self.chance.uniform(0, 1.1 * self.undo_seconds))
                    await self._undo(message_id, conversation_id)
            case "discard":
                await self._discard(draft)
            case "regenerate":
                await self._regenerate(draft)
            case "write":
                await self._write(conversation_id)
            case "note":
                await self._note(conversation_id)
            case "assign":
                await self._conduct("assign", conversation_id, lambda: self._take(conversation_id))
            case "resolve":
                if await self._conduct("resolve", conversation_id, lambda: self.desk.move(conversation_id, "resolve")):
                    self._resolved.append(conversation_id)
            case "reopen" if self._resolved:
                again = self._resolved.pop(self.chance.randrange(len(self._resolved)))
                await self._conduct("reopen", again, lambda: self.desk.move(again, "reopen"))
            case _:
                await insist(lambda: self.desk.move(conversation_id, "read"))

    async def _ask(self, what: str, ask: Callable[[], Awaitable[Result]]) -> tuple[Result | None, int]:
        """The answer, or None when it was refused; and how often it may have been done without our hearing of it.

        An overload (429) is turned away at the door. After a 503 nobody knows: the database may have gone away with
        the news of a commit.
        """
        unheard, until = 0, time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                said = await ask()
            except Unreachable:
                unheard += 1
            except Refused as refused:
                self.ledger.answers[f"{what} {refused.status}"] += 1
                if refused.status not in COME_BACK:
                    if refused.status != 409:
                        self.ledger.contradicted.append(f"{what} was refused: {refused.status} {refused.detail}")
                    return None, unheard
                unheard += refused.status == 503
            else:
                self.ledger.answers[f"{what} done"] += 1
                return said, unheard
            await asyncio.sleep(self.chance.uniform(0.02, 0.15))
        raise TimeoutError(f"nobody answered to {what}")

    def _did(self, action: str, subject_id: str) -> None:
        self.ledger.deeds[self.user_id, action, subject_id] += 1

    async def _approve(self, draft: DraftRowOut, body: str | None = None) -> str | None:
        """The message the approval made; None when the draft went another way before."""
        made, unheard = await self._ask("approve", lambda: self.desk.approve(draft["id"], draft["version"], body=body))
        message_id = None if made is None else made["id"]
        if message_id is None and unheard and (found := await self._mine(draft["id"])) is not None:
            message_id = found["message_id"]
        if message_id is not None:
            self.ledger.approved[message_id] = draft["id"]
            self._did("draft.approved" if body is None else "draft.edited", draft["id"])
        return message_id

    async def _mine(self, draft_id: str) -> DraftOut | None:
        """The draft, when it was this operator who decided it."""
        found = await insist(lambda: self.desk.draft(draft_id))
        return found if str(found["decided_by"]) == self.user_id else None

    async def _undo(self, message_id: str, conversation_id: str) -> None:
        done, unheard = await self._ask("undo", lambda: self.desk.undo(message_id))
        if done is None and unheard:
            done = await self._message(conversation_id, message_id)
            done = done if done["delivery"] == "withdrawn" else None
        if done is not None:
            self.ledger.undone.add(message_id)
            self._did("message.withdrawn", message_id)

    async def _message(self, conversation_id: str, message_id: str) -> Any:
        shown = await insist(lambda: self.desk.conversation(conversation_id))
        return next(message for message in shown["messages"] if message["id"] == message_id)

    async def _discard(self, draft: DraftRowOut) -> None:
        done, unheard = await self._ask("discard", lambda: self.desk.discard(draft["id"], draft["version"], "not now"))
        if done is None and unheard and (found := await self._mine(draft["id"])) is not None:
            done = found if found["status"] == "discarded" else None
        if done is not None:
            self.ledger.discarded.add(draft["id"])
            self._did("draft.discarded", draft["id"])

    async def _regenerate(self, draft: DraftRowOut) -> None:
        seen = draft["id"], draft["version"]
        done, unheard = await self._ask("regenerate", lambda: self.desk.regenerate(*seen, "shorter, please"))
        if done is None and unheard and (found := await self._mine(draft["id"])) is not None:
            done = found if found["status"] == "superseded" else None
        if done is not None:
            self._did("draft.superseded", draft["id"])

    async def _write(self, conversation_id: str) -> None:
        """An answer in one's own words. Its client id makes asking twice safe."""
        key = self._key()
        written, _ = await self._ask(
            "write", lambda: self.desk.write(conversation_id, f"From me: {key}", client_id=key)
        )
        if written is not None:
            self.ledger.written.add(written["id"])
            self._did("reply.written", written["id"])

    async def _note(self, conversation_id: str) -> None:
        key = self._key()
        noted, _ = await self._ask(
            "note",
            lambda: self.desk.write(conversation_id, f"{PRIVATE}: {key}", private=True, client_id=key),
        )
        if noted is not None:
            self.ledger.noted.add(noted["id"])
            self._did("note.written", noted["id"])

    def _take(self, conversation_id: str) -> Awaitable[object]:
        return self.desk.assign(conversation_id, int(self.user_id))

    async def _conduct(self, move: str, conversation_id: str, ask: Callable[[], Awaitable[object]]) -> bool:
        """A move that leaves no key by which to tell afterwards who made it."""
        done, unheard = await self._ask(move, ask)
        deed = self.user_id, CONDUCT[move], conversation_id
        self.ledger.doubts[deed] += unheard
        self.ledger.deeds[deed] += done is not None
        return done is not None

    def _key(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128)))


CONDUCT = {
    "assign": "conversation.assigned",
    "resolve": "conversation.resolved",
    "reopen": "conversation.reopened",
}


async def hire(sam: Client, count: int, others: Sequence[str] = ()) -> list[tuple[Client, str]]:
    """Desks for `count` operators, each with a user and a key of their own; those after the first may sit elsewhere."""
    desks = [(sam, str((await sam.me())["id"]))]
    for n in range(1, count):
        email = f"operator{n}@trailmark.example"
        user = await sam.add_user(email, PASSWORD, "member", f"Operator {n}")
        async with Client(sam.url, (await sam.sign_in(email, PASSWORD))["token"]) as session:
            key = (await session.create_key("work"))["value"]
        url = others[n % len(others)] if others else sam.url
        desks.append((Client(url, key), str(user["id"])))
    return desks
