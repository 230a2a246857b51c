"""Inboxes: one a line, and one of them whole with its members, hours, widget and what drafts know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.house_papers import WIDGET
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, cut, fill, line, muted
from cairnloop.tui.terminal.times import clock, day, instant
from cairnloop.tui.view.audit import labelled
from cairnloop.tui.view.house_people import said
from cairnloop.wire import shifts

STATE, POLICY = 9, 16
POLICIES: dict[str, Span] = {
    "allow": Span("◆ by themselves", Tone.AI),
    "require_approval": Span("◆ approved", Tone.AI),
    "draft_only": Span("◇ shown only", Tone.MUTED),
    "deny": Span("○ none", Tone.MUTED),
}


def _state(inbox: Thing) -> Span:
    if inbox.wire["is_primary"]:
        return Span("★ primary", Tone.ACCENT)
    return Span("▪ private", Tone.WARNING) if inbox.wire["is_private"] else muted("▫ open")


def inbox_row(desk: Desk, inbox: Thing, width: int, now: datetime) -> list[Span]:
    state = _state(inbox)
    policy = POLICIES.get(str(inbox.wire["draft_policy"]), muted(str(inbox.wire["draft_policy"])))
    slug = 14 if width >= 70 else 0
    room = width - STATE - POLICY - 2 - (slug + 1 if slug else 0)
    return [
        state._replace(text=fill(state.text, STATE)),
        Span(" "),
        Span(fill(inbox.name, room)),
        *([muted(f" {fill(inbox.about, slug)}")] if slug else []),
        Span(" "),
        policy._replace(text=fill(policy.text, POLICY)),
    ]


def inbox_lines(desk: Desk, inbox: Thing, width: int) -> list[Line]:
    wire = inbox.wire
    private = "seen by its members and admins" if wire["is_private"] else "seen by everybody here"
    found = [line(Span(" "), _state(inbox), muted(f" · {private}"))]
    found += labelled("name", inbox.name, width, bold=True)
    if wire.get("description"):
        found += labelled("for", str(wire["description"]), width)
    found += labelled("slug", str(wire.get("slug") or "none"), width)
    found += labelled("drafts", f"{wire['draft_policy']} · P changes it", width)
    shelf = shelf_of(desk, Book.INBOXES)
    more = shelf.known(inbox)
    if not more:
        trouble = shelf.unreadable.get(inbox.id)
        words, tone = (f"✕ {trouble.what} {trouble.press}", Tone.DANGER) if trouble else ("Reading…", Tone.MUTED)
        return [*found, BLANK, *said(words, width, tone)]
    return [
        *found,
        *_members(more["members"], desk, width),
        *hours_lines(more["hours"], desk.now, width),
        *_widget(more["widget"], width),
        *context_lines(more["context"], width, inherited=not more["context"].get("inbox_id")),
        *_entrance(more["entrance"], width),
    ]


def heading(title: str, keys: str) -> list[Line]:
    return [BLANK, line(Span(f" {title}", Tone.ACCENT, bold=True), muted(f"  {keys}" if keys else ""))]


def _members(members: list[Mapping[str, Any]], desk: Desk, width: int) -> list[Line]:
    found = heading(f"Members ({len(members)})", "m adds, M takes out")
    for one in members:
        user = one["user"]
        name = user.get("display_name") or user.get("full_name") or user["email"]
        here = Span("● ", Tone.SUCCESS) if f"user:{one['user_id']}" in desk.presence.metas else muted("○ ")
        found.append(line(Span(" "), here, Span(cut(str(name), width - 16)), muted(f" · {one['role']}")))
    return found if members else [*found, *said("Nobody in particular: new conversations wait for anybody.", width)]


def hours_lines(hours: Mapping[str, Any], now: datetime, width: int, *, keys: str = "t changes them") -> list[Line]:
    """When somebody is there, and whether somebody is now."""
    found = heading("Hours", keys)
    opens, closes = instant(hours.get("opens_at")), instant(hours.get("closes_at"))
    if hours["open"]:
        until = f", until {day(closes, now)} {clock(closes, now)}" if closes else ""
        found.append(line(Span(" ● open now", Tone.SUCCESS), muted(until)))
    else:
        again = f", again {day(opens, now)} {clock(opens, now)}" if opens else ""
        found.append(line(Span(" ○ closed now", Tone.WARNING), muted(again)))
    of = "the account's" if hours.get("inherited") else "its own" if hours.get("inbox_id") else "the account's own"
    zone = hours.get("time_zone")
    found.append(line(muted(f" {of}, {f'in {cut(str(zone), 40)}' if zone else 'without a time zone'}")))
    rows = shifts.lines(hours["working_hours"])
    found += [line(Span(f" {fill(name, 10)} "), Span(cut(times, width - 14))) for name, times in rows]
    if not rows:
        found += said("No hours are set: somebody is always there.", width)
    for one in hours["holidays"]:
        dates = one["start_date"] if one["start_date"] == one["end_date"] else f"{one['start_date']}–{one['end_date']}"
        also = f", open {shifts.times(one['hours'])}" if one["hours"] else ""
        yearly = " yearly" if one["yearly"] else ""
        found.append(line(Span(f" {dates}{yearly} "), muted(cut(f"{one['name']}{also}", width - 24))))
    return found


def _widget(widget: Mapping[str, Any], width: int) -> list[Line]:
    """What somebody has set; the rest is usual."""
    usual = set(widget.get("defaults") or ())
    chosen = [one.name for one in WIDGET if one.name not in usual and widget.get(one.name) not in (None, "")]
    found = heading("Widget", "w changes it")
    for name in chosen:
        value = widget[name]
        words = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        found += labelled(name.replace("_", " "), words, width, label_room=18)
    return found


def context_lines(
    context: Mapping[str, Any], width: int, *, inherited: bool = False, keys: str = "b changes it"
) -> list[Line]:
    """What drafts know of the business."""
    found = heading("Business context", keys)
    known = [(name, context.get(name)) for name in ("business_name", "business_description", "instructions")]
    known += [("scheduling_link", context.get("scheduling_link"))]
    known += [(name, len(context[name])) for name in ("services", "faqs") if context.get(name)]
    kept = [(name, value) for name, value in known if value]
    if not kept:
        return [*found, *said("Nothing is written yet; drafts know your articles only.", width)]
    if inherited:
        found += said("the account's; a change here makes it this inbox's own", width)
    for name, value in kept:
        label = name.removeprefix("business_").replace("_", " ")
        found += labelled(label, str(value), width, label_room=12)
    return found


def _entrance(entrance: Mapping[str, Any], width: int) -> list[Line]:
    found = heading("Who may come in", "o changes it")
    origins = entrance["allowed_origins"]
    found += labelled("pages", ", ".join(origins) if origins else "any page may open its widget", width)
    proof = "only customers whom their site vouches for" if entrance["enforce_identity"] else "anybody, unproved"
    return [*found, *labelled("who", proof, width)]
