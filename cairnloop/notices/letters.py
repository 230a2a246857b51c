"""What operators are written about conversations: what happened, what was said if the house allows it, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cairnloop.mail.letters import NAME_LENGTH, Block, Letter, Quoted, Small, Typed, Words, one_line
from cairnloop.notices.rules import Kind
from cairnloop.people.access.letters import to_user
from cairnloop.people.tables import Customer, User

# A mail is a notice and no archive.
MOST_QUOTED, LONGEST = 5, 1500
ANSWERS = "Nobody reads what is answered to this mail."
WHY = {
    Kind.MESSAGE: ("You wanted to be told of every message", "--messages off"),
    Kind.CONVERSATION: ("You wanted to be told of new conversations", "--conversations off"),
    Kind.MENTION: ("A colleague asked for your eye", "--mentions off"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A message as a notice tells of it. `author` is who wrote it, as operators know them."""

    kind: Kind
    author: str
    body: str


def name_of(customer: Customer) -> str:
    """As a subject line calls them."""
    # A name of several lines would add lines of its own to what the house says.
    name, email = (one_line(said or "", NAME_LENGTH) for said in (customer.name, customer.email))
    if name and email:
        return f"{name} ({email})"
    return name or email or "A customer"


def notice(user: User, conversation_id: UUID, customer: Customer, told: Sequence[Told], *, quotes: bool) -> Letter:
    """The newest of what happened is told last; of many messages the last few are quoted."""
    blocks: list[Block] = [Words(f"{_subject(customer, told)}.")]
    if quotes:
        if len(told) > MOST_QUOTED:
            blocks.append(Words(f"The last {MOST_QUOTED} of {len(told)}:"))
        blocks += [Quoted(one.author, _cut(one.body)) for one in told[-MOST_QUOTED:]]
    reason, option = WHY[told[-1].kind]
    return Letter(
        to=to_user(user),
        subject=_subject(customer, told),
        blocks=(*blocks, *_what_to_do(conversation_id), _small(f"{reason}.", option)),
        thread=f"conversation-{conversation_id}",
    )


def reminder(user: User, conversation_id: UUID, customer: Customer, why: str, *, assigned: bool) -> Letter:
    whose = "It is assigned to you." if assigned else "It is nobody's."
    return Letter(
        to=to_user(user),
        subject=f"{name_of(customer)} still waits for an answer",
        blocks=(
            Words(f"{name_of(customer)} still waits: {why}. {whose}"),
            *_what_to_do(conversation_id),
            _small("Your account reminds of conversations that wait.", "--reminders off"),
        ),
        thread=f"conversation-{conversation_id}",
    )


def _subject(customer: Customer, told: Sequence[Told]) -> str:
    asked = next((one for one in told if one.kind is Kind.MENTION), None)
    if asked is not None:
        return f"{asked.author} mentions you: the conversation with {name_of(customer)}"
    many = "a message" if len(told) == 1 else f"{len(told)} messages"
    return f"{name_of(customer)} has sent you {many}"


def _what_to_do(conversation_id: UUID) -> tuple[Block, ...]:
    return (
        Words("Read it and answer:"),
        Typed(f"cairnloop conversations show {conversation_id}"),
        Typed(f"cairnloop conversations reply {conversation_id}"),
    )


def _small(why: str, option: str) -> Small:
    return Small(f"{why} To get no more of these: cairnloop users settings {option}\n{ANSWERS}")


def _cut(body: str) -> str:
    return body if len(body) <= LONGEST else f"{body[: LONGEST - 1]}…"
