"""What hangs on conversations and messages: tags, files, and notes that ask for somebody's eye."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cairnloop.wire.terminal import harmless, harmless_block


@dataclass(frozen=True, slots=True)
class Tag:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a message carries, or that is to be sent. `name` is a harmless line; `url` is where it is read."""

    id: str
    name: str
    kind: str
    size: int
    url: str = ""

    @property
    def about(self) -> str:
        return f"{in_words(self.size)} · {self.kind}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A private note asks for the eye of one user; `seen` says that they have read the conversation since."""

    id: str
    conversation_id: str
    user_id: int
    message_id: str = ""
    body: str = ""
    author: str = ""
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply that is kept at hand, with its variables as they were written."""

    id: str
    name: str
    shortcut: str
    content: str

    @property
    def haystack(self) -> str:
        return f"{self.name} {self.shortcut} {self.content}".casefold()


def in_words(size: int) -> str:
    """A number of bytes as people say it."""
    if size < 1024:
        return f"{size} bytes"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} kB"
    return f"{size / 1024 / 1024:.1f} MB"


def folded(name: str) -> str:
    """What is the same of a name however it is written."""
    return " ".join(name.split()).casefold()


def tag_keys(name: str) -> frozenset[str]:
    """Which tags may be meant in a search: where a name has gaps, `-` and `_` stand for them too."""
    return frozenset(folded(one) for one in (name, name.replace("-", " "), name.replace("_", " ")))


def tag_of(wire: Mapping[str, Any]) -> Tag:
    return Tag(str(wire["id"]), harmless(str(wire.get("name") or "")))


def tags_of(wire: Mapping[str, Any]) -> tuple[Tag, ...]:
    return tuple(tag_of(one) for one in wire.get("tags") or ())


def attachment_of(wire: Mapping[str, Any]) -> Attachment:
    return Attachment(
        id=str(wire["id"]),
        name=harmless(str(wire.get("filename") or "file")),
        kind=harmless(str(wire.get("content_type") or "")),
        size=int(wire.get("size") or 0),
        url=str(wire.get("file_url") or ""),
    )


def given_back(wire: Mapping[str, Any], carried: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Which files of an answer that was taken back can go with another one: the daemon says so, by their ids."""
    free = {str(one) for one in wire.get("file_ids") or ()}
    return tuple(one for one in carried if one.id in free)


def mention_of(wire: Mapping[str, Any]) -> Mention:
    """From `GET /api/mentions`, or from what is announced of one."""
    return Mention(
        id=str(wire["id"]),
        conversation_id=str(wire["conversation_id"]),
        user_id=int(wire["user_id"]),
        message_id=str(wire.get("message_id") or ""),
        body=harmless_block(str(wire.get("body") or "")),
        author=harmless(str(wire.get("author") or "")),
        seen=wire.get("seen_at") is not None,
    )


def canned_of(wire: Mapping[str, Any]) -> Canned:
    return Canned(
        id=str(wire["id"]),
        name=harmless(str(wire.get("name") or "")),
        shortcut=harmless(str(wire.get("shortcut") or "")),
        content=harmless_block(str(wire.get("content") or "")),
    )
