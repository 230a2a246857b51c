"""Starting the console in the terminal at hand."""

import sys
from functools import partial
from os import environ

from cairnloop.client import Client
from cairnloop.client.channel import Channel
from cairnloop.config import Console
from cairnloop.tui.app import ConsoleApp
from cairnloop.tui.terminal import ground_is_light, usable


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
    theme = settings.theme
    if theme == "auto":
        theme = "light" if ground_is_light(environ) else "dark"
    given = settings.model_copy(update={"theme": theme, "mouse": mouse and settings.mouse})
    app = ConsoleApp(Client(url, token), partial(Channel, url, token), given, readonly=readonly, in_queue=in_queue)
    left = app.run(mouse=given.mouse)
    return left if left is not None else app.return_code or 0
