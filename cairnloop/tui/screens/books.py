"""The books: a list at the left, the row under the cursor in full at the right; one of them where there is no room."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from cairnloop.tui.acting.actions import Context
from cairnloop.tui.acting.keymap import Keymap, bindings
from cairnloop.tui.messages import Redraw
from cairnloop.tui.state.book import TABS, TITLES, Book, tab_of
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.shelf import paged_of
from cairnloop.tui.terminal.lines import Span, Tone
from cairnloop.tui.view.books import LOOKS, book_top, list_note, tabs_line
from cairnloop.tui.view.foot import foot
from cairnloop.tui.widgets.book import BookPane
from cairnloop.tui.widgets.frame import Rule, Seam
from cairnloop.tui.widgets.pane import Pane, Strap
from cairnloop.tui.widgets.trouble import TroubleBox


class BookScreen(Screen[None], inherit_bindings=False):
    """What is whole on screen is a matter of the state; what it holds, of the book."""

    CSS_PATH = "books.tcss"
    AUTO_FOCUS = "#rows"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so
    book: Book
    context: Context

    def __init__(self) -> None:
        super().__init__()
        self._turned = False
        self._whole: tuple[object, ...] = (None, None)

    def compose(self) -> ComposeResult:
        yield Strap(id="top")
        yield Strap(id="tabs")
        with Horizontal(id="body"):
            with Vertical(id="rows-column"):
                yield Rule(id="rows-rule")
                yield BookPane(self.book, id="rows")
                yield Rule(id="rows-foot")
            yield Seam(classes="wide-only")
            with Vertical(id="whole-column"):
                yield Rule(id="whole-rule")
                yield Pane(id="whole")
                yield Rule()
        yield Strap(id="foot")
        yield TroubleBox()

    def show(self, desk: Desk, keymap: Keymap) -> None:
        """The whole screen is a function of these two."""
        width, paged, look = self.size.width, paged_of(desk, self.book), LOOKS[self.book]
        rows, whole = self.query_one(BookPane), self.query_one("#whole", Pane)
        self._turn(paged.whole)
        self.query_one("#top", Strap).show(book_top(desk, self.book, width))
        self.query_one("#tabs", Strap).show(tabs_line(desk, self.book))
        title = next((title for value, title in TABS[self.book] if value == tab_of(paged.asked)), TITLES[self.book])
        read = " · of the rows read" if paged.more or paged.above else ""
        narrowed = Span(f"/ {paged.needle}{read}", Tone.WARNING) if paged.needle else None
        self.query_one("#rows-rule", Rule).show(title, lit=rows.has_focus, note=narrowed)
        self.query_one("#rows-foot", Rule).show("", note=list_note(desk, paged, keymap.shown("refresh")))
        rows.show_book(desk)
        self.query_one("#whole-rule", Rule).show(look.title(desk), lit=whole.has_focus)
        self._show_whole(desk, whole)
        self.query_one("#foot", Strap).show(foot(desk, self.context, keymap, width))
        self.query_one(TroubleBox).tell(desk.trouble)

    def _turn(self, whole: bool) -> None:
        """The keyboard is where the eyes are."""
        if whole != self._turned:
            self._turned = whole
            self.set_class(whole, "-whole")
            self.query_one("#whole" if whole else "#rows", Pane).focus()

    def _show_whole(self, desk: Desk, pane: Pane) -> None:
        """From its beginning, when it is another one."""
        paged = paged_of(desk, self.book)
        shown = (paged.row.id if paged.row else None, desk.articles.shown if self.book is Book.ARTICLES else None)
        pane.show(LOOKS[self.book].whole(desk, pane.room))
        if shown != self._whole:
            self._whole = shown
            pane.scroll_to(y=0, animate=False, force=True)

    def on_descendant_focus(self) -> None:
        self.post_message(Redraw())

    @property
    def pane(self) -> Pane:
        """The one with the keyboard."""
        whole = self.query_one("#whole", Pane)
        return whole if whole.has_focus else self.query_one(BookPane)


class ArticlesScreen(BookScreen, inherit_bindings=False):
    """Articles, and their words."""

    BINDINGS = bindings(Context.ARTICLES)
    book, context = Book.ARTICLES, Context.ARTICLES


class AuditScreen(BookScreen, inherit_bindings=False):
    """The trail, and one entry."""

    BINDINGS = bindings(Context.AUDIT)
    book, context = Book.AUDIT, Context.AUDIT


class JobsScreen(BookScreen, inherit_bindings=False):
    """Jobs, and one of them."""

    BINDINGS = bindings(Context.JOBS)
    book, context = Book.JOBS, Context.JOBS
