"""A draft as plain lines: one fact a line, in the order one needs them, readable aloud and without a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cairnloop.wire.terminal import harmless, harmless_block

Row = Mapping[str, Any]
WITHDRAWN = "withdrawn"


def draft_lines(row: Row, conversation: Row, own: str | None) -> Iterator[str]:
    """Who asked what, why a person decides, on which evidence, and last what would be sent. `own` replaces it."""
    yield f"Draft for {line(row['customer'])}, by {line(conversation['source'])}, version {row['version']}."
    yield f"Waiting since {moment(row['created_at'])}."
    if (due := conversation["deadline"]) is not None:
        yield f"Due: {due['target'].replace('_', ' ')} at {moment(due['due_at'])}, {due['status']}."
    if conversation["status"] != "open":
        yield f"The conversation is {conversation['status']}; it has to be reopened before anything can be sent."
    if conversation["subject"]:
        yield f"Subject: {line(conversation['subject'])}"
    others = [
        one for one in conversation["messages"] if one["id"] != row["question_id"] and one["delivery"] != WITHDRAWN
    ]
    if others:
        yield f"Besides the question: {count(len(others), 'message')}. thread reads them."
    yield f"Why you: {line(row['ruling'])}."
    if row["status"] == "failed":
        yield f"No draft could be made: {line(row['decision_reason'] or 'the reason was not kept')}."
    else:
        yield f"Sure: {row['confidence']:.0%}, {line(row['grounding'])}."
        yield from (f"Note: {line(note)}" for note in row["notes"])
        yield from evidence_titles(row["evidence"])
    yield from block("Question", row["question"])
    if own is not None:
        yield from block("Your answer", own)
    elif row["status"] == "failed":
        yield "There is no answer yet. edit writes one."
    else:
        yield from block(f"Proposed {line(row['kind'])}", row["body"])


def evidence_titles(evidence: Sequence[Row]) -> Iterator[str]:
    if not evidence:
        yield "Evidence: none."
    for passage in evidence:
        yield f"Evidence {passage['number']}: {_title(passage)}."


def passage_lines(passage: Row, row: Row) -> Iterator[str]:
    """A passage, and the sentences of the draft that rest on it."""
    yield f"Evidence {passage['number']}: {_title(passage)}, from {line(passage['source'])}."
    if passage["url"]:
        yield f"Address: {line(passage['url'])}"
    yield from (f"Found because: {line(why)}." for why in passage["why"])
    yield from block("Passage", passage["text"])
    for one in row["citations"]:
        if passage["number"] in one["evidence"]:
            yield f"Rests on it: {line(row['body'][one['start'] : one['end']])}."


def thread_lines(conversation: Row) -> Iterator[str]:
    """The messages from the oldest on."""
    if conversation["earlier"] is not None:
        yield "Earlier messages are not shown."
    for number, message in enumerate(conversation["messages"], 1):
        kind = "Private note" if message["private"] else "Message"
        told = "" if message["delivery"] in ("received", "sent", "kept") else f", {message['delivery']}"
        head = f"{kind} {number} by {line(_writer(message, conversation))} at {moment(message['created_at'])}{told}"
        yield from block(head, message["body"])


def _writer(message: Row, conversation: Row) -> str:
    if message["customer_id"] is not None:
        return str(conversation["customer"]["title"])
    user = message["user"]
    return "the house" if user is None else str(user["display_name"] or user["full_name"] or user["email"])


def _title(passage: Row) -> str:
    return line(", ".join(one for one in (passage["title"], passage["heading"]) if one))


def block(name: str, text: str) -> Iterator[str]:
    """Text of several lines, set in and announced with their number: nobody can write lines that pass for ours."""
    lines = harmless_block(text.strip("\n")).split("\n")
    yield f"{name}, {count(len(lines), 'line')}:"
    yield from (f"  {one}" for one in lines)


def line(value: object) -> str:
    """A value as one harmless line without a full stop at its end, since ours follows."""
    return harmless(" ".join(str(value).split())).rstrip(".") or "nothing"


def moment(text: str) -> str:
    """A time of the daemon as one reads it aloud."""
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M UTC")


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
