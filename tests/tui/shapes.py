"""What the daemon sends, in full: conversations, messages, drafts, customers."""

from datetime import datetime, timedelta
from typing import Any

from tests.tui.trailmark import ACCOUNT, NOW, PEOPLE, SAM, USERS, ago, naive, zulu

Wire = dict[str, Any]


def person(number: int) -> Wire:
    name, email, facts, zone, page = PEOPLE[number]
    return {
        "id": f"p{number}",
        "object": "customer",
        "name": name,
        "email": email,
        "created_at": naive(ago(days=300)),
        "updated_at": naive(NOW),
        "phone": None,
        "external_id": None,
        "profile_photo_url": None,
        "company_id": None,
        "host": "app.trailmark.example",
        "pathname": page,
        "current_url": f"https://app.trailmark.example{page}",
        "browser": "Firefox",
        "os": "Linux",
        "metadata": facts or None,
        "title": name or email or "Anonymous User",
        "first_seen": "2025-05-06",
        "last_seen_at": zulu(ago(minutes=4)),
        "ip": None,
        "time_zone": zone,
    }


def conversation(id: str, number: int, at: datetime, subject: str | None, question: str, due: float | None) -> Wire:
    """`due` is in how many minutes the first reply is due, negative when it is late, None when nothing is owed."""
    status = "active" if due is None or due >= 0 else "breached"
    deadline = {"target": "first_response", "status": status, "due_at": zulu(NOW + timedelta(minutes=due or 0))}
    return {
        "id": id,
        "object": "conversation",
        "source": "chat",
        "created_at": naive(at),
        "closed_at": None,
        "archived_at": None,
        "last_activity_at": zulu(at),
        "status": "open",
        "read": False,
        "priority": "not_priority",
        "subject": subject,
        "preview": question[:140],
        "account_id": ACCOUNT,
        "customer_id": f"p{number}",
        "assignee_id": SAM if number in (5, 6) else None,
        "inbox_id": "i1",
        "metadata": None,
        "version": 1,
        "awaiting": "operator" if due is not None else "customer",
        "draft_id": None,
        "draft_kind": None,
        "deadline": deadline if due is not None else None,
    }


def message(id: str, conversation: str, body: str, at: datetime, by: Wire | int, **fields: Any) -> Wire:
    """`by` is a customer, or a user's id."""
    customer, user_id = (by, None) if isinstance(by, dict) else (None, by)
    return {
        "id": id,
        "object": "message",
        "body": body,
        "type": "reply",
        "content_type": "text",
        "private": False,
        "source": "chat",
        "created_at": naive(at),
        "sent_at": zulu(at),
        "seen_at": None,
        "conversation_id": conversation,
        "account_id": ACCOUNT,
        "customer_id": customer["id"] if customer else None,
        "user_id": user_id,
        "user": next((one for one in USERS if one["id"] == user_id), None),
        "attachments": [],
        "metadata": None,
        "client_id": None,
        "delivery": "received" if customer else "sent",
        "delivery_error": None,
        "release_at": None,
        "draft_id": None,
        **({"customer": customer} if customer else {}),
        **fields,
    }


def draft(id: str, conversation: str, question: str, at: datetime, kind: str, **fields: Any) -> Wire:
    return {
        "id": id,
        "object": "draft",
        "conversation_id": conversation,
        "question_id": question,
        "status": "pending",
        "version": 1,
        "kind": kind,
        "body": "An answer.",
        "summary": "",
        "policy": "require_approval",
        "ruling": "this inbox wants a person to approve every draft",
        "grounding": "",
        "confidence": 0.5,
        "query": "",
        "evidence": [],
        "citations": [],
        "notes": [],
        "engine": "extractive",
        "model": None,
        "prompt_version": "extractive-1",
        "instruction": None,
        "latency_ms": 240,
        "prompt_tokens": None,
        "completion_tokens": None,
        "decided_by": None,
        "decided_at": None,
        "decision_reason": None,
        "edit_distance": None,
        "message_id": None,
        "created_at": naive(at),
        **fields,
    }
