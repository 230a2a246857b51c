"""A customer whom the house knows twice."""

from uuid import UUID

from tests import make


async def twins(desk: make.Desk) -> tuple[UUID, UUID]:
    """Ada, and Ada again from another machine, each with a conversation."""
    again = await make.customer(
        desk.db, desk.account_id, email="Ada@Example.com", external_id="a-1", os="Plan 9", details={"plan": "Club"}
    )
    for one in (desk.customer_id, again):
        conversation = await desk.conversation(customer_id=one)
        await desk.says(conversation, "Hello?")
    return desk.customer_id, again
