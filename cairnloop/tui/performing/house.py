"""The console itself: commands, help, palette, theme, mouse, leaving."""

from typing import TYPE_CHECKING

from cairnloop.tui.acting.commands import CommandLine, Palette
from cairnloop.tui.screens.dialog import Confirm, Reading
from cairnloop.tui.state import events as e
from cairnloop.tui.terminal.palette import PALETTES
from cairnloop.tui.view.help import help_lines

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


async def command(app: "ConsoleApp") -> None:
    chosen = await app.ask(CommandLine(app.place.context, app.keymap, app.why_not))
    if chosen:
        app.perform_named(chosen)


async def help_(app: "ConsoleApp") -> None:
    context, desk = app.place.context, app.desk
    await app.ask(Reading("Help", lambda width: help_lines(desk, context, app.keymap, width)))


def palette(app: "ConsoleApp") -> None:
    app.push_screen(Palette())


def theme(app: "ConsoleApp") -> None:
    names = list(PALETTES)
    here = next(at for at, name in enumerate(names) if PALETTES[name].name == app.theme)
    name = names[(here + 1) % len(names)]
    app.theme = PALETTES[name].name
    app.take(e.Told(f"Theme: {name}. Keep it with console.theme in the configuration.", "hint"))


def mouse(app: "ConsoleApp") -> None:
    on = app.give_mouse(not app.has_mouse)
    words = "The console has the mouse." if on else "The terminal has the mouse: select and copy as you are used to."
    app.take(e.Told(words, "hint"))


async def quit_(app: "ConsoleApp") -> None:
    unsent = len(app.desk.unsent) + len(app.desk.articles.kept) + len(app.desk.papers)
    held = len(app.desk.holds.held)
    if app.desk.outbox.kept:
        words = f"{_undecided(app)} {STAY if app.keeping.outlives else LOST}"
        if await app.ask(Confirm("Leave before your decisions are through?", words, yes="leaves")) is None:
            return
    if unsent:
        words = f"{unsent} text{'' if unsent == 1 else 's'} that you wrote would be lost."
        if held:
            words += f" What is held ({held}) is sent all the same."
        if await app.ask(Confirm("Leave with unsent text?", words, yes="leaves")) is None:
            return
    app.exit(0)


STAY = "What is kept goes out when you open the console again, where the draft did not change."
LOST = "They would be lost."


def _undecided(app: "ConsoleApp") -> str:
    number = len(app.desk.outbox.kept)
    return "1 decision has not gone out yet." if number == 1 else f"{number} decisions have not gone out yet."


def at_stake(app: "ConsoleApp") -> str:
    """What leaving at once would cost."""
    unsent = len(app.desk.unsent) + len(app.desk.articles.kept) + len(app.desk.papers)
    kept = len(app.desk.outbox.kept) if not app.keeping.outlives else 0
    parts = [
        f"{number} {what}{'' if number == 1 else 's'}"
        for number, what in ((kept, "decision"), (unsent, "text"))
        if number
    ]
    return f" Lost then: {' and '.join(parts)}." if parts else ""


PERFORM = {"command": command, "help": help_, "palette": palette, "theme": theme, "mouse": mouse, "quit": quit_}
