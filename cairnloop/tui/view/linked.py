"""An answer and its evidence side by side: the sentence one looks at, and what says so in each passage it names."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import FAILED, KINDS, Draft, Evidence
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.terminal.times import brief
from cairnloop.tui.view.flow import flow
from cairnloop.tui.view.rail import source_mark
from cairnloop.tui.view.support import Claim, claims, support, supported

Marked = tuple[bool, Line]  # whether the line belongs to what one looks at
BAR = Span("▌", Tone.ACCENT, bold=True)


def sentence_at(desk: Desk, found: Sequence[Claim]) -> int:
    return min(desk.sitting.sentence, len(found) - 1)


def answer_title(draft: Draft | None) -> str:
    if draft is None:
        return "Answer"
    if draft.status == FAILED:
        return "No draft ✕ drafting failed"
    word = KINDS.get(draft.kind, draft.kind) if draft.pending else draft.status
    return f"Answer ◆ {word}{_cited(draft)}"


def _cited(draft: Draft) -> str:
    found = claims(draft.body, draft.citations)
    if draft.kind != "reply" or not found:
        return ""
    named = sum(bool(one.evidence) for one in found)
    return f" · {named}/{len(found)} cited"


def age_note(desk: Desk, draft: Draft | None, *, key: str = "") -> Span | None:
    """How long it has waited; and the key of the evidence, where that is out of sight."""
    age = f"waits {brief(desk.now - draft.created_at)}" if draft and draft.created_at and draft.stands else ""
    parts = [one for one in (age, f"{key}: evidence" if key else "") if one]
    return muted(" · ".join(parts)) if parts else None


def answer(desk: Desk, draft: Draft, width: int, *, focused: bool) -> list[Marked]:
    """The text as the customer will read it, with the evidence of each sentence named behind it."""
    if draft.status == FAILED:
        why = draft.notes[0] if draft.notes else draft.reason
        words = (f"✕ {draft.summary}", why, f"{draft.ruling}." if draft.ruling else "")
        tones = (Tone.DANGER, Tone.INK, Tone.MUTED)
        return [
            (False, line(Span(f" {text}", tone)))
            for said, tone in zip(words, tones, strict=True)
            for text in (wrap(said, width - 2) if said else ())
        ]
    found = claims(draft.body, draft.citations)
    here = sentence_at(desk, found)
    shown = flow([*_spans(draft, found, here)], width - 3)
    return [_answer_line(spans, focused) for spans in shown]


def _answer_line(spans: tuple[Span, ...], focused: bool) -> Marked:
    """The line carries a mark where it has some of the sentence one looks at: in italics, so that it can be told."""
    marked = any(span.italic for span in spans)
    upright = tuple(span._replace(italic=False) for span in spans)
    ground = Ground.CURSOR if marked and focused else Ground.PLAIN
    return marked, line(BAR if marked else Span(" "), Span(" "), *upright, ground=ground)


def _spans(draft: Draft, found: Sequence[Claim], here: int) -> Iterator[Span]:
    ink, at = Tone.INK if draft.pending else Tone.MUTED, 0
    for place, claim in enumerate(found):
        chosen = place == here
        yield Span(draft.body[at : claim.start], ink)
        yield Span(draft.body[claim.start : claim.end], ink, bold=chosen, italic=chosen)
        if claim.evidence:
            yield Span(" " + "".join(f"[{number}]" for number in claim.evidence), Tone.AI, bold=True, italic=chosen)
        at = claim.end
    yield Span(draft.body[at:], ink)


def evidence_title(draft: Draft | None, desk: Desk) -> str:
    if draft is None or not draft.evidence:
        return "Evidence"
    found = claims(draft.body, draft.citations)
    if not found:
        return f"Evidence {len(draft.evidence)}"
    return f"Evidence for sentence {sentence_at(desk, found) + 1} of {len(found)}"


def evidence(desk: Desk, draft: Draft | None, width: int, *, with_claim: bool) -> list[Marked]:
    """The passages that the sentence names, with what supports it marked; then those that others rest on."""
    if draft is None or not draft.evidence:
        words = "No passage of your articles answers this." if draft else ""
        return [(False, line(muted(f" {text}"))) for text in wrap(words, width - 2)]
    found = claims(draft.body, draft.citations)
    here = sentence_at(desk, found)
    claim = found[here] if found else None
    lines: list[Marked] = []
    if claim is not None and with_claim:
        said = " ".join(draft.body[claim.start : claim.end].split())
        lines += [
            *((False, line(Span(f" {text}", bold=True))) for text in wrap(f"“{said}”", width - 2)),
            (False, BLANK),
        ]
    if claim is not None and not claim.evidence:
        words, tone = (UNCITED, Tone.WARNING) if draft.kind == "reply" else (CLAIMS_NOTHING, Tone.MUTED)
        lines += [*((False, line(Span(f" {text}", tone))) for text in wrap(words, width - 2)), (False, BLANK)]
    named = [one for one in draft.evidence if claim is not None and one.number in claim.evidence]
    for piece in named:
        lines += [*_passage(draft, found, here, piece, width), (False, BLANK)]
    for piece in (one for one in draft.evidence if one not in named):
        lines += [(False, one) for one in _aside(draft, found, piece, width, short=bool(named))]
    return lines


UNCITED = "This sentence names no evidence. What the draft rests on elsewhere:"
CLAIMS_NOTHING = "It claims nothing, so it cites nothing. What was found:"


def _head(piece: Evidence) -> Line:
    return line(*_mark(piece), Span(f" {piece.label}", bold=True))


def _mark(piece: Evidence) -> tuple[Span, Span, Span]:
    return Span(" "), Span(f"[{piece.number}] ", Tone.AI, bold=True), source_mark(piece)


def _passage(draft: Draft, found: Sequence[Claim], here: int, piece: Evidence, width: int) -> Iterator[Marked]:
    """All of it: what supports the sentence with a bar and in bold, what supports others in ink, the rest muted."""
    spans = supported(draft.body, found, piece.number, piece.text)
    claim = draft.body[found[here].start : found[here].end]
    # Lists are introduced by their heading.
    by_name = here not in spans and support(claim, piece.label) is not None
    head = _head(piece)
    yield by_name, replace(head, spans=(BAR, *head.spans[1:])) if by_name else head
    for text in flow([*_toned(piece.text, spans, here)], width - 5):
        marked = any(span.bold for span in text)
        yield marked, line(Span("   "), BAR if marked else Span(" "), Span(" "), *text)
    if here not in spans and not by_name:
        yield from ((False, line(Span(f"     {text}", Tone.WARNING))) for text in wrap(UNLIKE, width - 6))


UNLIKE = "▲ No sentence here says it in like words: read it yourself."


def _toned(text: str, spans: dict[int, tuple[int, int]], here: int) -> Iterator[Span]:
    chosen = spans.get(here)
    others = [span for span in spans.values() if span != chosen]
    cuts = sorted({0, len(text), *(at for span in (*others, *([chosen] if chosen else [])) for at in span)})
    for start, end in pairwise(cuts):
        if chosen is not None and chosen[0] <= start < chosen[1]:
            yield Span(text[start:end], Tone.ACCENT, bold=True)
        elif any(first <= start < last for first, last in others):
            yield Span(text[start:end], Tone.INK)
        else:
            yield Span(text[start:end], Tone.MUTED)


def _aside(draft: Draft, found: Sequence[Claim], piece: Evidence, width: int, *, short: bool) -> Iterator[Line]:
    """A passage that another sentence rests on, or none: its name, and its words where there is nothing nearer."""
    users = [str(at + 1) for at, one in enumerate(found) if piece.number in one.evidence]
    what = f"for sentence {', '.join(users)}" if users else "not cited"
    # Passages of one article differ in their headings.
    name = Span(f" {piece.heading or piece.title if short else piece.label}", bold=not short)
    yield Line((*_mark(piece), name), right=(muted(f" {what} "),))
    if not short:
        spans = supported(draft.body, found, piece.number, piece.text)
        for text in flow([*_toned(piece.text, spans, -1)], width - 5):
            yield line(Span("     "), *text)
        yield BLANK
