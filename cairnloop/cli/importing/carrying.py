"""Carrying over what files hold: each is asked after, uploaded when it is wanted, and then hung on its message."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.cli.importing.cells import LINE, Cells
from cairnloop.cli.importing.contents import Contents, Missing
from cairnloop.cli.importing.records import Told, batches, told
from cairnloop.cli.importing.report import Report
from cairnloop.cli.importing.sending import Sender, sort_out
from cairnloop.cli.importing.staging import Staging
from cairnloop.client.failures import Refused

if TYPE_CHECKING:
    from cairnloop.client import Client

KIND = "files"
# The daemon has looked at the file and does not want it: it is empty, or there is no room.
UNWANTED = (413, 422)


class Carrier:
    """The files of one run. Ended in the middle, at most one upload hangs nowhere; the daemon forgets it in a day."""

    def __init__(self, client: "Client", sender: Sender, contents: Contents, report: Report) -> None:
        self._client, self._sender, self._contents, self._report = client, sender, contents, report

    async def carry(self, staging: Staging, advance: Callable[[int], None]) -> None:
        most = (await self._client.file_limits())["bytes"]
        for batch in batches(told(staging, KIND)):
            wanted = await self._sender.send_batch(KIND, batch)
            advance(len(batch) - len(wanted))
            for one in wanted:
                try:
                    await self._carry_one(staging, one, most)
                except Missing as why:
                    self._report.skip(KIND, one.id, one.where, str(why))
                advance(1)

    async def _carry_one(self, staging: Staging, one: Told, most: int) -> None:
        """Raises Missing when it cannot be had, or is not taken."""
        file = row_of(staging, one)
        name = (Cells(file).line("filename", LINE) or "file").encode("utf-8", "replace").decode()
        async with self._contents.open(file, most) as path:
            try:
                kept = await self._sender.patiently(lambda: self._client.upload_file(path, name))
            except OSError as error:
                raise Missing(f"it cannot be read ({error.strerror})") from error
            except Refused as error:
                if error.status not in UNWANTED:
                    raise
                raise Missing(error.detail) from error
        await self._sender.send_records(KIND, {one.id: one}, [{**(one.record or {}), "upload": kept["id"]}])


def rehearse_files(staging: Staging, contents: Contents, report: Report) -> Iterator[int]:
    """Which would be looked for, and which are nowhere to be looked for."""
    for batch in batches(told(staging, KIND)):
        for one in sort_out(report, KIND, batch):
            try:
                contents.find(row_of(staging, one))
            except Missing as why:
                report.skip(KIND, one.id, one.where, str(why))
        yield len(batch)


def row_of(staging: Staging, one: Told) -> Mapping[str, Any]:
    """The file itself: a record knows only who carries it."""
    return staging.one("files", one.id.partition(" ")[2])
