"""The top line of each screen: where one is, what waits, what is late, and whether the news is live."""

from cairnloop.client.link import Link
from cairnloop.tui.state.book import TITLES
from cairnloop.tui.state.desk import COUNT_CAP, Desk
from cairnloop.tui.state.layers import over
from cairnloop.tui.state.sections import SHORT, Place, Saved, Section, key_of
from cairnloop.tui.terminal.lines import Line, Span, Tone, cut, muted, width_of
from cairnloop.tui.view.marks import is_late, promise, state, urgent

LINK_TONES = {Link.LIVE: Tone.SUCCESS, Link.CONNECTING: Tone.MUTED, Link.LOST: Tone.WARNING, Link.REFUSED: Tone.DANGER}
GAP = Span("   ")


def count(desk: Desk, section: Place) -> str:
    """How many a section holds; a count that could not be read says so instead of claiming nothing."""
    if section is Section.MENTIONS:
        asked = len({one.conversation_id for one in desk.mentions})
        return str(asked) if asked else ""
    if section not in COUNTED and not isinstance(section, Saved):
        return ""
    if desk.counts_failed:
        return "?"
    if desk.counts is None:
        return "…"
    if isinstance(section, Saved):
        found = (desk.saved_counts or {}).get(section.text)
        return "?" if found is None else f"{found.count:,}{'+' if found.more else ''}"
    number = desk.counts.get(section.value)
    if number is None:
        return ""
    return f"{number:,}+" if number >= COUNT_CAP else str(number)


COUNTED = (Section.DECISION, Section.MINE, Section.UNASSIGNED, Section.OPEN)


def link(desk: Desk) -> Span:
    symbol, words = desk.link.words(desk.now)
    tone = Tone.DANGER if desk.link.offline(desk.now) else LINK_TONES[desk.link.link]
    return Span(f"{symbol} {words}", tone)


def inbox_top(desk: Desk, width: int) -> Line:
    """The house, who is in, what waits."""
    house: list[Span] = [Span(" cairnloop", bold=True)]
    if desk.me is not None:
        house += [Span("  "), Span(cut(desk.me.account, 24))]
        if desk.presence.operators and width >= 100:
            house.append(muted(f" · {desk.presence.operators} online"))
    right: list[Span] = [*kept(desk), *_waiting(desk), *_late(desk), link(desk)]
    if desk.readonly:
        right = [Span("◌ read-only", Tone.WARNING), GAP, *right]
    if desk.me is not None and width >= 100:
        right += [GAP, Span(cut(desk.me.name, 20), Tone.MUTED)]
    return Line(tuple(house), right=(*right, Span(" ")))


def kept(desk: Desk) -> list[Span]:
    """Decisions of the queue that have not reached the daemon, and those that came back."""
    back, late = len(desk.outbox.returned), desk.outbox.late
    spans = [Span(f"↩ {back} came back", Tone.WARNING), GAP] if back else []
    return [*spans, Span(f"◷ {late} kept", Tone.WARNING), GAP] if late else spans


def _waiting(desk: Desk) -> list[Span]:
    number = count(desk, Section.DECISION)
    if number in ("", "…"):
        return []
    if number == "?":
        return [Span("◆ drafts not counted", Tone.WARNING), GAP]
    if number == "0":
        return [muted("◇ no draft waits"), GAP]
    words = "draft waits" if number == "1" else "drafts wait"
    return [Span(f"◆ {number} {words}", Tone.AI), GAP]


def _late(desk: Desk) -> list[Span]:
    """Counted over the rows that were read; a plus says that there may be more."""
    rows = {row.id: row for listing in desk.listings.values() for row in listing.all_rows}
    late = sum(is_late(row, desk.now) for row in rows.values())
    more = any(listing.sheets and listing.sheets[-1].next for listing in desk.listings.values())
    return [Span(f"▲ {late}{'+' if more else ''} late", Tone.DANGER, bold=True), GAP] if late else []


def sections_line(desk: Desk, width: int) -> Line:
    """The sections in one line, for a narrow screen; where not all fit, the chosen one does."""
    found: list[tuple[Span, ...]] = []
    for at, section in enumerate(desk.sections, start=1):
        chosen = section == desk.section
        title = cut(section.title, 16) if isinstance(section, Saved) else SHORT[section]
        number = count(desk, section)
        text = f"{key_of(section, at)} {title}{f' {number}' if number else ''}".strip()
        found.append((Span(" "), Span(text, Tone.ACCENT if chosen else Tone.MUTED, bold=chosen), Span(" ")))
    last = desk.sections.index(desk.section) + 1
    first = next(at for at in range(last) if at == last - 1 or width_of(sum(found[at:last], ())) <= width - 2)
    return Line((*((muted("…"),) if first else ()), *sum(found[first:], ())))


def conversation_top(desk: Desk, width: int) -> Line:
    """Where one came from, what it is about, how it stands, who is writing."""
    row = desk.row
    layer = over(desk.behind, desk.open)
    below = TITLES[layer.book] if layer is not None else "Queue" if desk.sitting.here else "Inbox"
    back = (Span(f" ‹ {below}   ", Tone.MUTED),)
    if row is None:
        return Line(back, right=(link(desk), Span(" ")))
    right: list[Span] = [*kept(desk), *urgent(row), state(row, desk.now), *_sep(promise(row, desk.now))]
    if width >= 100:
        right += [muted(" · "), muted(row.source), muted(" · "), _assignee(desk)]
    right += [*_viewers(desk), *_writers(desk)]
    if desk.link.link is not Link.LIVE:
        right += [GAP, link(desk)]
    room = width - width_of(back) - width_of(tuple(right)) - 4
    title = desk.thread.title if desk.thread else row.title
    subject = Span(cut(title, max(12, room)), bold=True)
    return Line((*back, subject), right=(*right, Span(" ")))


def _sep(span: Span | None) -> list[Span]:
    return [] if span is None else [muted(" · "), span]


def _assignee(desk: Desk) -> Span:
    row = desk.row
    if row is None or row.assignee_id is None:
        return Span("unassigned", Tone.MUTED)
    if desk.me is not None and row.assignee_id == desk.me.user_id:
        return Span("yours", Tone.INFO)
    return Span(row.assignee or desk.name(row.assignee_id), Tone.MUTED)


def _viewers(desk: Desk) -> list[Span]:
    """Colleagues who have it open too, as long as they do not write: then that is told instead."""
    me = desk.me.user_id if desk.me else None
    writing = desk.typing.where(desk.target or "")
    names = [name for name in desk.presence.viewers(desk.target or "", me) if name not in writing]
    verb = "is" if len(names) == 1 else "are"
    return [GAP, Span(f"◉ {cut(', '.join(names), 24)} {verb} here too", Tone.INFO)] if names else []


def _writers(desk: Desk) -> list[Span]:
    row = desk.row
    names = [name or (row.customer if row else "") for name in desk.typing.where(desk.target or "")]
    if not names:
        return []
    verb = "types" if len(names) == 1 else "type"
    return [GAP, Span(f"✎ {cut(', '.join(names), 24)} {verb}…", Tone.INFO)]
