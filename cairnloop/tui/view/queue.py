"""The decision queue around the draft: what this sitting has done, who asks what, and to whom the answer would go."""

from collections.abc import Sequence

from cairnloop.client.link import Link
from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import reads_only, why_not
from cairnloop.tui.acting.keymap import Keymap
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import FAILED
from cairnloop.tui.state.outbox import Verb
from cairnloop.tui.state.sections import EMPTY, Section
from cairnloop.tui.state.settling import settled
from cairnloop.tui.state.thread import Message, Voice
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cut, line, muted, width_of, wrap
from cairnloop.tui.terminal.times import clock
from cairnloop.tui.view.marks import promise, state, urgent
from cairnloop.tui.view.top import GAP, count, kept, link

WIDE = 100
TURNS = 4
VOICES = {Voice.CUSTOMER: Tone.INFO, Voice.NOTE: Tone.WARNING, Voice.BOT: Tone.AI, Voice.OPERATOR: Tone.MUTED}


def queue_top(desk: Desk, width: int) -> Line:
    """Where one is, what this sitting has done, how much waits by the daemon's own count, and whether news is live."""
    back = Span(" ‹ Inbox   " if width >= WIDE else " ‹ ", Tone.MUTED)
    title = Span("Decision queue   " if width >= WIDE else "Queue  ", bold=True)
    right = [*kept(desk), *_waiting(desk, width), link(desk), Span(" ")]
    if desk.readonly:
        right = [Span("◌ read-only", Tone.WARNING), GAP, *right]
    room = width - width_of((back, title)) - width_of(tuple(right)) - 1
    return Line((back, title, muted(_done(desk, room))), right=tuple(right))


def _done(desk: Desk, room: int) -> str:
    """The sitting in numbers, from the most to the least telling, as many as fit."""
    sitting = desk.sitting
    parts = [f"{sitting.decided} decided"]
    if (middle := sitting.median_seconds) is not None:
        parts.append(f"median {middle:.0f} s" if middle < 100 else f"median {middle / 60:.0f} min")
    parts += [f"{number} {word}" for word, verb in COUNTED if (number := sitting.count(verb))]
    parts += [f"{sitting.put_off} postponed"] if sitting.put_off else []
    while len(parts) > 1 and len(" · ".join(parts)) > room:
        parts.pop()
    return cut(" · ".join(parts), room)


COUNTED = (
    ("edited", Verb.EDIT),
    ("discarded", Verb.DISCARD),
    ("answered", Verb.REPLY),
    ("asked anew", Verb.REGENERATE),
    ("passed on", Verb.ESCALATE),
)


def _waiting(desk: Desk, width: int) -> list[Span]:
    number = count(desk, Section.DECISION)
    if number == "?":
        return [Span("◆ not counted", Tone.WARNING), GAP]
    if number == "0":
        return [muted("◇ none waits"), GAP]
    verb = " waits" if number == "1" else " wait"
    return [Span(f"◆ {number}{verb if width >= WIDE else ''}", Tone.AI), GAP]


def question_title(desk: Desk, width: int) -> tuple[str, tuple[Span, ...]]:
    """Who asks about what; and how the conversation stands, at the right."""
    row = desk.row
    if row is None:
        return "Decision queue", ()
    owed = promise(row, desk.now)
    parts = [*urgent(row), state(row, desk.now), *((muted(" · "), owed) if owed else ()), muted(f" · {row.source}")]
    if row.assignee_id is not None:
        mine = desk.me is not None and row.assignee_id == desk.me.user_id
        parts += [
            muted(" · "),
            Span("yours" if mine else cut(row.assignee or desk.name(row.assignee_id), 16), Tone.INFO),
        ]
    title = desk.thread.title if desk.thread else row.title
    name = cut(row.customer, 24)
    return (f"{name} · {title}" if row.subject and width >= WIDE else name), tuple(parts)


def question(desk: Desk, width: int) -> list[Line]:
    """What is asked, after the last few turns where there were any. What was said since our answer is the question."""
    thread = desk.thread
    if thread is None:
        trouble = desk.unreadable.get(desk.target or "")
        if trouble is None:
            return [line(muted(" Reading…"))]
        said = ((f"✕ {trouble.what}", Tone.DANGER), (f"{trouble.safe} {trouble.press}", Tone.MUTED))
        return [line(Span(f" {text}", tone)) for words, tone in said for text in wrap(words, width - 2)]
    messages = [one for one in thread.messages if one.body and one.delivery != "withdrawn"]
    begins = _question_at(messages)
    found = [one for message in messages[max(0, begins - TURNS) : begins] for one in _turn(desk, message, width)]
    if (desk.target or "") not in desk.threads:
        found.append(line(muted(" What was said before has not been read yet.")))
    for message in messages[begins:]:
        if message.voice is Voice.CUSTOMER:
            found += [line(Span(" ┃ ", Tone.INFO), Span(text)) for text in wrap(message.body, width - 4, most=60)]
        else:
            found += _turn(desk, message, width)
    return found or [line(muted(" Nothing was said yet."))]


def _question_at(messages: Sequence[Message]) -> int:
    """Where the question begins: with the customer's first words since we last answered, or else with their last."""
    theirs = [at for at, one in enumerate(messages) if one.voice is Voice.CUSTOMER]
    ours = [at for at, one in enumerate(messages) if one.voice in (Voice.OPERATOR, Voice.BOT)]
    since = [at for at in theirs if not ours or at > ours[-1]]
    return since[0] if since else theirs[-1] if theirs else len(messages)


def _turn(desk: Desk, message: Message, width: int) -> list[Line]:
    head = f"{clock(message.at, desk.now)} " if message.at else ""
    note = "✎ " if message.voice is Voice.NOTE else ""
    who = Span(f" {head}{note}{cut(message.author or 'Somebody', 18)}  ", VOICES[message.voice])
    first, *rest = wrap(" ".join(message.body.split()), width - width_of((who,)) - 1, most=3) or [""]
    indent = Span(" " * width_of((who,)))
    return [line(who, muted(first)), *(line(indent, muted(text)) for text in rest)]


def review(desk: Desk, keymap: Keymap) -> Line:
    """The line that is read before anything leaves: to whom, by which channel, what can still be done about it."""
    row, draft = desk.row, desk.draft
    if row is None or draft is None:
        return BLANK
    key = keymap.shown
    if draft.status == FAILED:
        words = f" {key('reply')} replies · {key('regenerate')} tries again · {key('discard')} puts it away"
        return line(Span(" ✕ there is no draft to send", Tone.DANGER), muted(f" · {words.strip()}"))
    if (why := settled(draft, desk)) is not None:
        goes_on = f" {key('next-decision')} shows the next"
        return line(Span(f" ◇ {why}", Tone.WARNING), muted(f" · {goes_on.strip()} · {key('discard')} puts it away"))
    if busy := desk.busy.get(draft.conversation_id):
        return line(Span(f" … {busy}", Tone.WARNING))
    if reads_only(desk) and (why := why_not(BY_ID["approve"], desk)) is not None:
        return line(Span(f" ◌ {why}", Tone.WARNING))
    to = (
        Span(" ➤ ", Tone.ACCENT, bold=True),
        Span(f"to {cut(row.customer, 24)}", bold=True),
        muted(f" by {row.source}"),
    )
    act = (Span(f" {key('approve')}", Tone.ACCENT, bold=True), Span(" send ", bold=True))
    if desk.link.link is Link.LIVE:
        held = muted(f" · held: {key('undo')} takes it back")
        return Line((*to, held), Ground.PRIMARY, right=act)
    return Line((*to, Span(" · kept, goes out when the connection is back", Tone.WARNING)), Ground.PRIMARY, right=act)


def came_back(desk: Desk, width: int) -> list[Line]:
    """What happened to a decision that was not applied."""
    back = desk.outbox.back(desk.target)
    if back is None:
        return []
    words = f"↩ {back.what} was not applied: {back.why} Nothing was sent by you."
    if desk.draft is not None and desk.draft.stands:
        words += " This is how it stands now; decide again."
    return [*(line(Span(f" {text}", Tone.WARNING)) for text in wrap(words, width - 2)), BLANK]


def nothing(desk: Desk, keymap: Keymap, width: int) -> list[Line]:
    """Instead of a draft: that it is being read, why it could not be, or that nothing waits and what will come here."""
    queue = desk.queue
    if queue.trouble is not None:
        said = ((f"✕ {queue.trouble.what}", Tone.DANGER), (f"{queue.trouble.safe} {queue.trouble.press}", Tone.MUTED))
        return [BLANK, *(line(Span(f"  {text}", tone)) for words, tone in said for text in wrap(words, width - 4))]
    if not queue.was_read and desk.link.link in (Link.LOST, Link.REFUSED):
        words = f"The queue could not be read: {desk.link.blocked}. {keymap.shown('refresh')} tries at once."
        return [BLANK, *(line(Span(f"  {text}", Tone.WARNING)) for text in wrap(words, width - 4))]
    if not queue.was_read or queue.next:
        return [BLANK, line(muted("  Reading…"))]
    first, then = EMPTY[Section.DECISION]
    if queue.waiting:
        first, then = NOTHING_ELSE
    found = [BLANK, line(f"  {first}"), *(line(muted(f"  {text}")) for text in wrap(then, width - 4))]
    if desk.outbox.kept:
        number = len(desk.outbox.kept)
        still = "1 decision is kept and goes" if number == 1 else f"{number} decisions are kept and go"
        still += " out when the connection is back."
        found += [BLANK, *(line(Span(f"  ◷ {text}", Tone.WARNING)) for text in wrap(still, width - 6))]
    back = f"{keymap.shown('back')} goes back to the inbox"
    return [*found, BLANK, line(muted(f"  {_done(desk, width)} in this sitting · {back}"))]


NOTHING_ELSE = (
    "Nothing else waits in this sitting.",
    "What you decided is on its way; what you passed on waits for your colleagues, and stands in the inbox.",
)
