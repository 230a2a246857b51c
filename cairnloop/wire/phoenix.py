"""Phoenix Channels frames, version 1 and 2: text or bytes to values and back."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

import orjson

from cairnloop.errors import BadRequest
from cairnloop.wire.text import deeper_than

# The format is described at https://hexdocs.pm/phoenix/writing_a_channels_client.html.

JOIN: Final = "phx_join"
LEAVE: Final = "phx_leave"
REPLY: Final = "phx_reply"
CLOSE: Final = "phx_close"
ERROR: Final = "phx_error"
HEARTBEAT: Final = "heartbeat"
SOCKET_TOPIC: Final = "phoenix"

MAX_FRAME: Final = 256 * 1024
"""The longest frame that is read, in characters (text) or bytes (binary)."""
MAX_NAME: Final = 255
"""The longest ref, topic or event in bytes: binary frames give each length one byte."""
MAX_DEPTH: Final = 32
"""The deepest nesting of a payload; everything below it can be written again by any JSON library."""

Status = Literal["ok", "error"]


class Vsn(StrEnum):
    """The two framings in use. A client that does not say speaks version 1."""

    V1 = "1.0.0"
    V2 = "2.0.0"

    @classmethod
    def parse(cls, text: str) -> "Vsn":
        """The framing for the `vsn` parameter of a socket address; any patch release of it will do."""
        match text.split("."):
            case ["1", "0", _]:
                return cls.V1
            case ["2", "0", _]:
                return cls.V2
        raise Malformed(f"The protocol version {text[:20]!r} is not spoken here: use {cls.V2} or {cls.V1}.")


@dataclass(frozen=True, slots=True)
class Frame:
    """One message between a client and a channel.

    `join_ref` is the ref of the join it belongs to, and null for broadcasts and for the socket itself; `ref` ties a
    reply to its push. A bytes payload is a binary push, which exists in version 2 only.
    """

    join_ref: str | None
    ref: str | None
    topic: str
    event: str
    payload: dict[str, Any] | bytes = field(default_factory=dict)

    def reply(self, status: Status, response: dict[str, Any]) -> "Frame":
        """The answer to this push."""
        return Frame(self.join_ref, self.ref, self.topic, REPLY, {"status": status, "response": response})


class Malformed(BadRequest):
    """This is not a Phoenix Channels frame.

    `about` holds the refs, topic and event when those could be read, so that the sender can be answered.
    """

    reason = "malformed_frame"

    def __init__(self, detail: str | None = None, *, about: Frame | None = None) -> None:
        self.about = about
        super().__init__(detail or "This is not a Phoenix Channels frame.")


def decode(data: str | bytes, vsn: Vsn, *, limit: int = MAX_FRAME) -> Frame:
    """Read one frame. Raises Malformed, and nothing else, whatever `data` is."""
    if isinstance(data, bytes):
        return _decode_binary(data, vsn, limit)
    if len(data) > limit:
        raise Malformed(f"A frame may have {limit} characters, this one has {len(data)}.", about=_head(data, vsn))
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Malformed("A frame is JSON, and this is not.") from error
    match vsn, value:
        case Vsn.V2, [join_ref, ref, topic, event, payload]:
            return _frame(join_ref, ref, topic, event, payload, data)
        case Vsn.V1, {"topic": topic, "event": event, **rest}:
            return _frame(rest.get("join_ref"), rest.get("ref"), topic, event, rest.get("payload"), data)
        case Vsn.V2, _:
            raise Malformed("A frame is [join_ref, ref, topic, event, payload].")
        case _:
            raise Malformed("A frame is an object with topic, event, payload and ref.")


def encode(frame: Frame, vsn: Vsn) -> str | bytes:
    """Write one frame. Raises TypeError when the payload is not JSON."""
    if isinstance(frame.payload, bytes):
        return _encode_binary(frame, frame.payload, vsn)
    if vsn is Vsn.V2:
        return orjson.dumps([frame.join_ref, frame.ref, frame.topic, frame.event, frame.payload]).decode()
    value = {"topic": frame.topic, "event": frame.event, "payload": frame.payload, "ref": frame.ref}
    if frame.join_ref is not None:
        value["join_ref"] = frame.join_ref
    return orjson.dumps(value).decode()


def broadcast(topic: str, event: str, payload: bytes, vsn: Vsn) -> str:
    """Write a broadcast around a payload that is JSON already, so that one text serves every socket of a version."""
    names = orjson.dumps(topic), orjson.dumps(event)
    if vsn is Vsn.V2:
        return b"".join((b"[null,null,", names[0], b",", names[1], b",", payload, b"]")).decode()
    return b"".join((b'{"topic":', names[0], b',"event":', names[1], b',"payload":', payload, b',"ref":null}')).decode()


def _frame(join_ref: object, ref: object, topic: object, event: object, payload: object, raw: str) -> Frame:
    head = Frame(_ref(join_ref), _ref(ref), _name(topic, "topic"), _name(event, "event"))
    if payload is None:
        return head
    if not isinstance(payload, dict):
        raise Malformed("A payload is a JSON object.", about=head)
    # Counting brackets is far cheaper than walking the value, and nearly every frame has few of them.
    if raw.count("{") + raw.count("[") > MAX_DEPTH and deeper_than(MAX_DEPTH, payload):
        raise Malformed(f"A payload may be nested {MAX_DEPTH} levels deep.", about=head)
    return Frame(head.join_ref, head.ref, head.topic, head.event, payload)


def _ref(value: object) -> str | None:
    return None if value is None or value == "" else _name(value, "ref")


def _name(value: object, what: str) -> str:
    if not isinstance(value, str) or not value or len(value.encode()) > MAX_NAME:
        raise Malformed(f"A {what} is a string of 1 to {MAX_NAME} bytes.")
    return value


_PLAIN = r'"[^"\\]{0,255}"'
_HEAD = re.compile(rf"\s*\[\s*(null|{_PLAIN})\s*,\s*(null|{_PLAIN})\s*,\s*({_PLAIN})\s*,\s*({_PLAIN})\s*,")


def _head(data: str, vsn: Vsn) -> Frame | None:
    """Who sent a frame that is too long to be parsed: version 2 says so before the payload, version 1 after it."""
    found = _HEAD.match(data, 0, 8 * MAX_NAME) if vsn is Vsn.V2 else None
    if found is None:
        return None
    try:
        join_ref, ref, topic, event = orjson.loads(f"[{','.join(found.groups())}]")
        return Frame(_ref(join_ref), _ref(ref), _name(topic, "topic"), _name(event, "event"))
    except (orjson.JSONDecodeError, Malformed):
        return None


_PUSH = 0
_PREFIX = 5  # the kind and four lengths, one byte each


def _decode_binary(data: bytes, vsn: Vsn, limit: int) -> Frame:
    if vsn is not Vsn.V2 or len(data) < _PREFIX or data[0] != _PUSH:
        raise Malformed("The only binary frame a client may send is a version 2 push.")
    names, start = [], _PREFIX
    for length in data[1:_PREFIX]:
        names.append(data[start : start + length])
        start += length
    if start > len(data):
        raise Malformed("A binary frame ends before its event.")
    try:
        join_ref, ref, topic, event = (name.decode() for name in names)
    except UnicodeDecodeError as error:
        raise Malformed("The names in a binary frame are UTF-8.") from error
    head = Frame(_ref(join_ref), _ref(ref), _name(topic, "topic"), _name(event, "event"))
    if len(data) > limit:
        raise Malformed(f"A frame may have {limit} bytes, this one has {len(data)}.", about=head)
    return Frame(head.join_ref, head.ref, head.topic, head.event, data[start:])


def _encode_binary(frame: Frame, payload: bytes, vsn: Vsn) -> bytes:
    if vsn is not Vsn.V2:
        raise TypeError("version 1 has no binary frames")
    names = [(name or "").encode() for name in (frame.join_ref, frame.ref, frame.topic, frame.event)]
    return b"".join((bytes((_PUSH, *map(len, names))), *names, payload))
