"""Requests without number at a house with some things of each kind, as an admin and as nobody."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
from hypothesis import HealthCheck, Phase, settings

from cairnloop.people.permissions import Role
from tests import make
from tests.house import House

PATIENCE_SECONDS = 30


def bounded(examples: int) -> settings:
    """The same examples in every run, and the first that fails as it is: making it smaller takes minutes here."""
    return settings(
        max_examples=examples,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def sampled(house: House, asked: list[Any]) -> list[Any]:
    """All of it on SQLite; of Postgres, which reads and refuses the same way, every fifth."""
    return asked if house.s.db.dialect == "sqlite" else asked[::5]


class Knocking:
    """Sends each request as an admin and as nobody, from the thread in which hypothesis works."""

    def __init__(self, admin: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
        self._callers = (nobody, admin)
        self._loop = asyncio.get_running_loop()

    def knock(self, method: str, url: str, **more: Any) -> None:
        for caller in self._callers:
            asked = caller.request(method, url, **more)
            response = asyncio.run_coroutine_threadsafe(asked, self._loop).result(PATIENCE_SECONDS)
            assert response.status_code < 500, f"{method} {url} {more} -> {response.status_code} {response.text[:300]}"
            if response.headers.get("content-type") == "application/json":
                self._readable(response, f"{method} {url} {more} -> {response.text[:300]}")

    def _readable(self, response: httpx.Response, told: str) -> None:
        said = response.json()
        assert ("error" in said) == response.is_error, told
        if response.is_error:
            error = said["error"]
            assert error["code"] == error["status"] == response.status_code, told
            assert error["reason"], told
            assert error["message"], told


async def fuzz(house: House, work: Callable[[Knocking, dict[str, str]], None]) -> None:
    """Run `work` beside the loop, with some things of each kind to play with."""
    ids = await some_ids(house)
    # Not Sam: somebody who may be disabled or lose the role on the way.
    robin = await house.desk.another_operator(Role.ADMIN, "Robin")
    async with await house.client(robin) as admin, house.anonymous() as nobody:
        await asyncio.to_thread(work, Knocking(admin, nobody), ids)


async def some_ids(house: House) -> dict[str, str]:
    thread = await house.desk.conversation()
    question = await house.desk.says(thread, "How do I change region?")
    draft = await make.draft(house.s.db, thread, question["id"])
    kim = await house.desk.another_operator(name="Kim")
    file = await make.file(house.s.db, house.desk.account_id)
    async with await house.client() as sam:
        files = [{"path": "region.md", "markdown": "# Region\n\nOpen the region settings."}]
        await sam.post("/api/articles/import", json={"files": files, "publish": True})
        article = (await sam.get("/api/articles")).json()["data"][0]["id"]
        key = (await sam.post("/api/api_keys", json={"label": "spare"})).json()["data"]["id"]
        invited = (await sam.post("/api/user_invitations", json={})).json()["data"]["id"]
        record = await make.record(sam, str(house.desk.customer_id))
    return {
        **record,
        "conversation_id": str(thread.id),
        "account_id": str(house.desk.account_id),
        "inbox_id": str(house.desk.inbox_id),
        "message_id": question["id"],
        "draft_id": str(draft.id),
        "user_id": str(kim.user_id),
        "article_id": article,
        "revision_id": str(uuid4()),
        "key_id": key,
        "invitation_id": invited,
        "session_id": str(uuid4()),
        "identity_key_id": str(uuid4()),
        "job_id": str(uuid4()),
        "file_id": str(file.id),
        "token": file.token,
        "filename": file.filename,
        "visit_id": str((await make.visit(house.s.db, house.desk.account_id, house.desk.customer_id)).id),
        **{name: str(id) for name, id in (await make.webhook(house.s.db, house.desk.account_id)).items()},
    }
