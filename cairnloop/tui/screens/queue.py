"""The decision queue: one draft at a time over the whole screen, with what it answers, rests on, and waits for."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import TextArea

from cairnloop.tui.acting.actions import Context
from cairnloop.tui.acting.keymap import Keymap, bindings
from cairnloop.tui.messages import Redraw
from cairnloop.tui.screens.conversation import ConversationScreen
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.terminal.lines import Span, Tone, line, muted
from cairnloop.tui.view.card import reasons
from cairnloop.tui.view.foot import foot
from cairnloop.tui.view.linked import Marked, age_note, answer, answer_title, evidence, evidence_title
from cairnloop.tui.view.queue import came_back, nothing, question, question_title, queue_top, review
from cairnloop.tui.widgets.composer import AGAIN, Composer
from cairnloop.tui.widgets.frame import Rule, Seam
from cairnloop.tui.widgets.pane import Pane, Strap
from cairnloop.tui.widgets.trouble import TroubleBox

# Straps and rules, which the panes share the screen with.
OTHER_LINES = 7


class QueueScreen(Screen[None], inherit_bindings=False):
    """The question above; the answer and why a person is asked at the left, the evidence at the right. Where there is
    little room, `v` swaps the two.
    """

    CSS_PATH = "queue.tcss"
    BINDINGS = bindings(Context.QUEUE)
    AUTO_FOCUS = "#answer"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so

    def __init__(self) -> None:
        super().__init__()
        self._shown: str | None = None
        self._sentence = 0
        self._conversation: str | None = None

    def compose(self) -> ComposeResult:
        yield Strap(id="top")
        yield Rule(id="question-rule")
        yield Pane(id="question")
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield Rule(id="answer-rule")
                yield Pane(id="answer")
                yield Rule(id="why-rule")
                yield Pane(id="why")
                yield Composer(id="composer")
                yield Rule()
            yield Seam(classes="wide-only")
            with Vertical(id="right"):
                yield Rule(id="evidence-rule")
                yield Pane(id="evidence")
                yield Rule()
        yield Strap(id="leaving")
        yield Strap(id="foot")
        yield TroubleBox()

    @property
    def context(self) -> Context:
        if self.composer.reviewing:
            return Context.REVIEW
        return Context.WRITING if self.composer.writing else Context.QUEUE

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def pane(self) -> Pane:
        """The one with the keyboard, or the answer."""
        return self.focused if isinstance(self.focused, Pane) else self.query_one("#answer", Pane)

    @property
    def narrow(self) -> bool:
        return self.has_class("-narrow")

    def show(self, desk: Desk, keymap: Keymap) -> None:
        """The whole screen is a function of these two."""
        width = self.size.width
        at = desk.sitting.at.draft_id if desk.sitting.at else None
        another, self._shown, self._conversation = self._shown != at, at, desk.target
        if another and self.has_class("-writing"):
            self.leave_composer()
        self.query_one("#top", Strap).show(queue_top(desk, width))
        self._show_question(desk, another=another)
        self._show_answer(desk, keymap, another=another)
        self._show_evidence(desk, another=another)
        self._sentence = desk.sitting.sentence
        self.composer.show(desk, keymap)
        self.query_one("#leaving", Strap).show(review(desk, keymap))
        self.query_one("#foot", Strap).show(foot(desk, self.context, keymap, width))
        self.query_one(TroubleBox).tell(desk.trouble)

    def on_descendant_focus(self) -> None:
        self.post_message(Redraw())

    def _show_question(self, desk: Desk, *, another: bool) -> None:
        pane = self.query_one("#question", Pane)
        title, standing = question_title(desk, self.size.width)
        self.query_one("#question-rule", Rule).show(title, notes=standing, lit=pane.has_focus)
        lines = question(desk, pane.room) if desk.sitting.at is not None else []
        # As high as it needs to be, within reason; it changes with the draft only.
        most = 5 if self.narrow else max(5, self.size.height // 4)
        pane.styles.height = max(1, min(most, len(lines)))
        pane.show(lines)
        if another:
            # The end is what is asked; what was said before is above it.
            pane.scroll_to(y=max(0, len(lines) - most), animate=False, force=True)

    def _show_answer(self, desk: Desk, keymap: Keymap, *, another: bool) -> None:
        pane, draft = self.query_one("#answer", Pane), desk.draft
        unsent = desk.unsent.get(desk.target or "")
        note = age_note(desk, draft, key=keymap.shown("evidence") if self.narrow else "")
        if unsent is not None:
            mode = Mode.REPLY if unsent.mode is Mode.EDIT and draft is not None and not draft.pending else unsent.mode
            note = Span(f"✎ unsent: {keymap.shown(AGAIN[mode])} goes on", Tone.WARNING)
        tone = Tone.AI if draft is not None and draft.pending else Tone.MUTED
        self.query_one("#answer-rule", Rule).show(answer_title(draft), note=note, lit=pane.has_focus, tone=tone)
        if desk.sitting.at is None:
            lines: list[Marked] = [(False, one) for one in nothing(desk, keymap, pane.room)]
        elif draft is None:
            lines = [(False, line(muted(" Reading…")))]
        else:
            focused = pane.has_focus and not self.narrow
            back = [(False, one) for one in came_back(desk, pane.room)]
            lines = [*back, *answer(desk, draft, pane.room, focused=focused)]
        self._scrolled(pane, lines, desk, another=another)
        self._show_why(desk, len(lines), another=another)

    def _show_why(self, desk: Desk, above: int, *, another: bool) -> None:
        """As high as it needs to be where the answer above leaves room; it changes with the draft only."""
        pane, draft = self.query_one("#why", Pane), desk.draft
        lines = reasons(desk, draft, pane.room) if draft is not None else []
        free = self.size.height - OTHER_LINES - self.query_one("#question", Pane).size.height - above
        pane.styles.height = max(1, min(max(3, free), len(lines)))
        pane.show(lines)
        self.query_one("#why-rule", Rule).show("Why a person is asked" if draft else "", lit=pane.has_focus)
        if another:
            pane.scroll_to(y=0, animate=False, force=True)

    def _show_evidence(self, desk: Desk, *, another: bool) -> None:
        pane, draft = self.query_one("#evidence", Pane), desk.draft
        self.query_one("#evidence-rule", Rule).show(evidence_title(draft, desk), lit=pane.has_focus, note=muted("v"))
        self._scrolled(pane, evidence(desk, draft, pane.room, with_claim=self.narrow), desk, another=another)

    def _scrolled(self, pane: Pane, lines: list[Marked], desk: Desk, *, another: bool) -> None:
        """Show the lines; another draft begins at its top, and another sentence is scrolled to."""
        pane.show([one for _, one in lines])
        if another:
            pane.scroll_to(y=0, animate=False, force=True)
        if another or desk.sitting.sentence != self._sentence:
            marked = [y for y, (here, _) in enumerate(lines) if here]
            if marked:
                pane.keep_in_sight(marked[0], lines=min(len(marked), pane.size.height))
            elif not another:
                pane.scroll_to(y=0, animate=False, force=True)

    @on(TextArea.Changed, "#text")
    def _wrote(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._conversation is not None and self.has_class("-writing"):
            self.post_message(ConversationScreen.Wrote(self._conversation, event.text_area.text))

    def write(self, mode: Mode, unsent: Unsent | None) -> None:
        """Put the keyboard into the composer, where the answer stood; the evidence stays beside it."""
        self.show_evidence(False)
        self.set_class(True, "-writing")
        self.composer.mode = mode
        self.composer.load(unsent)
        self.composer.area.focus()

    def look_over(self) -> None:
        """Onto the line that says where the text goes."""
        self.set_class(True, "-writing")
        self.composer.review.focus()

    def leave_composer(self) -> None:
        """The keyboard goes back to the draft."""
        self.set_class(False, "-writing")
        self.show_evidence(False)

    @property
    def evidence_has_focus(self) -> bool:
        return self.query_one("#evidence", Pane).has_focus

    def show_evidence(self, on: bool) -> None:
        self.set_class(on, "-evidence")
        self.query_one("#evidence" if on else "#text" if self.has_class("-writing") else "#answer").focus()

    def next_pane(self, steps: int) -> None:
        names = ["#answer", "#why", "#evidence", "#question"]
        if self.has_class("-writing"):
            names = ["#text", "#evidence", "#question"]
        here = next((at for at, name in enumerate(names) if self.query_one(name).has_focus), 0)
        to = names[(here + steps) % len(names)]
        self.set_class(to == "#evidence", "-evidence")
        self.query_one(to).focus()
