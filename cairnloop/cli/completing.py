"""Shell completion of ids, asked of the daemon while somebody presses Tab."""

from collections.abc import Awaitable, Callable
from typing import Any

from cairnloop.errors import CairnloopError

PATIENCE_SECONDS = 1.5
MOST = 30

Found = list[tuple[str, str]]


def conversation_ids(incomplete: str) -> Found:
    """Open conversations with their preview."""
    return _ask(incomplete, lambda client: client.conversations(section="open", limit=MOST), _preview)


def draft_ids(incomplete: str) -> Found:
    """Pending drafts with the question they answer."""
    return _ask(incomplete, lambda client: client.drafts(limit=MOST), lambda row: str(row["question"]))


def article_ids(incomplete: str) -> Found:
    """Articles with their title."""
    return _ask(incomplete, lambda client: client.articles(limit=MOST), lambda row: str(row["title"]))


def _preview(row: Any) -> str:
    return str(row["subject"] or row["preview"] or row["customer"]["title"])


def _ask(incomplete: str, fetch: Callable[[Any], Awaitable[Any]], about: Callable[[Any], str]) -> Found:
    """A shell that completes must never fail: without an answer there is nothing to offer."""
    import asyncio
    import os

    from cairnloop.cli import reach
    from cairnloop.cli.output import cell
    from cairnloop.client import Client

    async def ask() -> Found:
        place = reach.find(None, os.environ.get("CAIRNLOOP_URL"), os.environ.get("CAIRNLOOP_API_KEY"))
        async with asyncio.timeout(PATIENCE_SECONDS), Client(place.url, place.api_key) as client:
            page = await fetch(client)
        return [(row["id"], cell(about(row))[:60]) for row in page.rows if row["id"].startswith(incomplete)]

    try:
        return asyncio.run(ask())
    except (CairnloopError, TimeoutError):
        return []
