"""What comes of a merge, before it is made: both conversations, and what the one that stays will be."""

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.thread import Thread
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.terminal.times import clock, day
from cairnloop.tui.view.marks import state, tag_words

SHOWN = 4


def merge_lines(desk: Desk, source: Thread, target: Thread, width: int) -> list[Line]:
    """The one that is taken up, the one that stays, and then what the latter has of both."""
    unsent = desk.unsent.get(source.row.id)
    words = "Words that you have not sent yet go with it." if unsent else ""
    then = (
        "Everything said in the first stands in the second afterwards, in the order in which it was said, with its "
        "files, notes and tags. Its id leads there. The livelier of both states counts, the earlier promise, either "
        "priority; a draft that waits is made anew. z takes them apart again while there is time. "
    )
    return [
        *_one(desk, "taken up", source, width),
        BLANK,
        *_one(desk, "stays", target, width),
        BLANK,
        *(line(muted(text)) for text in wrap(then + words, width)),
    ]


def _one(desk: Desk, role: str, thread: Thread, width: int) -> list[Line]:
    row = thread.row
    tags = f" · {tag_words(row)}" if row.tags else ""
    more = "or more " if thread.earlier is not None else ""
    number = len(thread.messages)
    said = f"{number} {more}message{'' if number == 1 else 's'}{tags}"
    head = line(Span(f"{role:<9}", Tone.ACCENT, bold=True), Span(thread.title, bold=True))
    standing = line(Span(" " * 9), state(row, desk.now), muted(f" · {said}"))
    found = [head, standing]
    for message in thread.messages[-SHOWN:]:
        at = f"{day(message.at, desk.now)} {clock(message.at, desk.now)}" if message.at else ""
        first = wrap(" ".join(message.body.split()), width - 11, most=1)
        found.append(line(muted(f"         ┃ {at} "), Span(message.author or "Somebody")))
        found += [line(muted("         ┃ "), Span(text)) for text in first]
    return found
