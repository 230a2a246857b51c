"""The inbox: sections, the list of one of them, and the conversation under the cursor."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from cairnloop.tui.acting.actions import Context
from cairnloop.tui.acting.keymap import Keymap, bindings
from cairnloop.tui.messages import Redraw
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Listing
from cairnloop.tui.state.sections import title_of
from cairnloop.tui.terminal.lines import Span, Tone, muted
from cairnloop.tui.view.foot import foot
from cairnloop.tui.view.preview import preview
from cairnloop.tui.view.top import count, inbox_top, sections_line
from cairnloop.tui.widgets.frame import Rule, Seam
from cairnloop.tui.widgets.pane import Pane, Strap
from cairnloop.tui.widgets.rows import RowsPane
from cairnloop.tui.widgets.sections import SectionsPane
from cairnloop.tui.widgets.trouble import TroubleBox


class InboxScreen(Screen[None], inherit_bindings=False):
    """Three panes, or one at a time where there is little room."""

    CSS_PATH = "inbox.tcss"
    BINDINGS = bindings(Context.INBOX)
    AUTO_FOCUS = "#list"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so
    context = Context.INBOX

    def compose(self) -> ComposeResult:
        yield Strap(id="top")
        yield Strap(id="sections-line")
        with Horizontal(id="body"):
            with Vertical(id="sections-column"):
                yield Rule("Sections", id="sections-rule")
                yield SectionsPane(id="sections")
                yield Rule()
            yield Seam(classes="wide-only")
            with Vertical(id="list-column"):
                yield Rule(id="list-rule")
                yield RowsPane(id="list")
                yield Rule(id="list-foot")
            yield Seam(classes="wide-only")
            with Vertical(id="preview-column"):
                yield Rule(id="preview-rule")
                yield Pane(id="preview")
                yield Rule()
        yield Strap(id="foot")
        yield TroubleBox()

    def show(self, desk: Desk, keymap: Keymap) -> None:
        """The whole screen is a function of these two."""
        width = self.size.width
        listing, row = desk.listing, desk.row
        self.query_one("#top", Strap).show(inbox_top(desk, width))
        self.query_one("#sections-line", Strap).show(sections_line(desk, width))
        sections = self.query_one(SectionsPane)
        self.query_one("#sections-rule", Rule).show("Sections", lit=sections.has_focus)
        sections.show_sections(desk)
        rows, shown = self.query_one(RowsPane), self.query_one("#preview", Pane)
        number = count(desk, desk.section)
        title = f"{title_of(desk.section)}{f' ({number})' if number else ''}"
        self.query_one("#list-rule", Rule).show(title, lit=rows.has_focus, note=_narrowed(listing))
        self.query_one("#list-foot", Rule).show("", note=_news(desk, keymap))
        rows.show_listing(desk)
        title = desk.thread.title if desk.thread else row.title if row else "Preview"
        self.query_one("#preview-rule", Rule).show(title, lit=shown.has_focus)
        shown.show(preview(desk, shown.room, shown.size.height))
        self.query_one("#foot", Strap).show(foot(desk, self.context, keymap, width))
        self.query_one(TroubleBox).tell(desk.trouble)

    def on_descendant_focus(self) -> None:
        self.post_message(Redraw())

    @property
    def pane(self) -> Pane:
        """The one with the keyboard, or the list."""
        return self.focused if isinstance(self.focused, Pane) else self.query_one(RowsPane)

    @property
    def in_preview(self) -> bool:
        return self.query_one("#preview", Pane).has_focus

    @property
    def in_sections(self) -> bool:
        return self.query_one(SectionsPane).has_focus

    def next_pane(self, steps: int = 1) -> None:
        """Round the panes; where only one fits, list and preview take each other's place."""
        names = ["#list", "#preview"] if self.has_class("-narrow") else ["#sections", "#list", "#preview"]
        here = next((at for at, name in enumerate(names) if self.query_one(name).has_focus), 0)
        self.show_pane(names[(here + steps) % len(names)])

    def show_pane(self, name: str) -> None:
        self.set_class(name == "#preview", "-preview")
        self.query_one(name, Pane).focus()


def _narrowed(listing: Listing) -> Span | None:
    """What is marked, and what the filter looks for."""
    parts = [f"■ {len(listing.marked)} marked"] if listing.marked else []
    read = " · of the rows read" if listing.more else ""
    parts += [f"/ {listing.needle}{read}"] if listing.needle else []
    return Span(" · ".join(parts), Tone.ACCENT if listing.marked else Tone.WARNING) if parts else None


def _news(desk: Desk, keymap: Keymap) -> Span | None:
    """What has come and gone meanwhile: told, not shown, until the operator asks."""
    if desk.listing.trouble is not None and desk.listing.rows:
        return Span(f"✕ not read again · {keymap.shown('refresh')} tries", Tone.DANGER)
    new, left = len(desk.listing.arrivals), len(desk.listing.left)
    parts = [f"↑ {new} new"] if new else []
    parts += [f"{left} moved on"] if left else []
    if not parts:
        looks = desk.listing.looks_short and desk.listing.rows
        return muted(f"↓ the newest that match · {keymap.shown('down')} at the end looks further") if looks else None
    return (
        Span(f"{' · '.join(parts)} · {keymap.shown('refresh')} shows", Tone.INFO)
        if new
        else muted(f"{parts[0]} · {keymap.shown('refresh')} clears")
    )
