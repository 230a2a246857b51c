"""Decisions that wait for the connection outlive the console: the next one finds what was written down."""

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.kept import read, written
from cairnloop.tui.state.people import Me
from cairnloop.tui.terminal.kept_file import Kept, KeptFile

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

LOST = "Decisions cannot be written down here ({why}): they live in this console alone."


class Keeping:
    """`folder` says where; without one nothing outlives the console. Each daemon and each person has files apart."""

    def __init__(self, app: "ConsoleApp", folder: Callable[[], Path] | None) -> None:
        self._app = app
        self._where = folder
        self._file: KeptFile | None = None
        self._standing: Kept = []
        self._failed = False

    @property
    def outlives(self) -> bool:
        """Whether what is kept is there again when the console is opened the next time."""
        return self._file is not None and not self._failed

    def follow(self, before: Desk) -> None:
        """Once it is known who sits here, take over what was left behind; from then on write down what changes."""
        desk = self._app.desk
        if self._where is None or desk.readonly or desk.me is None:
            return
        if self._file is None:
            self._file = KeptFile(self._where(), _owner(self._app.daemon.url, desk.me))
            self._take_over(self._file)
        elif desk.outbox is not before.outbox:
            self._write(self._file, written(desk.outbox))

    def _take_over(self, file: KeptFile) -> None:
        try:
            with file.left_behind() as kept:
                decisions = tuple(read(one) for one in kept)
                if decisions:
                    self._app.take(d.DecisionsFound(decisions))
                self._write(file, written(self._app.desk.outbox))
        except (OSError, KeyError, TypeError, ValueError) as error:
            self._app.take(e.Told(f"What an earlier console kept in {file.folder} cannot be read: {error}", "refused"))

    def _write(self, file: KeptFile, kept: Kept) -> None:
        if kept == self._standing:
            return
        try:
            file.write(kept)
        except OSError as error:
            if not self._failed:
                self._app.take(e.Told(LOST.format(why=error.strerror), "refused"))
            self._failed = True
        else:
            self._standing, self._failed = kept, False


def _owner(url: str, me: Me) -> str:
    return blake2b(f"{url} {me.account_id} {me.user_id}".encode(), digest_size=10).hexdigest()
