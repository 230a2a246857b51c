"""What a search finds, as the wire shows it."""

from typing_extensions import TypedDict

from cairnloop.wire.desk import ConversationRowOut


class FoundMessageOut(TypedDict):
    """The message that fits best. `excerpt` marks what was found with U+E000 and U+E001."""

    id: str
    seq: int
    created_at: str
    type: str
    private: bool
    user_id: int | None
    customer_id: str | None
    excerpt: str


class FoundOut(TypedDict):
    """A conversation that was found: `messages` of it match, and `found_in` says where else the words stand."""

    conversation: ConversationRowOut
    message: FoundMessageOut
    messages: int
    found_in: list[str]
    subject: str | None
    score: float
