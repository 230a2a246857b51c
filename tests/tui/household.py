"""The house of Trailmark in memory: users, inboxes, webhooks, words and settings, answered as the daemon does."""

from typing import Any

from cairnloop.client import Refused
from cairnloop.client.calls import Page
from tests.tui.desk import Desk
from tests.tui.trailmark import ACCOUNT, LIN, SAM, USERS, VERA, ago, naive, user, zulu

Wire = dict[str, Any]
BILLING, SUPPORT = "i2", "i1"
LEFT = {**user(9, "Noor Haddad", "member"), "archived_at": zulu(ago(days=40))}


def inbox(id: str, name: str, **fields: Any) -> Wire:
    return {
        "id": id, "object": "inbox", "account_id": ACCOUNT, "name": name, "description": None, "slug": name.lower(),
        "is_primary": False, "is_private": False, "draft_policy": "require_approval", "version": 1,
        "created_at": naive(ago(days=90)), "updated_at": naive(ago(days=9)), **fields,
    }  # fmt: skip


def webhook(id: str, url: str, **fields: Any) -> Wire:
    return {
        "id": id, "object": "event_subscription", "webhook_url": url, "verified": True, "verification_error": None,
        "scope": None, "events": ["message:created", "conversation:created"], "description": None,
        "include_private": False, "failing_since": None, "disabled_at": None, "disabled_reason": None,
        "former_secret_until": None, "account_id": ACCOUNT, "created_at": naive(ago(days=30)),
        "updated_at": naive(ago(days=1)), **fields,
    }  # fmt: skip


def delivery(id: str, of: str, event: str, status: str, code: int | None, minutes: float, **fields: Any) -> Wire:
    return {
        "id": id, "object": "webhook_delivery", "subscription_id": of, "event": event, "webhook_id": f"msg_{id}",
        "status": status, "attempts": 3, "last_status": code, "last_error": None, "last_response": None,
        "duration_ms": 41, "next_attempt_at": None, "created_at": naive(ago(minutes=minutes)),
        "updated_at": naive(ago(minutes=minutes)), **fields,
    }  # fmt: skip


class Household(Desk):
    """A desk that can also be run. `made` things are kept, so that what was changed shows."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        stamp = {"created_at": naive(ago(days=20)), "updated_at": naive(ago(days=2)), "account_id": ACCOUNT}
        self.team: list[Wire] = [dict(one) for one in [*USERS, LEFT]]
        self.invited: dict[str, Wire] = {}
        self.boxes = {
            SUPPORT: inbox(SUPPORT, "Support", is_primary=True),
            BILLING: inbox(BILLING, "Billing", is_private=True, description="Invoices and refunds"),
        }
        self.working = {BILLING: [LIN], SUPPORT: []}
        self.looks: dict[str, Wire] = {SUPPORT: {}, BILLING: {"greeting": "Hello!"}}
        self.told = {
            "w1": webhook("w1", "https://hooks.northridge.example/desk"),
            "w2": webhook(
                "w2", "https://old.example/in", disabled_at=zulu(ago(days=1)), disabled_reason="it answered 410 Gone"
            ),
        }
        self.sent = {
            "x1": delivery("x1", "w1", "message:created", "delivered", 200, 4),
            "x2": delivery("x2", "w1", "customer:updated", "abandoned", 503, 900, last_error="answered 503"),
        }
        self.replies = {
            "r1": {**stamp, "id": "r1", "name": "Refund policy", "shortcut": "refund", "inbox_id": None,
                   "content": "Hello {{customer.first_name|there}},\nask within thirty days."},
        }  # fmt: skip
        self.marks = {
            "t1": {**stamp, "id": "t1", "name": "refund", "color": "red", "description": "Money goes back"},
            "t2": {**stamp, "id": "t2", "name": "idea", "color": None, "description": None},
        }
        self.named: Wire = {"id": ACCOUNT, "version": 2, "company_name": "Trailmark", "company_logo_url": None}
        self.named |= {"time_zone": "Europe/Berlin", "settings": {
            "disable_automated_reply_emails": False, "conversation_reminders_enabled": False,
            "conversation_reminder_hours_interval": 72, "max_num_conversation_reminders": 3,
            "deadlines_in_business_hours": None,
        }}  # fmt: skip
        self.shifts: list[Wire] = [{"day": "weekdays", "start_minute": 540, "end_minute": 1020}]
        self.secrets: list[Wire] = []

    async def users(self, *, after: int = 0, limit: int = 100, archived: bool = False) -> Any:
        self._called("users")
        return [one for one in self.team if (archived or one["archived_at"] is None) and one["id"] > after][:limit]

    async def everybody(self, *, after: int = 0, limit: int = 100) -> Any:
        return [one for one in self.team if one["id"] > after][:limit]

    async def standings(self, *, after: int = 0, limit: int = 100) -> Any:
        self._called("standings")
        return [
            {"user_id": one["id"], "last_seen_at": zulu(ago(hours=one["id"])), "second_factor": one["id"] == SAM}
            for one in self.team
        ]

    def _of_team(self, user_id: int, **changes: Any) -> Wire:
        found = next(one for one in self.team if one["id"] == user_id)
        found.update(changes)
        return found

    async def change_role(self, user_id: int, role: str) -> Any:
        self._called("change_role", user_id, role)
        return self._of_team(user_id, role=role)

    async def set_user_disabled(self, user_id: int, disabled: bool) -> Any:
        self._called("set_user_disabled", user_id, disabled)
        return self._of_team(user_id, disabled_at=zulu(self.at) if disabled else None)

    async def archive_user(self, user_id: int) -> Any:
        self._called("archive_user", user_id)
        return self._of_team(user_id, archived_at=zulu(self.at))

    async def sign_user_out(self, user_id: int) -> Any:
        self._called("sign_user_out", user_id)
        return {"ended": 1}

    async def invite(self, email: str | None, role: str) -> Any:
        self._called("invite", email, role)
        id = f"n{len(self.invited)}"
        self.invited[id] = {
            "id": id, "email": email, "role": role, "status": "open", "invited_by": SAM, "created_at": zulu(self.at),
            "expires_at": "2026-03-05T09:42:00Z", "accepted_at": None, "accepted_by": None, "revoked_at": None,
        }  # fmt: skip
        return {**self.invited[id], "token": "t", "link": f"https://desk.example/join#cl_invite_{id}"}

    async def invitations(self, *, after: str | None = None, limit: int = 50) -> Any:
        return Page(list(self.invited.values()), None)

    async def revoke_invitation(self, invitation_id: str) -> Any:
        self._called("revoke_invitation", invitation_id)
        self.invited[invitation_id]["status"] = "revoked"
        return self.invited[invitation_id]

    async def sessions(self) -> Any:
        return []

    async def keys(self) -> Any:
        return []

    async def create_key(self, label: str, *, scopes: Any = ("all",), expires_at: str | None = None) -> Any:
        self._called("create_key", label, list(scopes), expires_at is not None)
        return {"id": "k1", "label": label, "value": "cl_key_shown_once"}

    async def inboxes(self) -> Any:
        self._called("inboxes")
        return list(self.boxes.values())

    async def inbox_members(self, inbox_id: str) -> Any:
        known = {one["id"]: one for one in self.team}
        return [{"user_id": one, "role": "member", "user": known[one]} for one in self.working[inbox_id]]

    async def put_inbox_member(self, inbox_id: str, user_id: int, role: str) -> Any:
        self._called("put_inbox_member", inbox_id, user_id, role)
        self.working[inbox_id].append(user_id)
        return {}

    async def remove_inbox(self, inbox_id: str, *, move_to: str | None = None) -> Any:
        self._called("remove_inbox", inbox_id, move_to)
        return self.boxes.pop(inbox_id)

    async def change_inbox(self, inbox_id: str, fields: Any) -> Any:
        self._called("change_inbox", inbox_id, dict(fields))
        self.boxes[inbox_id].update(fields)
        return self.boxes[inbox_id]

    async def hours(self, inbox_id: str | None = None) -> Any:
        self._called("hours", inbox_id)
        return {
            "inbox_id": None, "version": 7, "inherited": inbox_id is not None, "time_zone": "Europe/Berlin",
            "working_hours": self.shifts, "open": True, "opens_at": None, "closes_at": "2026-03-02T16:00:00Z",
            "holidays": [
                {"name": "Easter", "start_date": "2026-04-03", "end_date": "2026-04-06", "yearly": False, "hours": []}
            ],
        }  # fmt: skip

    async def set_hours(self, fields: Any, inbox_id: str | None = None) -> Any:
        self._called("set_hours", dict(fields), inbox_id)
        return {}

    async def business_context(self, inbox_id: str | None = None) -> Any:
        if inbox_id is not None:
            raise Refused(404, "not_found", "nothing was written for this inbox")
        return {"inbox_id": None, "version": 3, "business_name": "Trailmark",
                "business_description": "Maps for hiking clubs",
                "instructions": None, "services": [], "faqs": [], "scheduling_link": None}  # fmt: skip

    async def put_business_context(self, fields: Any, inbox_id: str | None = None, *, seen: int | None = None) -> Any:
        self._called("put_business_context", dict(fields), inbox_id, seen)
        return {}

    async def widget(self, account_id: str, inbox_id: str) -> Any:
        usual = {
            "title": "Trailmark",
            "color": "#A8492A",
            "greeting": None,
            "theme": "auto",
            "is_branding_hidden": False,
        }
        own = self.looks[inbox_id]
        return {**usual, **own, "version": 5, "defaults": sorted(usual.keys() - own.keys() - {"title"})}

    async def change_widget(self, fields: Any, inbox_id: str | None = None, *, seen: int | None = None) -> Any:
        self._called("change_widget", dict(fields), inbox_id, seen)
        self.looks[inbox_id or SUPPORT].update(fields)
        return {}

    async def entrance(self, inbox_id: str) -> Any:
        return {"inbox_id": inbox_id, "enforce_identity": False, "allowed_origins": ["https://trailmark.example"]}

    async def webhooks(self) -> Any:
        self._called("webhooks")
        return list(self.told.values())

    async def add_webhook(self, url: str, **fields: Any) -> Any:
        self._called("add_webhook", url, fields["events"])
        self.told["w3"] = webhook("w3", url, verified=False, verification_error="answered 404")
        return {**self.told["w3"], "secret": "whsec_shown_once"}

    async def remove_webhook(self, subscription_id: str) -> Any:
        self._called("remove_webhook", subscription_id)
        return self.told.pop(subscription_id)

    async def move_webhook(self, subscription_id: str, move: str) -> Any:
        self._called("move_webhook", subscription_id, move)
        self.told[subscription_id].update({"disabled_at": None, "disabled_reason": None} if move == "enable" else {})
        return self.told[subscription_id]

    async def deliveries(
        self, subscription_id: str, *, status: str | None = None, event: str | None = None, after: str | None = None,
        limit: int = 50,
    ) -> Any:  # fmt: skip
        self._called("deliveries", subscription_id, status)
        rows = [one for one in self.sent.values() if one["subscription_id"] == subscription_id]
        return Page([one for one in rows if status in (None, one["status"])], None)

    async def delivery(self, subscription_id: str, delivery_id: str) -> Any:
        tried = {"at": zulu(ago(minutes=5)), "status": 503, "duration_ms": 41, "error": "answered 503"}
        body = {"event": "customer:updated", "payload": {"name": "Bo \x1b[31mReyes\u202e"}}
        return {**self.sent[delivery_id], "body": body, "history": [tried]}

    async def replay(self, subscription_id: str, delivery_id: str) -> Any:
        self._called("replay", subscription_id, delivery_id)
        self.sent[delivery_id]["status"] = "pending"
        return self.sent[delivery_id]

    async def canned(self, *, inbox_id: str | None = None) -> Any:
        return list(self.replies.values())

    async def add_canned(self, words: Wire) -> Any:
        self._called("add_canned", words)
        self.replies["r2"] = {**self.replies["r1"], "shortcut": None, **words, "id": "r2"}
        return self.replies["r2"]

    async def remove_canned(self, canned_id: str) -> None:
        self._called("remove_canned", canned_id)
        del self.replies[canned_id]

    async def tags(self) -> Any:
        self._called("tags")
        return list(self.marks.values())

    async def change_tag(self, tag_id: str, words: Wire) -> Any:
        self._called("change_tag", tag_id, words)
        self.marks[tag_id].update(words)
        return self.marks[tag_id]

    async def remove_tag(self, tag_id: str) -> None:
        self._called("remove_tag", tag_id)
        del self.marks[tag_id]

    async def counts_of(self, queries: Any, *, unread: bool = False) -> Any:
        self._called("counts_of", *queries)
        return {}, [{"count": 12, "more": False} for _ in queries]

    async def customers(self, **asked: Any) -> Any:
        return Page([{"id": "p1"}, {"id": "p2"}], None)

    async def account(self) -> Any:
        return self.named

    async def change_account(self, account_id: str, fields: Any) -> Any:
        self._called("change_account", dict(fields))
        self.named.update(fields)
        return self.named

    async def identity_keys(self) -> Any:
        return self.secrets

    async def make_identity_key(self) -> Any:
        self._called("make_identity_key")
        self.secrets.append({"id": "s1", "hint": "ab12", "created_at": zulu(self.at)})
        return {**self.secrets[0], "value": "cl_identity_shown_once"}


__all__ = ["BILLING", "LIN", "SAM", "SUPPORT", "VERA", "Household"]
