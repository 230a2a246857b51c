"""Canned replies, tags, and the parts of the account's settings: one a line, and one of them whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age, instant
from cairnloop.tui.view.audit import labelled
from cairnloop.tui.view.house_inboxes import context_lines, hours_lines
from cairnloop.tui.view.house_people import when

SHORTCUT, AGE = 12, 4
NAME = 18  # of a setting
# The named colours of tags in the tones of the house; a name says which it is, whatever the terminal shows.
TONES = {
    "red": Tone.DANGER,
    "volcano": Tone.DANGER,
    "magenta": Tone.DANGER,
    "pink": Tone.DANGER,
    "orange": Tone.WARNING,
    "gold": Tone.WARNING,
    "yellow": Tone.WARNING,
    "green": Tone.SUCCESS,
    "lime": Tone.SUCCESS,
    "cyan": Tone.INFO,
    "blue": Tone.INFO,
    "geekblue": Tone.INFO,
    "purple": Tone.AI,
}


def canned_row(desk: Desk, canned: Thing, width: int, now: datetime) -> list[Span]:
    name = max(12, min(28, width // 3))
    said = " ".join(str(canned.wire["content"])[:400].split())
    unsent = canned.words_key in desk.papers
    mark = Span("✎ ", Tone.DANGER) if unsent else Span("")
    shortcut = fill(f"/{canned.wire['shortcut']}" if canned.wire["shortcut"] else "", SHORTCUT)
    room = width - name - SHORTCUT - 2 - len(mark.text)
    return [mark, Span(fill(canned.name, name)), Span(f" {shortcut} ", Tone.ACCENT), muted(fill(said, room))]


def canned_lines(desk: Desk, canned: Thing, width: int) -> list[Line]:
    wire = canned.wire
    found = labelled("name", canned.name, width, bold=True)
    found += labelled("types as", f"/{wire['shortcut']}" if wire["shortcut"] else "no shortcut", width)
    found += labelled("for", "one inbox" if wire["inbox_id"] else "all inboxes", width)
    found += labelled("changed", when(wire["updated_at"], desk.now), width)
    if canned.words_key in desk.papers:
        found.append(line(Span(" ✎ Words of yours are kept here, unsaved. e goes on with them.", Tone.DANGER)))
    return [*found, BLANK, *(line(Span(f" {text}")) for text in wrap(str(wire["content"]), width - 2))]


def tag_row(desk: Desk, tag: Thing, width: int, now: datetime) -> list[Span]:
    colour = str(tag.wire["color"] or "")
    name = max(12, min(30, width // 3))
    about = str(tag.wire["description"] or "")
    tone = TONES.get(colour, Tone.MUTED)
    room = width - 2 - name - 10 - AGE - 3
    at = instant(str(tag.wire["updated_at"]))
    return [
        Span("■ ", tone),
        Span(fill(tag.name, name)),
        Span(f" {fill(colour or 'no colour', 9)}", tone),
        muted(f" {fill(about, room)} {fill(age(at, now), AGE)}"),
    ]


def tag_lines(desk: Desk, tag: Thing, width: int) -> list[Line]:
    wire = tag.wire
    more = shelf_of(desk, Book.TAGS).known(tag)
    colour = str(wire["color"] or "")
    found = [line(Span(" ■ ", TONES.get(colour, Tone.MUTED)), Span(fill(tag.name, width - 6).rstrip(), bold=True))]
    found += labelled("colour", colour or "none", width)
    found += labelled("means", str(wire["description"] or "nothing is written"), width)
    found += labelled("made", when(wire["created_at"], desk.now), width)
    if not more:
        return [*found, BLANK, line(muted(" Counting what carries it…"))]
    return [*found, *labelled("on", ", ".join(carried_by(more)), width)]


def carried_by(more: Mapping[str, Any]) -> tuple[str, str]:
    """How many conversations and how many customers carry a tag."""
    conversations, customers = more["conversations"], more["customers"]
    open_ones = "1 conversation that is" if conversations == 1 else f"{conversations} conversations that are"
    return f"{open_ones} not archived", "1 customer" if customers == 1 else f"{customers} customers"


SWITCHES = {
    "conversation_reminders_enabled": "reminders of open conversations",
    "conversation_reminder_hours_interval": "hours of silence before one",
    "max_num_conversation_reminders": "reminders at most",
    "disable_automated_reply_emails": "no mails to customers by itself",
    "deadlines_in_business_hours": "deadlines rest outside hours",
    "record_visits": "visits are recorded",
}


def _said(value: Any) -> str:
    if value is None:
        return "as the house does"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def setting_row(desk: Desk, part: Thing, width: int, now: datetime) -> list[Span]:
    unsaved = any(key.endswith((f":{part.id}", ":account")) and part.id in key for key in desk.papers)
    mark = Span("✎ ", Tone.DANGER) if unsaved else Span("")
    room = width - NAME - 1 - len(mark.text)
    return [mark, Span(fill(part.name, NAME)), muted(f" {fill(_summary(part), room)}")]


def _summary(part: Thing) -> str:
    wire = part.wire
    match part.id:
        case "account":
            return f"{wire['company_name']} · {wire['time_zone'] or 'no time zone'}"
        case "hours":
            off = len(wire["holidays"])
            return f"{'open' if wire['open'] else 'closed'} now · {off} holiday{'' if off == 1 else 's'}"
        case "switches":
            return f"reminders {'on' if wire['conversation_reminders_enabled'] else 'off'}"
        case _:
            return str(wire.get("business_description") or wire.get("business_name") or "nothing is written yet")


def setting_lines(desk: Desk, part: Thing, width: int) -> list[Line]:
    wire = part.wire
    match part.id:
        case "hours":
            return hours_lines(wire, desk.now, width, keys="e changes them")[1:]
        case "context":
            return context_lines(wire, width, keys="e changes it")[1:]
        case "switches":
            said = [(SWITCHES[name], _said(wire[name])) for name in SWITCHES if name in wire]
            return [shown for name, value in said for shown in labelled(name, value, width, label_room=31)]
        case _:
            found = labelled("name", str(wire["company_name"]), width, bold=True)
            found += labelled("logo", str(wire["company_logo_url"] or "none"), width)
            found += labelled("zone", str(wire["time_zone"] or "none: deadlines count every hour"), width)
            return [*found, *labelled("id", str(wire["id"]), width)]


def identity_key_row(desk: Desk, key: Thing, width: int, now: datetime) -> list[Span]:
    return [Span(fill(key.name, NAME)), muted(f" {fill(when(key.wire['created_at'], now), width - NAME - 1)}")]


def identity_key_lines(desk: Desk, key: Thing, width: int) -> list[Line]:
    found = labelled("begins", f"{key.wire['hint']}…", width, bold=True)
    found += labelled("made", when(key.wire["created_at"], desk.now), width)
    words = "Your site signs with it who its customer is. What it is was shown once. x removes it, n makes another."
    return [*found, BLANK, *(line(muted(f" {text}")) for text in wrap(words, width - 2))]
