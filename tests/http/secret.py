"""A private inbox with one conversation, who works in it and who does not."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.tables import Conversation
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from tests import make
from tests.house import House

WORDS = "zanzibar"


@dataclass
class Secret:
    """A private inbox with one conversation, in which Lin works and Kim does not."""

    inbox_id: UUID
    thread: Conversation
    question: str
    draft_id: UUID
    kim: Operator
    lin: Operator
    plain: Conversation

    @property
    def ids(self) -> dict[str, object]:
        return {
            "inbox_id": self.inbox_id,
            "conversation_id": self.thread.id,
            "message_id": self.question,
            "draft_id": self.draft_id,
        }


async def kept_secret(house: House) -> Secret:
    desk = house.desk
    kim, lin = [await desk.another_operator(Role.MEMBER, name) for name in ("Kim", "Lin")]
    async with await house.client() as sam:
        made = await sam.post("/api/inboxes", json={"name": "Board", "is_private": True})
        inbox_id = UUID(made.json()["data"]["id"])
        assert (await sam.put(f"/api/inboxes/{inbox_id}/members/{lin.user_id}")).status_code == 200
        ada = await make.customer(house.s.db, desk.account_id, name="Rex", email="rex@example.com")
        thread = await open_conversation(house.s.db, Opening(desk.account_id, ada, inbox_id, subject=WORDS))
        question = await desk.says(thread, f"How is {WORDS}?")
        draft = await make.draft(house.s.db, thread, question["id"])
        note = {"body": f"{WORDS} is fine", "private": True}
        await sam.post(f"/api/conversations/{thread.id}/messages", json=note)
    plain = await desk.conversation()
    await desk.says(plain, "How do I change region?")
    return Secret(inbox_id, thread, question["id"], draft.id, kim, lin, plain)
