"""Letters as they are written here, and as mail programs read them: plain text and simple HTML, everything escaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from textwrap import indent

from email_validator import validate_email

from cairnloop.wire.terminal import harmless, harmless_block

SUBJECT_LENGTH = 150
NAME_LENGTH = 80
PAGE = (
    '<!doctype html><html lang="en"><body style="font:15px/1.5 system-ui,sans-serif;color:#141B19;max-width:40em">'
    "{body}</body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Correspondent:
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of ours."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """What somebody wrote, and who."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line to copy."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address of ours."""

    url: str


@dataclass(frozen=True, slots=True)
class Small:
    """Why this mail came, and how to get no more of them."""

    text: str


Block = Words | Quoted | Typed | Link | Small


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to whom. Letters of one `thread` stand together in mail programs.

    Nobody reads what is answered to the house itself: `reply_to` is set where a person is behind the letter.
    """

    to: Correspondent
    subject: str
    blocks: tuple[Block, ...]
    reply_to: Correspondent | None = None
    thread: str | None = None


def written(letter: Letter, sender: Correspondent, *, key: str, at: datetime) -> EmailMessage:
    """The letter as it is sent. `key` names it: a letter of the same key is the same mail, however often it comes.

    Raises ValueError for an address that no mail can carry.
    """
    domain = sender.address.rpartition("@")[2]
    message = EmailMessage(SMTP)
    message["From"] = _address(sender)
    message["To"] = _address(letter.to)
    message["Subject"] = one_line(letter.subject, SUBJECT_LENGTH)
    if letter.reply_to is not None:
        message["Reply-To"] = _address(letter.reply_to)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@{domain}>"
    if letter.thread is not None:
        message["References"] = f"<{letter.thread}@{domain}>"
    # Answering machines leave it alone (RFC 3834, and what Outlook and Exchange go by).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(as_text(letter.blocks), cte="quoted-printable")
    message.add_alternative(as_html(letter.blocks), subtype="html", cte="quoted-printable")
    return message


def one_line(text: str, most: int) -> str:
    """What strangers chose, as part of a header: one line that says nothing but itself.

    What looks like an encoded word (RFC 2047) would be decoded on the way, whatever is hidden in it.
    """
    line = harmless(" ".join(text.split())).replace("=?", "= ?")
    return line if len(line) <= most else f"{line[: most - 1]}…"


def as_text(blocks: Iterable[Block]) -> str:
    return "\n\n".join(_text(block) for block in blocks) + "\n"


def as_html(blocks: Iterable[Block]) -> str:
    return PAGE.format(body="\n".join(_html(block) for block in blocks))


def _address(one: Correspondent) -> Address:
    checked = validate_email(one.address, check_deliverability=False, test_environment=True)
    name = one_line(one.name, NAME_LENGTH)
    return Address(display_name=name, username=checked.local_part, domain=checked.domain)


def _text(block: Block) -> str:
    match block:
        case Quoted(who, text):
            return f"{one_line(who, NAME_LENGTH)}:\n{indent(harmless_block(text), '> ', lambda line: True)}"
        case Typed(text) | Link(text):
            return f"    {harmless(text)}"
        case Small(text):
            return f"-- \n{harmless_block(text)}"
        case Words(text):
            return harmless_block(text)


def _html(block: Block) -> str:
    match block:
        case Quoted(who, text):
            said = escape(harmless_block(text)).replace("\n", "<br>")
            style = "margin:0 0 1em;padding-left:1em;border-left:3px solid #8E8068"
            return f'<p><b>{escape(one_line(who, NAME_LENGTH))}</b></p><blockquote style="{style}">{said}</blockquote>'
        case Typed(text):
            return f'<p><code style="background:#F4EEE2;padding:.2em .4em">{escape(harmless(text))}</code></p>'
        case Link(url):
            return f'<p><a href="{escape(harmless(url))}">{escape(harmless(url))}</a></p>'
        case Small(text):
            said = escape(harmless_block(text)).replace("\n", "<br>")
            return f'<p style="color:#6b6353;font-size:13px">{said}</p>'
        case Words(text):
            return f"<p>{escape(harmless_block(text)).replace(chr(10), '<br>')}</p>"
