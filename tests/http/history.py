"""A little of another desk's history, and how it is brought by HTTP."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx

Records = Mapping[str, list[dict[str, Any]]]
AT = "2020-05-04T10:00:00Z"
THEIR_CUSTOMER, THEIR_THREAD, THEIR_OPEN_THREAD = str(uuid4()), str(uuid4()), str(uuid4())


def at(minute: int) -> str:
    return f"2020-05-04T10:{minute:02}:00Z"


def history() -> dict[str, list[dict[str, Any]]]:
    """A little of everything, every kind after what it refers to."""
    return {
        "accounts": [{"id": "acc", "created_at": AT, "time_zone": "Europe/Berlin"}],
        "users": [
            {"id": "7", "created_at": AT, "email": "Rosa@old.example", "role": "admin", "display_name": "Rosa"},
            {"id": "8", "created_at": AT, "email": "gone@old.example", "gone": True},
        ],
        "inboxes": [
            {"id": "in1", "created_at": AT, "name": "Theirs", "is_primary": True},
            {"id": "in2", "created_at": AT, "name": "Sales", "slug": "sales"},
        ],
        "companies": [{"id": "co1", "created_at": AT, "name": "Northridge"}],
        "tags": [{"id": "t1", "created_at": AT, "name": "Refund"}, {"id": "t2", "created_at": AT, "name": "refund "}],
        "canned_responses": [
            {"id": "ca1", "created_at": AT, "name": "Hello", "content": "Hello there"},
            {"id": "ca2", "created_at": AT, "name": "Odd", "content": "Hello {{nobody}}"},
        ],
        "customers": [
            {
                "id": THEIR_CUSTOMER,
                "created_at": AT,
                "updated_at": at(30),
                "email": "ada@old.example",
                "external_id": "u-1",
                "company": "co1",
                "metadata": {"plan": "team"},
                "first_seen": AT,
                "last_seen_at": at(40),
            }
        ],
        "customer_tags": [{"customer": THEIR_CUSTOMER, "tag": "t1", "created_at": AT}],
        "notes": [
            {"id": "n1", "created_at": AT, "customer": THEIR_CUSTOMER, "author": "7", "body": "Prefers mail"},
            {"id": "n2", "created_at": AT, "customer": "nobody", "body": "Lost"},
        ],
        "conversations": [
            {
                "id": THEIR_THREAD,
                "created_at": AT,
                "customer": THEIR_CUSTOMER,
                "inbox": "in2",
                "assignee": "7",
                "status": "closed",
                "closed_at": at(9),
                "last_activity_at": at(9),
                "subject": "A parcel",
                "source": "email",
            },
            {
                "id": THEIR_OPEN_THREAD,
                "created_at": AT,
                "customer": THEIR_CUSTOMER,
                "priority": "priority",
                "read": False,
                "last_activity_at": at(20),
            },
            {"id": "orphan", "created_at": AT, "customer": "nobody"},
        ],
        "conversation_tags": [{"conversation": THEIR_THREAD, "tag": "t2", "created_at": AT}],
        "messages": [
            message("m1", THEIR_THREAD, "customer", "Where is my turquoise parcel?", 1),
            message("m2", THEIR_THREAD, "user", "Its label fell off", 2, user="7", private=True),
            message("m3", THEIR_THREAD, "user", "It comes on Monday.", 3, user="7", seen_at=at(4)),
            message("m4", THEIR_THREAD, "bot", "Anything else?", 5),
            message("m5", THEIR_OPEN_THREAD, "customer", "And my other one?", 20),
            message("m6", "orphan", "customer", "Hello?", 20),
        ],
    }


def message(id: str, thread: str, author: str, body: str, minute: int, **more: Any) -> dict[str, Any]:
    return {"id": id, "conversation": thread, "author": author, "body": body, "created_at": at(minute), **more}


async def begin(client: httpx.AsyncClient, **more: Any) -> str:
    begun = await client.post("/api/imports", json={"account": "acc", **more})
    assert begun.status_code == 201, begun.text
    return str(begun.json()["data"]["id"])


async def bring(client: httpx.AsyncClient, run: str, records: Records) -> dict[str, dict[str, Any]]:
    taken = {}
    for kind, some in records.items():
        answer = await client.post(f"/api/imports/{run}/records", json={"kind": kind, "records": some})
        assert answer.status_code == 200, answer.text
        taken[kind] = answer.json()["data"]
    return taken


def counts(taken: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[int, int, int, int]]:
    return {kind: (one["added"], one["updated"], one["unchanged"], len(one["skipped"])) for kind, one in taken.items()}
