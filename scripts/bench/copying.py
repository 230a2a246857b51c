"""The floor under files: the same server settings, what is sent written to a file, and what is there read from it."""

import os
import socket
import sys
import tempfile
from pathlib import Path

import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send

from cairnloop.daemon.http.transport import HttpTransport

BLOCK = 512 * 1024


async def copy(scope: Scope, receive: Receive, send: Send) -> None:
    """PUT and GET of one file, as plainly as it can be done; written is what is safe on the disk."""
    path = Path(FOLDER) / scope["path"].strip("/")
    start = {"type": "http.response.start", "status": 200}
    if scope["method"] == "PUT":
        with path.open("wb") as file:
            more = True
            while more:
                message = await receive()
                file.write(message["body"])
                more = message["more_body"]
            file.flush()
            os.fsync(file.fileno())
        await send({**start, "headers": [(b"content-length", b"0")]})
    else:
        await send({**start, "headers": [(b"content-length", b"%d" % path.stat().st_size)]})
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    config = uvicorn.Config(copy, http=HttpTransport, lifespan="off", log_level="warning")
    sys.stdout.write(f"listening on http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cairnloop-copying-") as FOLDER:
        uvloop.run(main())
