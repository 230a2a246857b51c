"""The names of the topics of visits."""

from uuid import UUID


def page(account_id: UUID | str, visit_id: UUID | str) -> str:
    """The visitor's page; who is present here watches it."""
    return f"events:{account_id}:{visit_id}"


def visitors(account_id: UUID | str) -> str:
    """Who is on the website now, for operators."""
    return f"events:admin:{account_id}:all"


def watching(account_id: UUID | str, visit_id: UUID | str) -> str:
    """What one visitor does just now, for operators who watch."""
    return f"events:admin:{account_id}:{visit_id}"
