"""The draft card: the answer, how well it is grounded, why a person is asked, and what can be done with it."""

import re

from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import reads_only, why_not
from cairnloop.tui.acting.keymap import Keymap
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import KINDS, Draft
from cairnloop.tui.state.settling import settled
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.terminal.times import brief

MARK = re.compile(r"(\[\d{1,2}\])")
BLOCKS = 5


def card_title(desk: Desk) -> str:
    draft = desk.draft
    if draft is None:
        return "Draft"
    place = f" {desk.draft_at + 1}/{len(desk.drafts)}" if len(desk.drafts) > 1 else ""
    word = KINDS.get(draft.kind, draft.kind) if draft.status == "pending" else draft.status
    return f"Draft{place} ◆ {word}"


def card(desk: Desk, keymap: Keymap, width: int) -> list[Line]:
    """What stands in the card; without a draft, what will appear there and how."""
    draft = desk.draft
    if desk.thread is None:
        return [line(muted(" Reading…"))]
    if draft is None:
        return [
            *(line(muted(f" {text}")) for text in wrap("No draft for this conversation.", width - 2)),
            *(line(muted(f" {text}")) for text in wrap(NONE, width - 2)),
        ]
    return [*answer(draft, width), BLANK, *_keys(desk, keymap, draft, width), BLANK, *reasons(desk, draft, width)]


NONE = "One is made a moment after the customer writes. r answers in your own words."


def answer(draft: Draft, width: int, *, most: int = 400) -> list[Line]:
    """The text with its citations; a draft that failed says why there is none."""
    if draft.status == "failed":
        why = draft.notes[0] if draft.notes else draft.reason
        return [line(Span(f" {text}", Tone.DANGER)) for text in wrap(f"✕ {draft.summary} {why}", width - 2)]
    tone = Tone.INK if draft.pending else Tone.MUTED
    return [Line((Span(" "), *_cited(text, tone))) for text in wrap(draft.cited_body(), width - 2, most=most)]


def _cited(text: str, tone: Tone) -> tuple[Span, ...]:
    return tuple(
        Span(part, Tone.AI, bold=True) if MARK.fullmatch(part) else Span(part, tone)
        for part in MARK.split(text)
        if part
    )


def _keys(desk: Desk, keymap: Keymap, draft: Draft, width: int) -> list[Line]:
    why = settled(draft, desk)
    if why is not None:
        return [line(muted(f" {text}")) for text in wrap(why, width - 2)]
    if busy := desk.busy.get(draft.conversation_id):
        return [line(Span(f" … {busy}", Tone.WARNING))]
    if reads_only(desk) and (why := why_not(BY_ID["approve"], desk)) is not None:
        return [line(Span(f" {text}", Tone.WARNING)) for text in wrap(f"◌ {why}", width - 2)]

    def key(action_id: str, word: str) -> tuple[Span, ...]:
        return Span(f" {keymap.shown(action_id)}", Tone.ACCENT, bold=True), Span(f" {word} ")

    first = Line((*key("approve", "approve & send "), *key("edit", "edit "), *key("editor", "$EDITOR")))
    return [first, Line((*key("regenerate", "regenerate… "), *key("discard", "discard…")))]


def reasons(desk: Desk, draft: Draft, width: int) -> list[Line]:
    """Why it is put before a person, how sure it is, who made it, and every doubt."""
    found: list[Line] = []
    for note in draft.notes if draft.status != "failed" else ():
        found += _labelled("▲", note, width, Tone.WARNING)
    if draft.grounding:
        found += _labelled("sure", f"{confidence(draft.confidence)} {draft.grounding}", width)
    if draft.ruling:
        found += _labelled("why", draft.ruling, width)
    if draft.summary:
        found += _labelled("what", draft.summary, width)
    if draft.instruction:
        found += _labelled("wish", draft.instruction, width)
    made = " · ".join(part for part in (draft.model or draft.engine, f"{draft.latency_ms} ms") if part)
    ago = f" · {brief(desk.now - draft.created_at)} ago" if draft.created_at else ""
    return [*found, *_labelled("by", made + ago, width)]


def confidence(value: float) -> str:
    """`▰▰▰▰▱ 0.82`"""
    full = round(max(0.0, min(1.0, value)) * BLOCKS)
    return f"{'▰' * full}{'▱' * (BLOCKS - full)} {value:.2f}"


def _labelled(label: str, text: str, width: int, tone: Tone = Tone.MUTED) -> list[Line]:
    first, *rest = wrap(text, width - 7, most=8) or [""]
    shown = [line(Span(f" {label:<4} ", tone), Span(first, tone))]
    return [*shown, *(line(Span("      "), Span(one, tone)) for one in rest)]
