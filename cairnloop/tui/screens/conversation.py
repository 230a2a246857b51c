"""One conversation: the thread, the draft and what it rests on, the customer, and the composer."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widgets import TextArea

from cairnloop.tui.acting.actions import Context
from cairnloop.tui.acting.keymap import Keymap, bindings
from cairnloop.tui.messages import Happened, Redraw
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import title_of
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.terminal.lines import Line, Span, Tone, line, muted
from cairnloop.tui.view.card import answer, card, card_title
from cairnloop.tui.view.foot import foot
from cairnloop.tui.view.marks import tag_words
from cairnloop.tui.view.rail import customer_lines, evidence_lines
from cairnloop.tui.view.timeline import timeline
from cairnloop.tui.view.top import conversation_top
from cairnloop.tui.view.trouble import trouble_lines
from cairnloop.tui.widgets.composer import Composer
from cairnloop.tui.widgets.frame import Rule, Seam
from cairnloop.tui.widgets.pane import Pane, Strap
from cairnloop.tui.widgets.rows import RowsPane
from cairnloop.tui.widgets.trouble import TroubleBox

# From this height on the rail holds draft, evidence and customer in full.
ROOMY = 32
# And from this width on there is room for the list beside it.
SPLIT = 160


class ConversationScreen(Screen[None], inherit_bindings=False):
    """The thread at the left, the rail with draft, evidence and customer at the right; `v` swaps them when narrow."""

    CSS_PATH = "conversation.tcss"
    BINDINGS = bindings(Context.CONVERSATION)
    AUTO_FOCUS = "#thread"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so

    class Wrote(Message):
        """The text in the composer changed."""

        def __init__(self, conversation_id: str, text: str) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self._shown: str | None = None
        self._seen: int = 0
        self._followed = True
        self._found: str | None = None
        self._thread_size = Size(0, 0)

    def compose(self) -> ComposeResult:
        yield Strap(id="top")
        with Horizontal(id="body"):
            with Vertical(id="beside"):
                yield Rule(id="list-rule")
                yield RowsPane(id="list")
                yield Rule()
            yield Seam(classes="split-only")
            with Vertical(id="left"):
                yield Rule(id="thread-rule")
                yield Pane(id="thread")
                yield Rule(id="mini-rule")
                yield Pane(id="mini")
                yield Composer(id="composer")
                yield Rule()
            yield Seam(classes="wide-only")
            with Vertical(id="rail"):
                yield Rule(id="card-rule")
                yield Pane(id="card")
                yield Rule(id="evidence-rule")
                yield Pane(id="evidence")
                yield Rule("Customer", id="customer-rule")
                yield Pane(id="customer")
                yield Rule()
        yield Strap(id="foot")
        yield TroubleBox()

    def on_mount(self) -> None:
        self.query_one("#mini", Pane).can_focus = False

    @property
    def context(self) -> Context:
        composer = self.composer
        if composer.reviewing:
            return Context.REVIEW
        return Context.WRITING if composer.writing else Context.CONVERSATION

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def pane(self) -> Pane:
        """The one with the keyboard, or the thread."""
        return self.focused if isinstance(self.focused, Pane) else self.query_one("#thread", Pane)

    def show(self, desk: Desk, keymap: Keymap) -> None:
        """The whole screen is a function of these two."""
        width = self.size.width
        self.query_one("#top", Strap).show(conversation_top(desk, width))
        self._show_beside(desk)
        self._show_thread(desk)
        self._show_rail(desk, keymap)
        if self._shown != desk.open:
            self._shown = desk.open
            unsent = desk.unsent.get(desk.open or "")
            self.composer.mode = unsent.mode if unsent else Mode.REPLY
            self.composer.load(unsent)
        elif not (self.composer.writing or self.composer.reviewing):
            self.composer.load(desk.unsent.get(desk.open or ""))
        self.composer.show(desk, keymap)
        self.set_class(self.context in (Context.WRITING, Context.REVIEW), "-writing")
        self.query_one("#foot", Strap).show(foot(desk, self.context, keymap, width))
        self.query_one(TroubleBox).tell(desk.trouble)

    def on_descendant_focus(self) -> None:
        if not self.list_has_focus:
            self.post_message(Happened(v.Settled()))
        self.post_message(Redraw())

    def _show_beside(self, desk: Desk) -> None:
        """On wide terminals the list that the conversation was opened from stays in sight."""
        self.set_class(desk.split and self.size.width >= SPLIT, "-split")
        rows = self.query_one(RowsPane)
        if self.has_class("-split"):
            self.query_one("#list-rule", Rule).show(title_of(desk.section), lit=rows.has_focus)
            rows.show_listing(desk)
        elif rows.has_focus:
            self.leave_composer()

    def _show_thread(self, desk: Desk) -> None:
        pane, thread = self.query_one("#thread", Pane), desk.thread
        places: dict[str, int] = {}
        lines = timeline(desk, thread, pane.room, places) if thread else _instead(desk, pane.room)
        # A pane that has just become smaller is not at its end any more, though nobody has scrolled.
        at_end = pane.at_end if pane.size == self._thread_size else self._followed
        follow = self._followed = self._shown != desk.open or at_end
        self._thread_size = pane.size
        messages = len(thread.messages) if thread else 0
        grown = messages - self._seen
        pane.show(lines)
        if desk.sought is None:
            self._found = None
        elif desk.sought != self._found and desk.sought in places and pane.size.height:
            self._found, self._seen, grown = desk.sought, messages, 0
            follow = self._followed = False
            pane.scroll_to(y=max(0, places[desk.sought] - 2), animate=False, force=True)
        if follow:
            pane.scroll_to(y=max(0, len(lines) - pane.size.height), animate=False, force=True)
            self._seen, grown = messages, 0
        note = Span(f"↓ {grown} new below", Tone.INFO) if grown > 0 and not follow else None
        tags = f" · {tag_words(desk.row)}" if desk.row is not None and desk.row.tags else ""
        self.query_one("#thread-rule", Rule).show(f"Thread{tags}", lit=pane.has_focus, note=note)

    def _show_rail(self, desk: Desk, keymap: Keymap) -> None:
        draft = desk.draft
        tone = Tone.AI if draft is not None and draft.pending else Tone.MUTED
        mini, whole = self.query_one("#mini", Pane), self.query_one("#card", Pane)
        self.set_class(draft is not None and draft.pending, "-waiting")
        self.query_one("#card-rule", Rule).show(card_title(desk), lit=whole.has_focus, tone=tone)
        whole.show(card(desk, keymap, whole.room))
        words = answer(draft, mini.room) if draft is not None else []
        more = len(words) - mini.size.height
        note = Span(f"{more} more lines: v", Tone.WARNING) if more > 0 and mini.size.height else muted("v: evidence")
        self.query_one("#mini-rule", Rule).show(card_title(desk), tone=tone, note=note)
        mini.show(words)
        evidence = self.query_one("#evidence", Pane)
        pieces = f" {len(draft.evidence)}" if draft is not None and draft.evidence else ""
        self.query_one("#evidence-rule", Rule).show(f"Evidence{pieces}", lit=evidence.has_focus, note=muted("v"))
        passages = evidence_lines(desk, evidence.room, focused=evidence.has_focus)
        # As high as it needs to be; the draft has the rest. On a low screen the one with the keyboard has the room.
        most = 7 if self._roomy or evidence.has_focus else 4
        evidence.styles.height = max(3, min(most, len(passages)))
        evidence.show([one for _, one in passages])
        if at := [y for y, (index, _) in enumerate(passages) if index == desk.evidence_at]:
            evidence.keep_in_sight(at[0], lines=len(at))
        self._show_customer(desk)

    def _show_customer(self, desk: Desk) -> None:
        """As high as what is known; the cursor in their history stays in sight."""
        pane, thread = self.query_one("#customer", Pane), desk.thread
        self.query_one("#customer-rule", Rule).show("Customer", lit=pane.has_focus)
        lines = customer_lines(desk, thread, pane.room, lit=pane.has_focus)
        pane.styles.height = max(6, min(10 if self._roomy or pane.has_focus else 6, len(lines)))
        pane.show(lines)
        if pane.has_focus and thread is not None and thread.history:
            pane.keep_in_sight(len(lines) - len(thread.history) + desk.history_at)

    @property
    def _roomy(self) -> bool:
        return self.size.height >= ROOMY

    @on(TextArea.Changed, "#text")
    def _wrote(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._shown is not None:
            self.post_message(self.Wrote(self._shown, event.text_area.text))

    def write(self, mode: Mode, unsent: Unsent | None) -> None:
        """Put the keyboard into the composer, with what stands there already."""
        composer = self.composer
        composer.mode = mode
        composer.load(unsent)
        self.show_rail(False)
        composer.area.focus()

    def show_rail(self, on: bool) -> None:
        """Where only one side fits, which one."""
        self.set_class(on, "-rail")

    @property
    def evidence_has_focus(self) -> bool:
        return self.query_one("#evidence", Pane).has_focus

    @property
    def customer_has_focus(self) -> bool:
        return self.query_one("#customer", Pane).has_focus

    @property
    def list_has_focus(self) -> bool:
        return self.query_one(RowsPane).has_focus

    @property
    def in_rail(self) -> bool:
        return self.query_one("#card", Pane).has_focus or self.evidence_has_focus or self.customer_has_focus

    def show_evidence(self, on: bool) -> None:
        self.show_rail(on)
        self.query_one("#evidence" if on else "#thread", Pane).focus()

    def show_customer(self, on: bool) -> None:
        self.show_rail(on)
        self.query_one("#customer" if on else "#thread", Pane).focus()

    def leave_composer(self) -> None:
        """The keyboard goes back to the thread."""
        self.show_evidence(False)

    def next_pane(self, steps: int) -> None:
        first = ["#list"] if self.has_class("-split") else []
        last = ["#text"] if self.composer.area.can_focus else []
        names = [*first, "#thread", "#card", "#evidence", "#customer", *last]
        here = next((at for at, name in enumerate(names) if self.query_one(name).has_focus), 0)
        to = names[(here + steps) % len(names)]
        self.show_rail(to in ("#card", "#evidence", "#customer"))
        self.query_one(to).focus()


def _instead(desk: Desk, width: int) -> list[Line]:
    trouble = desk.unreadable.get(desk.open or "")
    return [line(muted(" Reading…"))] if trouble is None else trouble_lines(trouble, width)
