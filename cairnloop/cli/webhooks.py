"""`webhooks`: who is told of what happens at the desk, and every delivery."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.completing import webhook_ids
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.output import Columns, as_json, fields, say
from cairnloop.cli.reading import Target, targets, uuid

app = options.group(
    "Who is told of what happens at the desk.",
    "cairnloop webhooks add https://hooks.example/desk",
    "cairnloop webhooks deliveries ID --status failed",
)

Status = Literal["pending", "delivered", "failed", "abandoned"]
Id = Annotated[str, typer.Argument(metavar="ID", autocompletion=webhook_ids, help="The id of the webhook.")]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID", autocompletion=webhook_ids, help="Webhooks; - reads them from stdin.")
]


class Event(StrEnum):
    """What one can be told of."""

    MESSAGE_CREATED = "message:created"
    CONVERSATION_CREATED = "conversation:created"
    CONVERSATION_UPDATED = "conversation:updated"
    CUSTOMER_CREATED = "customer:created"
    CUSTOMER_UPDATED = "customer:updated"


COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "url": lambda row: row["webhook_url"],
    "state": lambda row: _state(row),
    "events": lambda row: " ".join(row["events"]),
    "why not": lambda row: row["disabled_reason"] or row["verification_error"],
}
DELIVERIES: Columns = {
    "id": lambda row: row["id"],
    "event": lambda row: row["event"],
    "status": lambda row: row["status"],
    "attempts": lambda row: row["attempts"],
    "answered": lambda row: row["last_status"],
    "created": lambda row: row["created_at"],
    "next": lambda row: row["next_attempt_at"],
    "error": lambda row: row["last_error"],
}


def _state(row: Any) -> str:
    if row["disabled_at"] is not None:
        return "disabled"
    if not row["verified"]:
        return "not verified"
    return "ready" if row["failing_since"] is None else "failing"


@asks(app, "list", "cairnloop webhooks list", listing=True)
async def list_(it: Asking) -> None:
    """List the webhooks of the account, and why one is sent nothing."""
    it.out.listing(COLUMNS, await it.client.webhooks(), empty="Nobody is told of anything.")


@asks(
    app,
    "add",
    "cairnloop webhooks add https://hooks.example/desk",
    "cairnloop webhooks add https://hooks.example/desk --event message:created --event customer:updated",
    "cairnloop webhooks add https://hooks.example/desk --json | jq -r .secret",
)
async def add(
    it: Asking,
    address: Annotated[str, typer.Argument(metavar="URL", help="Where events are posted to.")],
    events: Annotated[
        list[Event] | None,
        typer.Option("--event", metavar="E", help="An event to send, again for more; else new messages and chats."),
    ] = None,
    description: Annotated[str | None, typer.Option("--description", metavar="TEXT", help="What it is for.")] = None,
    private: Annotated[bool, typer.Option("--private", help="Send private notes too.")] = False,
) -> Exit | None:
    """Tell an address of what happens. It has to answer a challenge first; its secret is shown this once."""
    made = await it.client.add_webhook(
        address, events=events or None, description=description, include_private=private or None
    )
    shown = {"id": made["id"], "url": made["webhook_url"], "secret": made["secret"], "state": _state(made)}
    it.out.thing(made, fields(shown))
    if not it.out.json:
        say("The secret is shown this once.")
    return _proved(made)


@asks(app, "remove", "cairnloop webhooks remove ID")
async def remove(it: Asking, ids: Ids) -> Exit:
    """Tell them nothing more, and forget their deliveries."""

    async def act(target: Target) -> Any:
        return await it.client.remove_webhook(target.id)

    return await it.each(targets(ids), act, "removed")


@asks(app, "verify", "cairnloop webhooks verify ID", "cairnloop webhooks verify --address https://hooks.example/desk")
async def verify(
    it: Asking,
    webhook: Annotated[
        str | None, typer.Argument(metavar="ID", autocompletion=webhook_ids, help="The id of the webhook.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", metavar="URL", help="Try an address instead, and keep nothing.")
    ] = None,
) -> Exit | None:
    """Send the challenge again. Ends with 1 when it is not answered as it should be, and says why."""
    if (webhook is None) == (address is None):
        raise Usage("give either the ID of a webhook or --address")
    if address is not None:
        tried = await it.client.try_webhook(address)
        it.out.thing(tried, ["verified" if tried["verified"] else "not verified"])
        return _failed(tried["error"])
    found = await it.client.move_webhook(uuid(webhook or ""), "verify")
    it.out.thing(found, [f"{found['id']}\t{'verified' if found['verified'] else 'not verified'}"])
    return _proved(found)


def _proved(row: Any) -> Exit | None:
    return None if row["verified"] else _failed(row["verification_error"])


def _failed(why: str | None) -> Exit | None:
    if why is None:
        return None
    say(f"cairnloop: not verified, so nothing is sent: the address {why}")
    return Exit.FAILED


@asks(app, "enable", "cairnloop webhooks enable ID")
async def enable(it: Asking, ids: Ids) -> Exit:
    """Tell them again of what happens from now on."""
    return await _move(it, ids, "enable", "enabled")


@asks(app, "disable", "cairnloop webhooks disable ID")
async def disable(it: Asking, ids: Ids) -> Exit:
    """Tell them nothing until they are enabled again."""
    return await _move(it, ids, "disable", "disabled")


async def _move(it: Asking, ids: list[str], move: str, done: str) -> Exit:
    async def act(target: Target) -> Any:
        return await it.client.move_webhook(target.id, move)

    return await it.each(targets(ids), act, done)


@asks(app, "rotate", "cairnloop webhooks rotate ID", "cairnloop webhooks rotate ID --keep-hours 0")
async def rotate(
    it: Asking,
    webhook: Id,
    keep_hours: Annotated[
        int, typer.Option("--keep-hours", min=0, max=720, metavar="H", help="How long the former secret signs too.")
    ] = 24,
) -> None:
    """Make a new secret. It is shown this once; the former one signs too for a while."""
    made = await it.client.rotate_webhook(uuid(webhook), keep_hours)
    shown = {"id": made["id"], "secret": made["secret"], "former until": made["former_secret_until"]}
    it.out.thing(made, fields(shown))
    if not it.out.json:
        say("The secret is shown this once.")


@asks(
    app,
    "deliveries",
    "cairnloop webhooks deliveries ID",
    "cairnloop webhooks deliveries ID --status abandoned --plain | cairnloop webhooks replay ID -",
    listing=True,
)
async def deliveries(
    it: Asking,
    webhook: Id,
    status: Annotated[
        Status | None, typer.Option("--status", metavar="S", help="pending, delivered, failed or abandoned.")
    ] = None,
    event: Annotated[Event | None, typer.Option("--event", metavar="E", help="Only this event.")] = None,
    limit: options.Limit = 50,
    after: options.After = None,
) -> None:
    """List what was sent in the last 30 days, and what became of it, newest first."""
    subscription = uuid(webhook)

    async def fetch(most: int, cursor: str | None) -> Any:
        return await it.client.deliveries(subscription, status=status, event=event, after=cursor, limit=most)

    rows, more = await it.pages(fetch, limit, after)
    it.out.listing(DELIVERIES, rows, empty="Nothing was sent.", next=more)


@asks(app, "show", "cairnloop webhooks show ID DELIVERY", "cairnloop webhooks show ID DELIVERY --json | jq .body")
async def show(
    it: Asking, webhook: Id, delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="One delivery.")]
) -> None:
    """Show what was sent, what was answered, and each attempt."""
    found = await it.client.delivery(uuid(webhook), uuid(delivery))
    head = {name: show_(found) for name, show_ in DELIVERIES.items()}
    head |= {"webhook-id": found["webhook_id"], "response": found["last_response"], "sent": as_json(found["body"])}
    tried = [
        f"{one['at']}  {one['status'] or '-'}  {one['duration_ms']} ms  {one['error'] or ''}"
        for one in found["history"]
    ]
    it.out.thing(found, [*fields(head), *tried])


@asks(app, "replay", "cairnloop webhooks replay ID DELIVERY")
async def replay(
    it: Asking,
    webhook: Id,
    deliveries: Annotated[list[str], typer.Argument(metavar="DELIVERY", help="Deliveries; - reads them from stdin.")],
) -> Exit:
    """Send deliveries again, whether they arrived or not: the same bytes under the same webhook-id."""
    subscription = uuid(webhook)

    async def act(target: Target) -> Any:
        return await it.client.replay(subscription, target.id)

    return await it.each(targets(deliveries), act, "will be sent again")
