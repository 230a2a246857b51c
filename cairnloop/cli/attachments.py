"""`files`: what messages carry, saved and taken away."""

from pathlib import Path
from typing import Annotated

import typer

from cairnloop.cli import options, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.exits import Usage
from cairnloop.cli.output import fields

app = options.group(
    "Save what messages carry, or take it away.",
    "cairnloop files save ID",
    "cairnloop files delete ID",
)

Id = Annotated[str, typer.Argument(metavar="ID", help="Of the file; `conversations show` names it.")]


@asks(app, "show", "cairnloop files show 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3")
async def show(it: Asking, id: Id) -> None:
    """Show what a file is, and its address."""
    file = await it.client.file(reading.uuid(id))
    told = {"file": file["filename"], "type": file["content_type"], "bytes": file["size"], "address": file["file_url"]}
    it.out.thing(file, fields(told))


@asks(app, "save", "cairnloop files save ID", "cairnloop files save ID --to screenshot.png --force")
async def save(
    it: Asking,
    id: Id,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="PATH", help="A file or a folder; else here, under its own name.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Save a file. It is what a stranger sent: look at its name and type before you open it."""
    file = await it.client.file(reading.uuid(id))
    path = Path(file["filename"]) if to is None else to / file["filename"] if to.is_dir() else to
    if path.exists() and not force:
        raise Usage(f"--to: {path} is there already; --force writes over it")
    try:
        await it.client.download_file(file["file_url"], path)
    except OSError as error:
        raise Usage(f"--to: {path} cannot be written ({error.strerror})") from error
    it.out.thing({**file, "path": str(path)}, fields({"saved": str(path), "type": file["content_type"]}))


@asks(app, "delete", "cairnloop files delete ID")
async def delete(it: Asking, id: Id) -> None:
    """Take a file away for good. Its message stays without it."""
    file_id = reading.uuid(id)
    await it.client.delete_file(file_id)
    it.out.thing({"id": file_id}, fields({"deleted": file_id}))
