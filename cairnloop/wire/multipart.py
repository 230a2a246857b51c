"""Forms with files (multipart/form-data, RFC 7578) as they come in: bytes to parts, a piece at a time, nothing kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from cairnloop.errors import BadRequest

MOST_PARTS = 20
MOST_HEADERS = 8_192
# Before the first boundary there is nothing, but some mail programs' greeting.
MOST_PREAMBLE = 1_024
# `name="value"` as browsers write it, or with a star as mail programs do; a quote inside is \" or %22.
PARAMETER = re.compile(r';[ \t]*([a-z*]+)[ \t]*=[ \t]*(?:"((?:\\"|[^"])*)"|([^;"\s]*))', re.IGNORECASE)
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")


@dataclass(frozen=True, slots=True)
class Begin:
    """A part begins. `filename` is None for a plain field; it is what the sender calls the file, unchecked."""

    name: str
    filename: str | None


@dataclass(frozen=True, slots=True)
class End:
    """The part is complete."""


Event = Begin | bytes | End


class _State(Enum):
    PREAMBLE = "preamble"
    DELIMITER = "delimiter"
    HEADERS = "headers"
    CONTENT = "content"
    EPILOGUE = "epilogue"


def boundary_of(content_type: str) -> bytes:
    """What stands between the parts. Raises BadRequest when this is no form with files."""
    kind, _, rest = content_type.partition(";")
    if kind.strip().lower() != "multipart/form-data":
        raise BadRequest("Send the file as multipart/form-data, in a field named file.")
    found = {match[1].lower(): match[2] or match[3] for match in PARAMETER.finditer(f";{rest}")}
    boundary = found.get("boundary", "")
    if not BOUNDARY.fullmatch(boundary):
        raise BadRequest("The content type names no boundary; let your HTTP library write it.")
    return boundary.encode()


class Reader:
    """Reads one form. `feed` it what arrives; `close` says that nothing more comes. Both raise BadRequest."""

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"\r\n--" + boundary
        # The first boundary stands at the very beginning, all others after a line break: so they are all alike.
        self._held = bytearray(b"\r\n")
        self._state = _State.PREAMBLE
        self._parts = 0

    def feed(self, data: bytes) -> Iterator[Event]:
        self._held += data
        while (event := self._next()) is not None:
            if event != b"":
                yield event

    def close(self) -> None:
        if self._state is not _State.EPILOGUE:
            raise BadRequest("The form ends in the middle.")

    def _next(self) -> Event | None:
        """The next event; b"" when something was read that is none; None when more has to come first."""
        match self._state:
            case _State.PREAMBLE:
                return self._preamble()
            case _State.DELIMITER:
                return self._delimiter()
            case _State.HEADERS:
                return self._headers()
            case _State.CONTENT:
                return self._content()
            case _State.EPILOGUE:
                self._held.clear()
                return None

    def _preamble(self) -> Event | None:
        at = self._held.find(self._mark)
        if at < 0:
            if len(self._held) > MOST_PREAMBLE:
                raise BadRequest("The form does not begin with its boundary.")
            return None
        return self._pass(at + len(self._mark), _State.DELIMITER)

    def _delimiter(self) -> Event | None:
        # After a boundary: two dashes end the form, a line break (perhaps after blanks) begins a part.
        rest = self._held.lstrip(b" \t")
        if len(self._held) - len(rest) > MOST_HEADERS:
            raise BadRequest("A boundary of the form is followed by something else.")
        if len(rest) < 2:
            return None
        after = bytes(rest[:2])
        if after == b"--":
            return self._pass(len(self._held), _State.EPILOGUE)
        self._parts += 1
        if after != b"\r\n":
            raise BadRequest("A boundary of the form is followed by something else.")
        if self._parts > MOST_PARTS:
            raise BadRequest(f"The form has more than {MOST_PARTS} parts.")
        return self._pass(len(self._held) - len(rest) + 2, _State.HEADERS)

    def _headers(self) -> Event | None:
        end = self._held.find(b"\r\n\r\n")
        if max(end, len(self._held) if end < 0 else 0) > MOST_HEADERS:
            raise BadRequest("The headers of a part of the form are too long.")
        if end < 0:
            return None
        lines = bytes(self._held[:end]).decode("utf-8", "replace").split("\r\n")
        self._pass(end + 4, _State.CONTENT)
        return _begin(lines)

    def _content(self) -> Event | None:
        at = self._held.find(self._mark)
        if at == 0:
            self._pass(len(self._mark), _State.DELIMITER)
            return End()
        # The last bytes may be the beginning of a boundary.
        sure = at if at > 0 else len(self._held) - len(self._mark) + 1
        if sure <= 0:
            return None
        content = bytes(self._held[:sure])
        del self._held[:sure]
        return content

    def _pass(self, length: int, state: _State) -> bytes:
        del self._held[:length]
        self._state = state
        return b""


def _begin(lines: list[str]) -> Begin:
    for line in lines:
        header, _, value = line.partition(":")
        if header.strip().lower() == "content-disposition":
            return _named(value)
    raise BadRequest("A part of the form has no Content-Disposition.")


def _named(disposition: str) -> Begin:
    kind, _, rest = disposition.partition(";")
    found = {match[1].lower(): match[2] or match[3] or "" for match in PARAMETER.finditer(f";{rest}")}
    if kind.strip().lower() != "form-data" or "name" not in found:
        raise BadRequest("A part of the form has no name.")
    filename = found.get("filename")
    if "filename*" in found:  # not allowed in forms, but written by some
        filename = unquote(found["filename*"].rpartition("'")[2], errors="replace")
    return Begin(_plain(found["name"]), None if filename is None else _plain(filename))


def _plain(quoted: str) -> str:
    """As browsers quote: of all characters these three."""
    return quoted.replace('\\"', '"').replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
