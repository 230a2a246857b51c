"""`mail`: does mail work here."""

from typing import Annotated

import typer

from cairnloop.cli import options, reach
from cairnloop.cli.asking import shape_of
from cairnloop.cli.output import Out, fields

app = options.group("The mail of this house.", "cairnloop mail test you@acme.example")


@app.command("test", epilog=options.examples("cairnloop mail test you@acme.example"))
def trial(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who shall get it.")],
    config: options.Config = None,
    json: options.Json = False,
) -> None:
    """Send one mail by the settings as they are; no daemon is needed. `doctor` asks the server without a mail."""
    import asyncio

    out = Out(shape_of(json=json, plain=True))
    settings, path = reach.settings_from(config)

    from cairnloop.daemon.mail_trial import send_one

    message_id = asyncio.run(send_one(settings, path, address))
    told = {"sent": True, "to": address, "server": f"{settings.mail.host}:{settings.mail.port}", "id": message_id}
    out.thing(told, fields({name: told[name] for name in ("to", "server", "id")}))
