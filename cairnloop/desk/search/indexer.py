"""The part of a daemon that indexes messages, as soon as they are committed and whenever it is woken."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from cairnloop.desk.search.indexing import index_changed, index_new
from cairnloop.errors import CairnloopError
from cairnloop.kernel.database import Database

log = logging.getLogger(__name__)

# By schedule, for what nobody woke the indexer for.
INDEX_MESSAGES = "index_messages"
# After trouble with the database, which others will have noticed too.
PAUSE_SECONDS = 5.0
# What is written so soon afterwards goes along: a transaction more for every message would slow down those who write.
GATHER_SECONDS = 0.2
# So many times as long as a portion took does the indexer rest after it: while others write nine tenths are theirs.
REST_BESIDE, REST_ALONE = 9.0, 0.5


class Indexer:
    """Nothing is asked of those who write: the index knows by itself how far it has come."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._woken = asyncio.Event()
        self._beside = False

    def wake(self) -> None:
        """Something was written. Cheap, also when it is said a thousand times a second."""
        self._beside = True
        self._woken.set()

    async def index(self, *, whole: bool = True) -> None:
        """Index what is not. Several daemons may; they do it one after the other."""
        await index_new(self._db, whole=whole, rest=self._rest)
        await index_changed(self._db)

    def _rest(self) -> float:
        beside, self._beside = self._beside, False
        return REST_BESIDE if beside else REST_ALONE

    async def run(self) -> None:
        """Until cancelled, beginning with what was written while nobody was there."""
        self.wake()
        whole = True
        while True:
            await self._woken.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._woken.clear()
            try:
                await self.index(whole=whole)
                whole = False
            except (CairnloopError, SQLAlchemyError, OSError):
                log.exception("messages could not be indexed; trying again")
                await asyncio.sleep(PAUSE_SECONDS)
                self.wake()
