"""A conversation and a draft as people read them on a page."""

import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from cairnloop.cli.output import cell, fields

WIDTH = 96


def thread_lines(conversation: Mapping[str, Any]) -> Iterator[str]:
    """The customer, then the messages from the oldest on, then the drafts that wait."""
    customer, deadline = conversation["customer"], conversation["deadline"]
    yield from fields(
        {
            "customer": customer["title"],
            "e-mail": customer["email"],
            "status": conversation["status"],
            "assignee": conversation["assignee_id"],
            "subject": conversation["subject"],
            "due": deadline and f"{deadline['due_at']} ({deadline['target'].replace('_', ' ')}, {deadline['status']})",
        }
    )
    if conversation["earlier"] is not None:
        yield ""
        yield "(earlier messages are not shown)"
    for message in conversation["messages"]:
        yield ""
        yield f"{message['created_at']}  {_writer(message)}{_state(message)}"
        if message["body"]:
            yield _paragraphs(message["body"])
        for file in message["attachments"]:
            yield f"  [file] {cell(file['filename'])} ({file['content_type']}, {file['size']} bytes)  {file['id']}"
    for draft in conversation["drafts"]:
        if draft["status"] == "pending":
            yield ""
            yield f"draft {draft['id']} (version {draft['version']}, {cell(draft['kind'])}) waits for a decision:"
            yield _paragraphs(draft["body"])


def _writer(message: Mapping[str, Any]) -> str:
    if message["customer_id"] is not None:
        return cell((message.get("customer") or {}).get("title") or "customer")
    user = message["user"]
    if user is None:
        return "bot"
    return cell(user["display_name"] or user["full_name"] or user["email"])


def _state(message: Mapping[str, Any]) -> str:
    if message["private"]:
        return "  (private note)"
    if message["customer_id"] is not None or message["delivery"] == "sent":
        return ""
    return f"  ({message['delivery']})"


def draft_lines(draft: Mapping[str, Any]) -> Iterator[str]:
    """What is proposed, why a person is asked, and on which evidence."""
    yield from fields(
        {
            "draft": draft["id"],
            "version": draft["version"],
            "status": draft["status"],
            "kind": draft["kind"],
            "conversation": draft["conversation_id"],
            "grounding": f"{draft['grounding']} ({draft['confidence']:.2f})",
            "policy": f"{draft['policy']}: {draft['ruling']}",
            "engine": " ".join(str(one) for one in (draft["engine"], draft["model"], draft["prompt_version"]) if one),
            "took": f"{draft['latency_ms']} ms",
            "decision": draft["decision_reason"],
        }
    )
    yield ""
    yield _paragraphs(draft["body"])
    for note in draft["notes"]:
        yield f"  note: {cell(note)}"
    for passage in draft["evidence"]:
        yield ""
        yield f"[{passage['number']}] {cell(passage['source'])}: {cell(passage['title'])} › {cell(passage['heading'])}"
        yield _paragraphs(passage["text"])
        if passage["why"]:
            yield _paragraphs(f"because {cell('; '.join(passage['why']))}")


def review_lines(draft: Mapping[str, Any], conversation: Mapping[str, Any]) -> Iterator[str]:
    """What somebody sees before it leaves: to whom, on what question and evidence, and last the words themselves."""
    asked = [one["body"] for one in conversation["messages"] if one["customer_id"] is not None]
    yield from fields(
        {
            "to": f"{conversation['customer']['title']} ({conversation['source']})",
            "draft": f"{draft['id']}, version {draft['version']}",
            "why you": draft["ruling"],
            "evidence": "; ".join(f"[{one['number']}] {one['title']}" for one in draft["evidence"]),
        }
    )
    for body in asked[-2:]:
        yield ""
        yield textwrap.indent(_paragraphs(body), "> ")
    for note in draft["notes"]:
        yield f"note: {cell(note)}"
    yield ""
    yield _paragraphs(draft["body"])


def _paragraphs(text: str) -> str:
    """Text indented, and at a terminal broken to a readable width; its own lines stay lines."""
    lines = text.splitlines()
    if sys.stdout.isatty():
        lines = [textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines]
    return textwrap.indent("\n".join(lines), "  ")
