"""Operators at work through the real client: they decide, change their minds, and ask again when no answer came."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.wire.drafting import DraftRowOut
from tests.journey.daemons import insist


@dataclass
class Ledger:
    """What the operators know to have happened, by message and draft id."""

    approved: dict[str, str] = field(default_factory=dict)
    """Message to the draft it was made from."""
    written: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    discarded: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)


@dataclass
class Operator:
    desk: Client
    ledger: Ledger
    chance: random.Random
    undo_seconds: float

    async def work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            page = await insist(lambda: self.desk.drafts(limit=20))
            if page.rows:
                await self._decide(page.rows)
            await asyncio.sleep(self.chance.uniform(0.0, 0.15))

    async def _decide(self, rows: Sequence[DraftRowOut]) -> None:
        draft = self.chance.choice(rows)
        match self.chance.choices(("approve", "undo", "edit", "discard", "regenerate", "write"), (8, 6, 3, 1, 1, 2))[0]:
            case "approve":
                await self._approve(draft)
            case "edit":
                await self._approve(draft, body=f"{draft['body']}\n\n{UUID(int=self.chance.getrandbits(128))}")
            case "undo":
                message_id = await self._approve(draft)
                if message_id is not None:
                    await asyncio.sleep(self.chance.uniform(0, 1.1 * self.undo_seconds))
                    await self._undo(message_id, draft["conversation_id"])
            case "discard":
                await self._discard(draft)
            case "regenerate":
                await self._regenerate(draft)
            case _:
                await self._write(draft["conversation_id"])

    async def _approve(self, draft: DraftRowOut, body: str | None = None) -> str | None:
        """The message the approval made; None when the draft went another way before."""
        unsure = False
        while True:
            try:
                made = await self.desk.approve(draft["id"], draft["version"], body=body)
            except Unreachable:
                unsure = True
                await self._wait()
            except Refused as refused:
                self._count("approve", refused)
                message_id = (await insist(lambda: self.desk.draft(draft["id"])))["message_id"] if unsure else None
                break
            else:
                self.ledger.answers["approve 200"] += 1
                message_id = made["id"]
                break
        if message_id is not None:
            self.ledger.approved[message_id] = draft["id"]
        return message_id

    async def _undo(self, message_id: str, conversation_id: str) -> None:
        unsure = False
        while True:
            try:
                await self.desk.undo(message_id)
            except Unreachable:
                unsure = True
                await self._wait()
            except Refused as refused:
                self._count("undo", refused)
                if unsure and (await self._message(conversation_id, message_id))["delivery"] == "withdrawn":
                    self.ledger.undone.add(message_id)
                return
            else:
                self.ledger.answers["undo 200"] += 1
                self.ledger.undone.add(message_id)
                return

    async def _message(self, conversation_id: str, message_id: str) -> dict[str, Any]:
        shown = await insist(lambda: self.desk.conversation(conversation_id))
        return next(message for message in shown["messages"] if message["id"] == message_id)

    async def _discard(self, draft: DraftRowOut) -> None:
        try:
            await insist(lambda: self.desk.discard(draft["id"], draft["version"], "not now"))
        except Refused as refused:
            self._count("discard", refused)
            if (await insist(lambda: self.desk.draft(draft["id"])))["status"] != "discarded":
                return
        self.ledger.discarded.add(draft["id"])

    async def _regenerate(self, draft: DraftRowOut) -> None:
        try:
            await insist(lambda: self.desk.regenerate(draft["id"], draft["version"], "shorter, please"))
        except Refused as refused:
            self._count("regenerate", refused)

    async def _write(self, conversation_id: str) -> None:
        """An answer in one's own words. Its client id makes asking twice safe."""
        key = str(UUID(int=self.chance.getrandbits(128)))
        written = await insist(lambda: self.desk.write(conversation_id, f"From me: {key}", client_id=key))
        self.ledger.answers["write 201"] += 1
        self.ledger.written.add(written["id"])

    def _count(self, what: str, refused: Refused) -> None:
        self.ledger.answers[f"{what} {refused.status}"] += 1
        assert refused.status == 409, f"{what}: {refused.status} {refused.detail}"

    async def _wait(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.02, 0.15))
