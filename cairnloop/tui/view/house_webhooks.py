"""Webhooks and their deliveries: one a line, and one of them whole with what was sent and answered."""

import json
from datetime import datetime

from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, cut, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age, brief, instant
from cairnloop.tui.view.audit import labelled
from cairnloop.tui.view.house_people import when

STATE, AGE, EVENTS = 11, 4, 8
# Of a body, so many lines at most; `cairnloop webhooks show` has all of it.
MOST = 200
DELIVERED: dict[str, Span] = {
    "delivered": Span("✓ delivered", Tone.SUCCESS),
    "pending": Span("◷ pending", Tone.INFO),
    "failed": Span("▲ failing", Tone.WARNING),
    "abandoned": Span("✕ given up", Tone.DANGER),
}


def webhook_state(webhook: Thing) -> Span:
    wire = webhook.wire
    if wire["disabled_at"]:
        return Span("✕ off", Tone.DANGER)
    if not wire["verified"]:
        return Span("✕ unproved", Tone.WARNING)
    return Span("▲ failing", Tone.WARNING) if wire["failing_since"] else Span("● ready", Tone.SUCCESS)


def webhook_row(desk: Desk, webhook: Thing, width: int, now: datetime) -> list[Span]:
    state, wire = webhook_state(webhook), webhook.wire
    why = wire["disabled_reason"] or wire["verification_error"] or ""
    events = f"{len(wire['events'])} event{'' if len(wire['events']) == 1 else 's'}"
    room = width - STATE - 1 - EVENTS - 1
    name = max(12, room * 3 // 5 if why else room)
    head = [state._replace(text=fill(state.text, STATE)), Span(" "), muted(f"{fill(events, EVENTS)} ")]
    last = [Span(" "), Span(fill(why, max(0, room - name - 1)), Tone.DANGER)] if why else []
    return [*head, Span(fill(webhook.name.removeprefix("https://"), name)), *last]


def webhook_lines(desk: Desk, webhook: Thing, width: int) -> list[Line]:
    wire, now = webhook.wire, desk.now
    found = [line(Span(" "), webhook_state(webhook), muted(" · 2 shows what was sent"))]
    found += labelled("to", webhook.name, width, bold=True)
    if wire["description"]:
        found += labelled("for", str(wire["description"]), width)
    found += labelled("events", ", ".join(wire["events"]), width)
    found += labelled("notes", "private notes too" if wire["include_private"] else "no private notes", width)
    found += labelled("made", when(wire["created_at"], now), width)
    if wire["failing_since"]:
        found += labelled("failing", f"since {when(wire['failing_since'], now)}", width)
    if wire["former_secret_until"]:
        found += labelled("secret", f"the former one signs, too, until {when(wire['former_secret_until'], now)}", width)
    for text, tone, then in (
        (wire["verification_error"], Tone.WARNING, "v tries again."),
        (wire["disabled_reason"], Tone.DANGER, "D switches it on again."),
    ):
        if text:
            found += [BLANK, *(line(Span(f" ✕ {one}", tone)) for one in wrap(f"{text}. {then}", width - 4))]
    return found


def _status(delivery: Thing) -> Span:
    status = str(delivery.wire["status"])
    return DELIVERED.get(status, muted(status))


def delivery_row(desk: Desk, delivery: Thing, width: int, now: datetime) -> list[Span]:
    """How it stands, what it is about, how often it was tried, what was answered, when it is tried again."""
    wire, state = delivery.wire, _status(delivery)
    tried, code = f"{wire['attempts']}×", str(wire["last_status"] or "—")
    following, at = instant(wire["next_attempt_at"]), instant(wire["created_at"])
    then = f"in {brief(following - now)}" if following and following > now else ""
    room = width - STATE - 4 - 4 - 8 - AGE - 5
    spans = [state._replace(text=fill(state.text, STATE)), Span(" "), Span(fill(delivery.name, room))]
    good = wire["last_status"] is not None and 200 <= int(wire["last_status"]) < 300
    answered = Span(f" {fill(code, 3)}", Tone.SUCCESS if good else Tone.WARNING if wire["last_status"] else Tone.MUTED)
    return [*spans, muted(f" {fill(tried, 3)}"), answered, muted(f" {fill(then, 8)} {fill(age(at, now), AGE)}")]


def delivery_lines(desk: Desk, delivery: Thing, width: int) -> list[Line]:
    wire, now = delivery.wire, desk.now
    found = [line(Span(" "), _status(delivery), muted(f" · {delivery.name}"))]
    if wire["to"]:
        found += labelled("to", str(wire["to"]), width)
    found += labelled("made", when(wire["created_at"], now), width)
    found += labelled("tried", f"{wire['attempts']}×", width)
    if wire["next_attempt_at"]:
        found += labelled("next", when(wire["next_attempt_at"], now), width)
    took = f" in {wire['duration_ms']} ms" if wire["duration_ms"] is not None else ""
    found += labelled("answer", f"{wire['last_status'] or 'none'}{took}", width)
    found += labelled("id", str(wire["webhook_id"]), width)
    if wire["last_error"]:
        found += [line(Span(f" {text}", Tone.DANGER)) for text in wrap(str(wire["last_error"]), width - 2)]
    if wire["last_response"]:
        found += [line(muted(f" {text}")) for text in wrap(str(wire["last_response"]), width - 2, most=6)]
    return [*found, *_sent(desk, delivery, width)]


def _sent(desk: Desk, delivery: Thing, width: int) -> list[Line]:
    """Each attempt, and the body: customers' words are in it, and are shown and not obeyed."""
    more = shelf_of(desk, Book.WEBHOOKS).known(delivery)
    if not more:
        return [BLANK, line(muted(" Reading…"))]
    tried = [
        line(
            muted(f" {when(one['at'], desk.now)}  "),
            Span(str(one["status"] or "—")),
            muted(cut(f"  {one['duration_ms']} ms  {one['error'] or ''}", width - 30)),
        )
        for one in reversed(more["history"])
    ]
    body = json.dumps(more["body"], ensure_ascii=False, indent=2)
    shown = [line(Span(f" {text}")) for text in wrap(body, width - 2, most=MOST)]
    return [BLANK, line(Span(" Attempts", Tone.ACCENT, bold=True)), *tried, *_body(shown)]


def _body(shown: list[Line]) -> list[Line]:
    return [BLANK, line(Span(" What is sent", Tone.ACCENT, bold=True)), *shown]
