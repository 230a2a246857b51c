"""The console's application: takes events into the state, draws it, and runs what the operator asks for."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from os import environ
from pathlib import Path
from typing import Any
from uuid import uuid4

from textual import on
from textual.app import App
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.events import AppBlur, AppFocus
from textual.screen import Screen
from textual.theme import Theme

from cairnloop.client import Client
from cairnloop.config import Console
from cairnloop.tui.acting.actions import BY_ID, Action
from cairnloop.tui.acting.commands import resolve
from cairnloop.tui.acting.grounds import hasty, why_not
from cairnloop.tui.acting.keymap import keymap
from cairnloop.tui.acting.wishes import unused
from cairnloop.tui.going import Going
from cairnloop.tui.messages import Happened, Redraw
from cairnloop.tui.performing import IN_BOOKS, IN_QUEUE, ON_MARKED, PERFORM
from cairnloop.tui.performing.colliding import ask_over
from cairnloop.tui.performing.house import at_stake
from cairnloop.tui.performing.searching import WITH_WORDS
from cairnloop.tui.performing.sections import choose
from cairnloop.tui.performing.splitting import glance
from cairnloop.tui.performing.writing import typed
from cairnloop.tui.remote.ahead import Ahead
from cairnloop.tui.remote.books import Books
from cairnloop.tui.remote.bulk import BulkDeeds
from cairnloop.tui.remote.deeds import Deeds
from cairnloop.tui.remote.feed import Feed
from cairnloop.tui.remote.following import follow
from cairnloop.tui.remote.kept_sections import KeptSections
from cairnloop.tui.remote.moves import Moves
from cairnloop.tui.remote.outgoing import Outgoing
from cairnloop.tui.remote.port import Connect
from cairnloop.tui.remote.reading import Reader
from cairnloop.tui.screens.books import BookScreen
from cairnloop.tui.screens.conversation import ConversationScreen
from cairnloop.tui.screens.dialog import Dialog
from cairnloop.tui.screens.inbox import InboxScreen
from cairnloop.tui.screens.queue import QueueScreen
from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking as look
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.reducing import apply
from cairnloop.tui.state.ringing import rules_of
from cairnloop.tui.state.saved import saved_sections
from cairnloop.tui.state.thread import LONG_AGO
from cairnloop.tui.terminal.keeping import Keeping
from cairnloop.tui.terminal.palette import PALETTES
from cairnloop.tui.terminal.remembered import Remembered
from cairnloop.tui.terminal.signals import Signals
from cairnloop.tui.terminal.terminal import switch_mouse
from cairnloop.tui.widgets.rows import RowsPane
from cairnloop.tui.widgets.sections import SectionsPane

THEMES = {palette.name: palette.theme() for palette in PALETTES.values()}
TWICE = timedelta(seconds=2)
SETTLED_AFTER_SECONDS = 2.0
# Keys that come before a question is on screen were meant for it, and must not do something else instead.
TYPED_AHEAD = timedelta(seconds=0.5)


def local_now() -> datetime:
    return datetime.now().astimezone()


class ConsoleApp(Going, inherit_bindings=False):
    """`patience` is how long, in seconds, news and cursor moves are gathered before the daemon is asked again."""

    TITLE = "Cairnloop"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "screens/inbox.tcss"  # read with the first style sheets, since the inbox is the first screen
    BINDINGS = [Binding("ctrl+c", "leave_twice", "Leave", priority=True, show=False)]  # noqa: RUF012

    def __init__(
        self,
        daemon: Client,
        connect: Connect,
        settings: Console,
        *,
        readonly: bool = False,
        in_queue: bool = False,
        now: Callable[[], datetime] = local_now,
        new_key: Callable[[], str] = lambda: str(uuid4()),
        patience: float = 0.25,
        settled: Callable[[], None] = lambda: None,
        keep_in: Callable[[], Path] | None = None,
    ) -> None:
        # Before the first style sheet is read, so that nothing is styled twice.
        self.set_reactive(App.theme, PALETTES["dark" if settings.theme == "auto" else settings.theme].name)
        super().__init__()
        self.daemon = daemon
        self.now, self.new_key, self.patience = now, new_key, patience
        self.saved = saved_sections(settings.sections)
        self.remembered = Remembered(keep_in)
        split = self.remembered.read().get("split") is not False
        self.desk = Desk(now=now(), readonly=readonly, saved=self.saved.found, split=split)
        self.keymap = keymap(settings.keymap)
        self.reader = Reader(daemon, self.tell)
        self.deeds = Deeds(daemon, self.reader, self.tell, partial(ask_over, self))
        self.moves = Moves(daemon, self.deeds, self.tell, now)
        self.inbox, self.conversation, self.queue = InboxScreen(), ConversationScreen(), QueueScreen()
        self.ahead, self.outgoing, self.keeping = Ahead(self), Outgoing(self), Keeping(self, keep_in)
        self.books, self.bulk, self.sections = Books(self), BulkDeeds(daemon, self.tell), KeptSections(self)
        self.signals = Signals(self, rules_of(settings.notify, settings.notices), environ)
        self.has_mouse = settings.mouse
        self.feed = Feed(self, connect, patience)
        self._settled, self.painted = settled, asyncio.Event()
        self._in_queue = in_queue
        self._dirty = False
        self._performing: set[tuple[str, str | None]] = set()
        self._asking_since = LONG_AGO
        self._leaving_since: datetime | None = None

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The house's own."""
        return THEMES

    def get_default_screen(self) -> Screen[Any]:
        return self.inbox

    async def on_mount(self) -> None:
        self.set_keymap(self.keymap.overrides())
        self.install_screen(self.conversation, "conversation")
        self.install_screen(self.queue, "queue")
        self.books.install()
        self.set_interval(1.0, lambda: self.take(e.Ticked(self.now())))
        if (trouble := unused(self.keymap, self.saved)) is not None:
            self.take(e.Failed(trouble))
        if self._in_queue:
            await self.enter_queue(None)
        self.feed.begin()
        self.call_after_refresh(self.painted.set)
        self.set_timer(SETTLED_AFTER_SECONDS, self._settled)

    async def on_unmount(self) -> None:
        await self.daemon.close()

    def tell(self, event: e.Event) -> None:
        """For workers and the socket: the event is taken in by the console's own loop, in order."""
        self.post_message(Happened(event))

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        self.take(message.event)

    def take(self, event: e.Event) -> None:
        """The only place where the state changes."""
        before = self.desk
        self.desk = apply(before, event)
        follow(self, before, event)
        self.redraw()

    @on(Redraw)
    def redraw(self) -> None:
        """Draw once for everything that happened until the loop gets to it."""
        if not self._dirty:
            self._dirty = True
            self.call_later(self.draw)

    def draw(self) -> None:
        self._dirty = False
        if not self.place.is_mounted or self.place not in self.screen_stack:
            return
        # While the console is being taken down the last news may find a screen without its panes.
        with suppress(NoMatches):
            self.place.show(self.desk, self.keymap)

    @property
    def place(self) -> InboxScreen | ConversationScreen | QueueScreen | BookScreen:
        """The screen below whatever dialog is open."""
        if self.desk.book is not None:
            return self.books.screens[self.desk.book]
        if self.desk.open is not None:
            return self.conversation
        return self.queue if self.desk.sitting.here else self.inbox

    def why_not(self, action: Action) -> str | None:
        """Why an action cannot be done: here, or now."""
        if self.place.context not in action.contexts:
            where = ", ".join(sorted(context.value for context in action.contexts))
            return f"{action.title.rstrip('…')} belongs to: {where}."
        return why_not(action, self.desk)

    def action_perform(self, action_id: str) -> None:
        """What keys, palette and commands come down to."""
        self.take(e.Ticked(self.now()))
        action = BY_ID[action_id]
        if said := self.why_not(action) or hasty(action, self.desk):
            self.take(e.Told(said, "refused"))
            return
        running = (action_id, self.desk.target)
        if running in self._performing or self.now() - self._asking_since < TYPED_AHEAD:
            return
        perform = IN_QUEUE.get(action_id) if self.desk.queueing else None
        if self.desk.book is not None:
            perform = IN_BOOKS.get(action_id)
        if self.desk.marked:
            perform = ON_MARKED.get(action_id)
        coroutine = (perform or PERFORM[action_id])(self)
        if coroutine is not None:
            self._performing.add(running)
            if action.title.endswith("…"):
                self._asking_since = self.now()
            self.run_aside(self._perform(running, coroutine))

    async def _perform(self, running: tuple[str, str | None], coroutine: Coroutine[Any, Any, None]) -> None:
        try:
            await coroutine
        finally:
            self._performing.discard(running)
            self._asking_since = LONG_AGO

    def perform_named(self, text: str) -> None:
        """A command by name; some take words behind it."""
        name, _, words = text.strip().partition(" ")
        if words.strip() and name in WITH_WORDS:
            self.run_aside(WITH_WORDS[name](self, words.strip()))
            return
        action = resolve(text)
        if action is None:
            self.take(e.Told(f"There is no command “{text}”. ? lists them all.", "refused"))
        else:
            self.action_perform(action.id)

    def run_aside(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """As a worker that is named after what it does."""
        self.run_worker(coroutine, name=getattr(coroutine, "__name__", ""))

    async def look_up(self, query: str) -> list[dict[str, Any]]:
        return await self.daemon.search(query)

    async def ask(self, dialog: Dialog) -> str | None:
        self._asking_since = LONG_AGO
        return await self.push_screen_wait(dialog)

    @on(ConversationScreen.Wrote)
    def _wrote(self, message: ConversationScreen.Wrote) -> None:
        typed(self, message.conversation_id, message.text)

    @on(RowsPane.Clicked)
    def _clicked(self, message: RowsPane.Clicked) -> None:
        self.take(e.CursorMoved(to=message.conversation_id))
        if self.desk.open is not None:
            glance(self)

    @on(SectionsPane.Chosen)
    def _section_clicked(self, message: SectionsPane.Chosen) -> None:
        choose(self, message.section)

    def on_app_blur(self, event: AppBlur) -> None:
        """The keyboard stays where it is while one looks elsewhere: no pane changes its size for that."""
        event.prevent_default()
        self.take(look.FocusChanged(False))

    def on_app_focus(self, event: AppFocus) -> None:
        self.take(look.FocusChanged(True))

    def tell_terminal(self, sequence: str) -> None:
        """Something that is heard and not shown."""
        if self._driver is not None:
            self._driver.write(sequence)

    def give_mouse(self, on: bool) -> bool:
        switch_mouse(self, on)
        self.has_mouse = on
        return on

    def action_leave_twice(self) -> None:
        """The way out that no keymap can take away."""
        now = self.now()
        if self._leaving_since is not None and now - self._leaving_since < TWICE:
            self.exit(0)
        self._leaving_since = now
        self.take(e.Told(f"Ctrl-C again leaves the console.{at_stake(self)}", "hint"))
