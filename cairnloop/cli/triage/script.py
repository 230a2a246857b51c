"""Decisions from a script: one JSON object a line in, one result a line out, each as soon as it is done."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from cairnloop.cli.exits import Exit, exit_for, line_for
from cairnloop.cli.triage.queue import waiting
from cairnloop.errors import CairnloopError, Invalid

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from cairnloop.client import Client

# A message of the longest kind with every character escaped fits; what is longer is refused unread.
LINE_CHARACTERS = 2**20
LONGEST_ID = 100
VERSIONS = range(1, 2**31)


class Action(StrEnum):
    APPROVE = "approve"
    EDIT = "edit"
    DISCARD = "discard"
    REGENERATE = "regenerate"


# The one text that goes with an action, and whether it has to be there.
TEXTS: dict[Action, tuple[str, bool] | None] = {
    Action.APPROVE: None,
    Action.EDIT: ("body", True),
    Action.DISCARD: ("reason", False),
    Action.REGENERATE: ("instruction", False),
}
FIELDS = ("draft_id", "version", "action", "body", "reason", "instruction")


@dataclass(frozen=True, slots=True)
class Decision:
    draft_id: str
    version: int
    action: Action
    text: str | None


class Lines(Protocol):
    def readline(self, size: int, /) -> str: ...


def lines_of(stream: Lines) -> Iterator[str | None]:
    """Line after line, at most one of them in memory; None for one that is longer than any decision."""
    while text := stream.readline(LINE_CHARACTERS + 1):
        if text.endswith("\n") or len(text) <= LINE_CHARACTERS:
            yield text
            continue
        while text and not text.endswith("\n"):
            text = stream.readline(LINE_CHARACTERS)
        yield None


def decision(said: Mapping[str, Any]) -> Decision:
    """The decision an object holds. Raises Invalid naming the field that is wrong and what would be right."""
    for name in said:
        if name not in FIELDS:
            raise Invalid.field(name, f"no such field; there are {', '.join(FIELDS)}")
    draft_id = _draft_id(said.get("draft_id"))
    version = said.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version not in VERSIONS:
        raise Invalid.field("version", "give the version you saw, a number like 1")
    try:
        action = Action(said.get("action"))  # type: ignore[arg-type]
    except ValueError:
        raise Invalid.field("action", f"is one of {', '.join(Action)}") from None
    return Decision(draft_id, version, action, _text(said, action))


def object_of(text: str | None) -> dict[str, Any]:
    """The JSON object of a line. Raises Invalid."""
    if text is None:
        raise Invalid.field("line", f"is longer than {LINE_CHARACTERS} characters")
    try:
        text.encode()  # what was no UTF-8 when it was read
        said = json.loads(text)
    except UnicodeEncodeError:
        raise Invalid.field("line", "is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise Invalid.field("line", "is not JSON") from None
    if not isinstance(said, dict):
        raise Invalid.field("line", "is not a JSON object")
    return said


def _draft_id(value: object) -> str:
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError:
        raise Invalid.field("draft_id", "give the id of a draft, like 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3") from None


def _text(said: Mapping[str, Any], action: Action) -> str | None:
    takes = TEXTS[action]
    for name in ("body", "reason", "instruction"):
        value = said.get(name)
        if value is not None and (takes is None or takes[0] != name):
            fits = next(one for one, taken in TEXTS.items() if taken is not None and taken[0] == name)
            raise Invalid.field(name, f"goes with {fits}, not with {action}")
    if takes is None:
        return None
    name, needed = takes
    value = said.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str) or (needed and not value.strip()):
        raise Invalid.field(name, "give the text to send" if needed else "is a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Invalid.field(name, "holds half of a character, which no encoding writes") from None
    return value


async def decide(client: "Client", it: Decision, *, undo_seconds: float | None) -> dict[str, Any]:
    """Do it; what the result says besides `ok`. Raises Unreachable and Refused."""
    match it.action:
        case Action.APPROVE | Action.EDIT:
            sent = await client.approve(it.draft_id, it.version, body=it.text, undo_seconds=undo_seconds)
            status = "approved" if it.action is Action.APPROVE else "edited"
            return {"status": status, "message_id": sent["id"], "release_at": sent["release_at"]}
        case Action.DISCARD:
            return {"status": (await client.discard(it.draft_id, it.version, it.text))["status"]}
        case Action.REGENERATE:
            return {"status": (await client.regenerate(it.draft_id, it.version, it.text))["status"]}


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the result, and the exit code that tells it apart; `ends` is why no other line can be decided."""

    value: dict[str, Any]
    exit: Exit
    ends: str | None = None


async def answer(client: "Client", number: int, text: str | None, *, undo_seconds: float | None) -> Answer:
    """What became of line `number`. Never raises what one line can be to blame for."""
    about: dict[str, Any] = {"line": number, "draft_id": None}
    try:
        said = object_of(text)
        about["draft_id"] = _echoed(said.get("draft_id"))
        it = decision(said)
        return Answer({**about, "ok": True, **await decide(client, it, undo_seconds=undo_seconds)}, Exit.OK)
    except CairnloopError as error:
        fields = getattr(error, "errors", None) or {}
        why = {"reason": error.reason, "status": error.status, "field": next(iter(fields), None)}
        refused = {**about, "ok": False, "error": {**why, "message": error.detail}}
        return Answer(refused, exit_for(error), _end_of_all(error, number))


def _end_of_all(error: CairnloopError, number: int) -> str | None:
    if exit_for(error) is Exit.UNREACHABLE:
        return f"the daemon does not answer; line {number} may be undecided, what follows is"
    return f"{line_for(error)}; line {number} is undecided, and so is what follows" if error.status == 401 else None


def _echoed(value: object) -> str | None:
    """What the script called the draft, so that it finds its own again."""
    return value if isinstance(value, str) and len(value) <= LONGEST_ID else None


async def listed(client: "Client") -> "AsyncIterator[dict[str, Any]]":
    """All that waits, as decisions name it, with everything that is needed to decide."""
    async for row in waiting(client):
        yield {"draft_id": row["id"], **row}
