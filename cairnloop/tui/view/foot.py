"""The last line: what was just done or refused, and the keys that can act now."""

from cairnloop.tui.acting.actions import BY_ID, Action, Context, of_context
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.acting.house_grounds import ON_CHOSEN
from cairnloop.tui.acting.keymap import Keymap
from cairnloop.tui.state.book import HOUSE
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.holds import Hold
from cairnloop.tui.state.order import place_of
from cairnloop.tui.state.shelf import paged_of
from cairnloop.tui.state.unsent import Mode
from cairnloop.tui.terminal.lines import Line, Span, Tone, muted, width_of
from cairnloop.tui.terminal.times import clock, seconds_left

TONES = {"done": Tone.SUCCESS, "hint": Tone.INFO, "refused": Tone.WARNING}
SYMBOLS = {"done": "✓", "hint": "·", "refused": "✕"}

# Where there is room, the draft card of an open conversation shows these itself.
WIDE = 100
# What can be done with all that is marked, and going back, which unmarks.
WITH_MARKS = ("resolve", "reopen", "assign", "snooze", "tag", "priority", "archive", "mark-read", "mark-range", "back")
ON_CARD = frozenset({"approve", "edit", "discard", "regenerate"})
# In the decision queue the line above the footer names it; before something leaves its own keys come before all others.
ELSEWHERE = {Context.QUEUE: frozenset({"approve"}), Context.REVIEW: frozenset({"command"})}


def foot(desk: Desk, context: Context, keymap: Keymap, width: int) -> Line:
    """What is said comes first, then as many keys as fit; the position and the clock stand at the right."""
    right = _right(desk, context)
    said = _said(desk, keymap, width)
    if width_of(said) + width_of(right) > width:
        right = ()  # a sentence in full is worth more than the hour
    room = width - width_of(right) - width_of(said) - 2
    return Line((*said, *_keys(desk, context, keymap, room, wide=width >= WIDE)), right=right)


def _said(desk: Desk, keymap: Keymap, width: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    hold = _held(desk)
    notice = desk.notice
    if notice is not None and (notice.tone == "refused" or hold is None):
        text = f" {SYMBOLS[notice.tone]} {notice.text}"
        spans.append(Span(text, TONES[notice.tone], bold=notice.tone == "refused"))
    elif hold is not None:
        left = seconds_left(hold.until, desk.now)
        spans += [
            Span(f" ◷ To {hold.to} in {left} s", Tone.WARNING),
            Span(f" {keymap.shown('undo')}", Tone.ACCENT, True),
        ]
        spans.append(muted(" takes it back"))
    return (*spans, Span("  ")) if spans else ()


def _held(desk: Desk) -> Hold | None:
    return desk.holds.latest(desk.me.user_id if desk.me else None, desk.target)


def _right(desk: Desk, context: Context) -> tuple[Span, ...]:
    place = desk.queue.place(desk.target) if context is not Context.INBOX else None
    if desk.queueing:
        place = place_of(desk)
    where = f"{place[0]}/{place[1]}{'+' if desk.queue.next else ''}  " if place else ""
    if where and context is not Context.QUEUE:
        where = f"decision {where}"
    if context is Context.INBOX and desk.listing.rows:
        where = f"{desk.listing.position}  "
    if context in (Context.WRITING, Context.REVIEW):
        where = ""
    if desk.book is not None:
        where = f"{paged_of(desk, desk.book).position}  "
    return (muted(f"{where}{clock(desk.now, desk.now)} "),)


def _keys(desk: Desk, context: Context, keymap: Keymap, room: int, *, wide: bool) -> tuple[Span, ...]:
    """Those that can act now, by rank; help gives way last."""
    on_card = ON_CARD if wide and context is Context.CONVERSATION and desk.draft is not None else frozenset()
    if context in ELSEWHERE:
        on_card = ELSEWHERE[context]
    named = [one for one in of_context(context) if one.footer and one.id not in on_card]
    ranked = sorted(named, key=lambda one: one.footer)
    if desk.marked:
        ranked = [*(BY_ID[one] for one in WITH_MARKS), *(one for one in ranked if one.footer >= 20)]
    elif desk.book in HOUSE and paged_of(desk, desk.book).marked:
        chosen = [one for one in of_context(context) if one.id in ON_CHOSEN]
        ranked = [*chosen, BY_ID["back"], BY_ID["mark-entries"], *(one for one in ranked if one.footer >= 20)]
    elif desk.book is not None and paged_of(desk, desk.book).whole:
        ranked = [BY_ID["back"], *ranked]
    able = [one for one in ranked if why_not(one, desk) is None]
    shown = {one.id: _shown(one, desk, context, keymap) for one in able}
    ever: list[Action] = []
    for action in sorted((one for one in able if one.footer >= 20), key=lambda one: -one.footer):
        if width_of(shown[action.id]) <= room:
            room -= width_of(shown[action.id])
            ever.insert(0, action)
    kept: list[Action] = []
    for action in (one for one in able if one.footer < 20):
        room -= width_of(shown[action.id])
        if room < 0:
            break
        kept.append(action)
    return tuple(span for action in (*kept, *ever) for span in shown[action.id])


def _shown(action: Action, desk: Desk, context: Context, keymap: Keymap) -> tuple[Span, Span]:
    unsent = desk.unsent.get(desk.target or "")
    # A note is kept among colleagues: nothing is sent.
    word = "keep it" if action.id == "send" and unsent and unsent.mode is Mode.NOTE else action.label
    return Span(f" {keymap.shown(action.id, context)}", Tone.ACCENT, bold=True), muted(f" {word} ")
