"""The names of the topics on which the desk's news goes out."""

from uuid import UUID

from cairnloop.desk.tables import Conversation
from cairnloop.kernel.tables import Record


def conversation(conversation_id: UUID | str) -> str:
    """The customer's side of one conversation: never carries anything private."""
    return f"conversation:{conversation_id}"


def customers_side(of: Conversation | Record) -> list[str]:
    """Where its customer may listen: its own topic, and those of conversations that were merged into it."""
    return [conversation(one) for one in (of.id, *(of.merged_from or ()))]


def lobby(customer_id: UUID | str) -> str:
    """Where a customer's page waits for a conversation that an operator starts."""
    return f"conversation:lobby:{customer_id}"


def issues(customer_id: UUID | str) -> str:
    """What one customer waits for, heard by operators only."""
    return f"issue:lobby:{customer_id}"


def operators(account_id: UUID | str) -> str:
    """Everything the operators of one account should see at once."""
    return f"notification:{account_id}"


def room(account_id: UUID | str) -> str:
    """Who is in: operators, shown to customers as a number."""
    return f"room:{account_id}"
