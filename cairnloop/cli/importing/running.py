"""One import from beginning to end: choose the account, read everything, send it kind by kind, and say how it went."""

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cairnloop.cli.exits import NotLetIn, Usage
from cairnloop.cli.importing import carrying
from cairnloop.cli.importing.contents import Contents
from cairnloop.cli.importing.report import Report
from cairnloop.cli.importing.sending import Sender, rehearse
from cairnloop.cli.importing.sources import TABLES, Account, Source
from cairnloop.cli.importing.staging import Staging, identity
from cairnloop.cli.output import cell, say
from cairnloop.cli.progress import progress

if TYPE_CHECKING:
    from cairnloop.client import Client


class Run:
    """As far as it has come: `begun` once there is something to tell, `finished` when nothing is left."""

    def __init__(
        self,
        client: "Client",
        source: Source,
        report: Report,
        kinds: Sequence[str],
        account: str | None,
        *,
        learn: bool,
        dry_run: bool,
        contents: Contents | None = None,
    ) -> None:
        """Without `contents` files are left where they are."""
        self._client, self._source, self._account = client, source, account
        self._learn, self._dry_run, self._contents = learn, dry_run, contents
        self._kinds = [kind for kind in kinds if kind != carrying.KIND]
        self.report = report
        self.import_id: str | None = None
        self.begun = self.finished = False

    async def work(self) -> None:
        account = chosen(await self._source.accounts(), self._account)
        if not self._dry_run:
            await self._require_admin()
        with Staging() as staging:
            self.begun = True
            await self._read(staging, account)
            self.report.left_out = self._source.left_out
            if self._contents is None and (many := staging.count("message_files")):
                self.report.left_out.append(f"files: {many} stay where they are; --files brings what is in them")
            if self._dry_run:
                await self._rehearse(staging)
            else:
                await self._send(staging, account)
        self.finished = True

    async def _require_admin(self) -> None:
        """Before anything is read, which may take hours. Raises NotLetIn."""
        role = (await self._client.me())["role"]
        if role != "admin":
            raise NotLetIn(f"an import needs an admin; this key is a {role}'s")

    async def _read(self, staging: Staging, account: str) -> None:
        with progress("Reading", None) as advance:
            for kind in [*self._kinds, *([] if self._contents is None else [carrying.KIND])]:
                async for page in self._source.pages(kind, account):
                    for raw in page:
                        if raw.problem is not None:
                            self.report.count(kind, read=1)
                            self.report.skip(kind, identity(raw), raw.where, raw.problem)
                    staging.add([raw for raw in page if raw.problem is None])
                    advance(len(page))
                    await asyncio.sleep(0)  # for whoever presses Ctrl-C: a folder is read without waiting for anything

    async def _send(self, staging: Staging, account: str) -> None:
        self.import_id = (await self._client.begin_import(account, learn=self._learn))["id"]
        sender = Sender(self._client, self.import_id, self.report)
        for kind in self._kinds:
            with progress(kind.replace("_", " ").capitalize(), staging.count(TABLES[kind][0])) as advance:
                await sender.send(staging, kind, advance)
            self._tell(kind)
        if self._contents is not None:
            carrier = carrying.Carrier(self._client, sender, self._contents, self.report)
            with progress("Files", staging.count("message_files")) as advance:
                await carrier.carry(staging, advance)
            self._tell(carrying.KIND)
        await self._client.finish_import(self.import_id)

    async def _rehearse(self, staging: Staging) -> None:
        for kind in self._kinds:
            for _ in rehearse(staging, kind, self.report):
                await asyncio.sleep(0)
        if self._contents is not None:
            for _ in carrying.rehearse_files(staging, self._contents, self.report):
                await asyncio.sleep(0)

    def _tell(self, kind: str) -> None:
        """How far it is, for whoever reads a log instead of a bar."""
        if not sys.stderr.isatty() and kind in self.report.counts:
            say(self.report.line(kind))

    def document(self) -> dict[str, Any]:
        return {
            "import_id": self.import_id,
            "finished": self.finished,
            "dry_run": self._dry_run,
            **self.report.document(),
        }


def chosen(accounts: Sequence[Account], wanted: str | None) -> str:
    """The account to import. Raises Usage where that is not clear."""
    if not accounts:
        raise Usage("SOURCE: there is no account in it")
    if wanted is not None:
        if wanted not in {one.id for one in accounts}:
            raise Usage(f"--account: there is no account {wanted} in it; there is {_named(accounts)}")
        return wanted
    if len(accounts) > 1:
        raise Usage(f"--account: choose one of {_named(accounts)}")
    return accounts[0].id


def _named(accounts: Sequence[Account]) -> str:
    some = ", ".join(f"{one.id} ({cell(one.name)})" if one.name else one.id for one in accounts[:10])
    return some if len(accounts) <= 10 else f"{some} and {len(accounts) - 10} more"
