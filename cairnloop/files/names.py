"""The names of files: what a stranger calls one becomes a name that any system can keep, and a header can carry."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 150  # bytes of UTF-8: short enough for every file system, also with a number added
LONGEST_SUFFIX = 20
NAMELESS = "file"
# Controls, halves of surrogate pairs, private and unassigned characters, line and paragraph separators; and what has
# no width, among it everything that turns the direction of writing.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Joiners belong to the spelling of some languages and to emoji.
JOINERS = "\u200c\u200d"
# What Windows allows in no name, and shells and pages take for something else.
FORBIDDEN = re.compile(r'[<>:"|?*`$\\/]')
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
# What a header may carry as it is (RFC 5987, attr-char).
ATTRIBUTE = "!#$&+-.^_`|~"


def safe_name(given: str) -> str:
    """The last part of what was given, without anything unseen or forbidden, short, and never empty or hidden."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(one for one in unicodedata.normalize("NFC", last) if _seen(one))
    name = FORBIDDEN.sub("_", " ".join(seen.split())).lstrip(". ").rstrip(". ")
    if RESERVED.fullmatch(name.partition(".")[0].strip()):
        name = f"_{name}"
    return _short(name) or NAMELESS


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in UNSEEN or character in JOINERS or character in "\t\n\r"


def _short(name: str) -> str:
    """Cut in the middle: the end says what kind of file it is."""
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, last = name.rpartition(".")
    suffix = dot + last
    if not dot or len(suffix.encode()) > LONGEST_SUFFIX:
        stem, suffix = name, ""
    room = LONGEST - len(suffix.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + suffix


def disposition(name: str, *, inline: bool) -> str:
    """Content-Disposition for a safe name (RFC 6266): once in ASCII for old programs, once as it is."""
    kind = "inline" if inline else "attachment"
    ascii_only = "".join(one if " " <= one <= "~" and one not in '"\\%' else "_" for one in name)
    if ascii_only == name:
        return f'{kind}; filename="{name}"'
    return f"{kind}; filename=\"{ascii_only}\"; filename*=UTF-8''{quote(name, safe=ATTRIBUTE)}"


def address_name(name: str) -> str:
    """A safe name as the last part of an address."""
    return quote(name, safe="")
