"""Starting the console in the terminal at hand."""

import gc
import sys
from collections.abc import Callable
from os import environ
from typing import TYPE_CHECKING

from cairnloop.client import Client
from cairnloop.client.link import Link, Listener
from cairnloop.config import Console
from cairnloop.tui.terminal.kept_file import usual_folder
from cairnloop.tui.terminal.terminal import Ground, usable

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp
    from cairnloop.tui.remote.port import Live


def run_console(
    url: str, token: str, settings: Console, *, readonly: bool = False, mouse: bool = True, in_queue: bool = False
) -> int:
    """Run the console until the operator leaves; the exit code: 0, 1 when it failed, 2 when there is no terminal.

    With `in_queue` the first thing on screen is the decision queue.
    """
    why = usable(environ)
    if why is not None:
        sys.stderr.write(f"cairnloop: {why}\n")
        return 2
    ground = Ground(environ) if settings.theme == "auto" else None
    theme = settings.theme
    try:
        import cairnloop.tui.app  # noqa: F401 - meanwhile the terminal answers
    finally:
        if ground is not None:
            theme = "light" if ground.is_light() else "dark"
    given = settings.model_copy(update={"theme": theme, "mouse": mouse and settings.mouse})
    app = console_app(url, token, given, readonly=readonly, in_queue=in_queue)
    left = app.run(mouse=given.mouse)
    return left if left is not None else app.return_code or 0


def console_app(
    url: str, token: str, given: Console, *, readonly: bool = False, in_queue: bool = False
) -> "ConsoleApp":
    """The console for a daemon, whatever shows it."""
    from cairnloop.tui.app import ConsoleApp

    def connect(*, on_event: Listener, on_link: Callable[[Link], None]) -> "Live":
        from cairnloop.client.channel import Channel  # with its websockets, which the first screen does not need

        return Channel(url, token, on_event=on_event, on_link=on_link)

    return ConsoleApp(
        Client(url, token),
        connect,
        given,
        readonly=readonly,
        in_queue=in_queue,
        settled=_settled,
        keep_in=usual_folder,
    )


def _settled() -> None:
    """What was made while starting stays: the collector, switched off until now, need not look at it for every key."""
    gc.freeze()
    gc.enable()
