"""Looking at how the house is doing."""

from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.house import StatusScreen
from cairnloop.tui.state.house import StatusRead, StatusUnread, house_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.view.house import status_lines

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

SAFE = "Nothing was changed by asking. What was acknowledged is stored; what you write here is kept."
PRESS = "It is tried again while this is open. `cairnloop doctor`, on the daemon's machine, asks every part."


async def status(app: "ConsoleApp") -> None:
    async def read() -> None:
        try:
            app.take(StatusRead(house_of(await app.daemon.status(), app.now())))
        except (Refused, Unreachable) as error:
            app.take(StatusUnread(Trouble(f"It could not be read: {error.detail}", SAFE, PRESS)))
        except (KeyError, TypeError, ValueError):
            what = "It could not be read: the daemon answered in a way this console does not understand."
            app.take(StatusUnread(Trouble(what, SAFE, PRESS)))

    await app.ask(StatusScreen(lambda width: status_lines(app.desk, width), read))


PERFORM = {"status": status}
