"""Shell completion of ids, asked of the daemon while somebody presses Tab."""

import re
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import typer

from cairnloop.errors import CairnloopError

if TYPE_CHECKING:
    from cairnloop.client import Client

PATIENCE_SECONDS = 1.5
# Shells show this many at a glance; once the id has begun, more are looked through.
GLANCE, SEARCH = 30, 200

# An e-mail may hold more than this, among it what a shell would run.
PLAIN = re.compile(r"[A-Za-z0-9._%+@-]+", re.ASCII)

Found = list[tuple[str, str]]
Rows = Callable[["Client", int], AsyncIterator[tuple[str, str]]]
Completion = Callable[[typer.Context, str], Found]


def _completion(rows: Rows) -> Completion:
    """Make a completion of a function that yields (id, what it is about)."""

    def complete(ctx: typer.Context, incomplete: str) -> Found:
        return _ask(ctx, incomplete, rows)

    return complete


async def _conversations(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in (await client.conversations(section="open", limit=most)).rows:
        yield row["id"], row["subject"] or row["preview"] or row["customer"]["title"]


async def _customers(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in (await client.conversations(limit=most)).rows:
        yield row["customer_id"], row["customer"]["title"]


async def _companies(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in (await client.companies(limit=most)).rows:
        yield row["id"], row["name"]


async def _drafts(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in (await client.drafts(limit=most)).rows:
        yield row["id"], row["question"]


async def _articles(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in (await client.articles(limit=most)).rows:
        yield row["id"], row["title"]


async def _users(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for user in await client.users(limit=most):
        yield str(user["id"]), user["email"]


async def _assignees(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    yield "me", "yourself"
    yield "nobody", "who has no assignee"
    async for number, email in _users(client, most):
        yield number, email


async def _people(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    yield "me", "yourself"
    yield "nobody", "take it from whoever has it"
    async for number, email in _users(client, most):
        yield email, f"user {number}"


async def _keys(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for key in await client.keys():
        if key["revoked_at"] is None:
            yield key["id"], key["label"]


async def _sessions(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for session in await client.sessions():
        yield session["id"], f"{session['ip']} {session['user_agent']}"


async def _invitations(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for invitation in (await client.invitations(limit=most)).rows:
        if invitation["status"] == "open":
            yield invitation["id"], f"{invitation['role']} {invitation['email'] or ''}"


async def _identity_keys(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for key in await client.identity_keys():
        yield key["id"], f"since {key['created_at']}"


async def _dead_jobs(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for job in (await client.jobs(state="dead", limit=most))["data"]:
        yield job["id"], f"{job['kind']}: {job['error'] or ''}"


async def _inboxes(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for inbox in await client.inboxes():
        yield inbox["id"], f"{inbox['name']} ({inbox['draft_policy']})"


async def _visits(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in (await client.visits(limit=most)).rows:
        yield row["id"], row["customer"]["title"] if row["customer"] else row["started_at"]


async def _webhooks(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in await client.webhooks():
        yield row["id"], row["description"] or row["webhook_url"]


async def _tags(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for tag in await client.tags():
        yield tag["name"] if PLAIN.fullmatch(tag["name"]) else tag["id"], tag["name"]


async def _canned(client: "Client", most: int) -> AsyncIterator[tuple[str, str]]:
    for row in await client.canned():
        yield row["shortcut"] or row["id"], row["name"]


tag_names = _completion(_tags)
canned_names = _completion(_canned)
conversation_ids = _completion(_conversations)
customer_ids = _completion(_customers)
company_ids = _completion(_companies)
draft_ids = _completion(_drafts)
article_ids = _completion(_articles)
user_numbers = _completion(_users)
assignees = _completion(_assignees)
people = _completion(_people)
key_ids = _completion(_keys)
session_ids = _completion(_sessions)
invitation_ids = _completion(_invitations)
identity_key_ids = _completion(_identity_keys)
dead_job_ids = _completion(_dead_jobs)
inbox_ids = _completion(_inboxes)
webhook_ids = _completion(_webhooks)
visit_ids = _completion(_visits)


def _speakable(text: str) -> str:
    """What stands beside an id. Some shells evaluate what completes them, and customers wrote this: words only."""
    words = "".join(one if one.isalnum() or one in ".,?-@_/" else " " for one in text)
    return " ".join(words.split())[:60]


def _ask(ctx: typer.Context, incomplete: str, rows: Rows) -> Found:
    """A shell that completes must never fail: without an answer there is nothing to offer."""
    import asyncio
    import os

    from cairnloop.cli import reach
    from cairnloop.client import Client

    given = ctx.params
    there = set(given.get("ids") or ())

    async def ask() -> Found:
        # What is on the command line already is not offered again, and says which daemon is meant.
        place = reach.find(
            given.get("config"),
            given.get("url") or os.environ.get("CAIRNLOOP_URL"),
            given.get("api_key") or os.environ.get("CAIRNLOOP_API_KEY"),
        )
        found: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE_SECONDS), Client(place.url, place.api_key) as client:
            async for id, about in rows(client, SEARCH if incomplete else GLANCE):
                if id.startswith(incomplete) and id not in there and PLAIN.fullmatch(id):
                    found.setdefault(id, _speakable(about))
        return list(found.items())

    try:
        return asyncio.run(ask())
    except (CairnloopError, TimeoutError, LookupError, TypeError):
        return []  # also when a daemon of another version answers in a shape that is not known here
