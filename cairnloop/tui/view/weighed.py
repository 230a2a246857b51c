"""What is read before something is done to a customer that cannot be taken back: a merge, an erasure."""

from collections.abc import Sequence

from cairnloop.tui.state.cards import Card, Change, merging
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, cut, fill, line, muted, wrap

LABEL = 16
ERASED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "What goes",
        (
            "their name, address and all that is known of them, for everybody and at once",
            "their conversations with every message, note, draft and file in them",
            "notes and tags on them, what a search finds of them, cases learnt from them",
            "deliveries of webhooks that speak of them",
        ),
    ),
    (
        "What stays",
        (
            "one line of the trail: that somebody was erased, by whom and when; only who knows their id finds it",
            "what left the house already: mails, webhooks that were taken, files that were exported",
            "backups, until they are gone themselves",
        ),
    ),
)


def erasing_lines(card: Card, width: int) -> list[Line]:
    """What an erasure takes and what it leaves."""
    who = " · ".join(one for one in (card.who.name, card.who.email, card.company[1] if card.company else "") if one)
    found = [line(Span(text, bold=True)) for text in wrap(who, width, most=2)]
    found.append(line(Span("It cannot be taken back.", Tone.DANGER, bold=True)))
    for title, parts in ERASED:
        found += [BLANK, line(Span(title, Tone.ACCENT, bold=True))]
        for part in parts:
            first, *rest = wrap(part, width - 2)
            found += [line(muted("· "), Span(first)), *(line(Span(f"  {text}")) for text in rest)]
    return found


def merging_lines(goes: Card, stays: Card, width: int) -> list[Line]:
    """The two side by side, what comes of them, and what moves."""
    column = max(8, (width - LABEL - 3) // 2)
    said = (
        f"{cut(goes.who.name, 30)} was {cut(stays.who.name, 30)} all along. Conversations, notes, tags and files move;"
    )
    said += " the old id goes on working. It cannot be taken apart again."
    head = [line(text) for text in wrap(said, width)]
    found = [*head, BLANK, _row("", "goes", "stays", column, bold=True)]
    changes = merging(goes, stays)
    for one in changes:
        found += _change(one, column)
    filled = sum(one.filled for one in changes)
    words = {0: "No blank is filled", 1: "1 blank is filled"}.get(filled, f"{filled} blanks are filled")
    lost = sum(bool(one.goes) and one.goes != one.then for one in changes)
    also = f"; {lost} of the one who goes {'gives' if lost == 1 else 'give'} way" if lost else ""
    return [*found, BLANK, *(line(Span(text, Tone.INFO)) for text in wrap(f"{words}{also}.", width))]


def _row(label: str, goes: str, stays: str, column: int, *, bold: bool = False) -> Line:
    return line(
        muted(fill(label, LABEL)), Span(fill(goes, column), bold=bold), Span("   "), Span(cut(stays, column), bold=bold)
    )


def _change(one: Change, column: int) -> Sequence[Line]:
    """What is filled is marked where it will stand; what gives way is muted."""
    gives_way = bool(one.goes) and one.goes != one.then
    goes = Span(fill(one.goes or "–", column), Tone.MUTED if gives_way or not one.goes else Tone.INK)
    if one.filled:
        stays = Span(cut(one.then, column), Tone.SUCCESS, bold=True)
    else:
        stays = Span(cut(one.stays or "–", column), Tone.INK)
    return (line(muted(fill(one.label, LABEL)), goes, Span(" → " if one.filled else "   ", Tone.SUCCESS), stays),)
