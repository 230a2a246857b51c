"""Where the operator writes, and the one line everything passes before it leaves the house."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from cairnloop.tui.acting.actions import BY_ID, Context
from cairnloop.tui.acting.grounds import reads_only, why_not
from cairnloop.tui.acting.keymap import Keymap, bindings
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.naming import begun, mentioned, written
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.terminal.lines import Ground, Line, Span, Tone, cut, line, muted
from cairnloop.tui.widgets.frame import Rule
from cairnloop.tui.widgets.pane import Pane

TITLES = {
    Mode.REPLY: "Reply to {to}",
    Mode.NOTE: "Private note · only colleagues see it",
    Mode.EDIT: "Draft for {to}, with your edits",
}
# From this width on the line has room to say that it is the draft that was edited; the rule above says so anyway.
ROOMY = 66
TONES = {Mode.REPLY: Tone.ACCENT, Mode.NOTE: Tone.WARNING, Mode.EDIT: Tone.AI}


class Review(Pane):
    """To whom, by which channel, and what can still be done about it."""

    BINDINGS = bindings(Context.REVIEW)
    DEFAULT_CSS = "Review { height: 1; scrollbar-size-vertical: 0; scrollbar-gutter: auto; }"

    @property
    def room(self) -> int:
        return self.size.width


class Composer(Vertical):
    """A text area with its rule above and its review line below."""

    BINDINGS = bindings(Context.WRITING)

    def compose(self) -> ComposeResult:
        yield Rule("Write", id="composer-rule")
        yield TextArea(id="text", soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        yield Review(id="review")

    @property
    def area(self) -> TextArea:
        return self.query_one("#text", TextArea)

    @property
    def review(self) -> Review:
        return self.query_one(Review)

    @property
    def writing(self) -> bool:
        return self.area.has_focus

    @property
    def reviewing(self) -> bool:
        return self.review.has_focus

    @property
    def before(self) -> str:
        """What stands before the cursor on its line."""
        row, column = self.area.cursor_location
        return self.area.document.get_line(row)[:column]

    def mode_now(self, desk: Desk) -> Mode:
        unsent = desk.unsent.get(desk.target or "")
        return unsent.mode if unsent else self.mode

    def load(self, unsent: Unsent | None) -> None:
        """Show what was written here before, or nothing."""
        text = unsent.text if unsent else ""
        if self.area.text != text:
            self.area.load_text(text)
            self.area.move_cursor(self.area.document.end)

    def show(self, desk: Desk, keymap: Keymap) -> None:
        unsent, row = desk.unsent.get(desk.target or ""), desk.row
        mode = self.mode_now(desk)
        lit = self.writing or self.reviewing
        tone = TONES[mode] if lit or unsent else Tone.MUTED
        title = TITLES[mode].format(to=row.customer if row else "") if lit or unsent else "Write"
        self.query_one(Rule).show(title, lit=False, tone=tone, note=_size(unsent))
        # Neither Tab nor the mouse leads where nothing may be written.
        self.area.can_focus = why_not(BY_ID["note"], desk) is None
        self.set_class(mode is Mode.NOTE and (lit or unsent is not None), "-note")
        self.area.placeholder = "" if lit else _ways(desk, keymap)
        named = mode is Mode.EDIT and self.review.room >= ROOMY
        then = _eyes(desk, unsent, self.before if self.writing else "") if mode is Mode.NOTE else _then(desk, keymap)
        where = _where(mode, unsent, row, then, named) if row is not None and lit else ()
        if self.reviewing and where:
            word = "keep it" if mode is Mode.NOTE else "send"
            act = (Span(f" {keymap.shown('send')}", Tone.ACCENT, bold=True), Span(f" {word} ", bold=True))
            self.review.show([Line(where, Ground.PRIMARY, right=act)])
        elif unsent is not None and row is not None and not lit:
            goes_on = muted(f" · {keymap.shown(AGAIN[mode])} goes on with it")
            self.review.show([line(Span(" ✎ unsent", Tone.WARNING), goes_on)])
        else:
            self.review.show([Line(where)])

    mode: Mode = Mode.REPLY


def _size(unsent: Unsent | None) -> Span | None:
    if unsent is None:
        return None
    words = len(unsent.text.split())
    return muted(f"{words} word{'' if words == 1 else 's'}{_files(unsent)}, unsent")


def _files(unsent: Unsent) -> str:
    """What goes with the words: one file by name, several by their number."""
    if not unsent.files:
        return ""
    return f" · ▤ {cut(unsent.files[0].name, 24)}" if len(unsent.files) == 1 else f" · ▤ {len(unsent.files)} files"


def _eyes(desk: Desk, unsent: Unsent | None, before: str) -> Span:
    """Whose eye a note asks for, or the names that the one being written may be."""
    found = begun(before, desk.colleagues)
    if found is not None:
        return Span(f"Tab: {'  '.join(written(one).strip() for one in found.found)}", Tone.ACCENT)
    names = [desk.name(one) for one in mentioned(unsent.text, desk.colleagues)] if unsent is not None else []
    return Span(f"asks {cut(', '.join(names), 40)} to look", Tone.INFO) if names else muted("@ asks a colleague")


def _ways(desk: Desk, keymap: Keymap) -> str:
    """How one begins to write, by the keys that this operator has; or why nothing is written here."""
    if reads_only(desk) and (why := why_not(BY_ID["reply"], desk)) is not None:
        return why
    return "   ".join(f"{keymap.shown(action)} {word}" for action, word in WAYS)


def _then(desk: Desk, keymap: Keymap) -> Span:
    """What becomes of it once it is let go."""
    if desk.link.blocked is None:
        return muted(f"held: {keymap.shown('undo')} takes it back")
    waits = "kept, goes out when the connection is back" if desk.queueing else "sending waits for the connection"
    return Span(waits, Tone.WARNING)


def _where(mode: Mode, unsent: Unsent | None, row: Row, then: Span, named: bool) -> tuple[Span, ...]:
    """What is read before anything leaves: to whom, by which channel, and what can still be done about it."""
    name = cut(row.customer, 24)
    if mode is Mode.NOTE:
        never = muted(f" · {name} never sees it")
        return (Span(" ✎ for colleagues", Tone.WARNING, bold=True), never, muted(" · "), then)
    return (
        Span(" ➤ ", Tone.ACCENT, bold=True),
        Span(f"{'the edited draft ' if named else ''}to {name}", bold=True),
        muted(f" by {row.source}{_files(unsent) if unsent else ''} · "),
        then,
    )


WAYS = (("reply", "reply"), ("note", "private note"), ("edit", "edit the draft"), ("editor", "in $EDITOR"))
# What goes on with the words that stand there, by the name of the action.
AGAIN = {Mode.REPLY: "reply", Mode.NOTE: "note", Mode.EDIT: "edit"}
