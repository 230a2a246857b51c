"""Published objects have every field that published clients read, under its name."""

from typing import Any

from tests import make
from tests.house import House

USER = "id object email created_at disabled_at archived_at full_name display_name profile_photo_url role"
MESSAGE = (
    "id object body type content_type private source created_at sent_at seen_at conversation_id account_id customer_id "
    "user_id user attachments metadata"
)
CUSTOMER_BASIC = (
    "id object name email created_at updated_at phone external_id profile_photo_url company_id host pathname "
    "current_url browser os metadata title"
)
CUSTOMER = f"{CUSTOMER_BASIC} first_seen last_seen_at ip time_zone"
CONVERSATION_BASIC = (
    "id object source created_at closed_at last_activity_at status read priority subject account_id customer_id "
    "assignee_id inbox_id metadata"
)
CONVERSATION = f"{CONVERSATION_BASIC} customer messages tags mentions"
ACCOUNT_BRIEF = (
    "id object company_name company_logo_url time_zone subscription_plan settings working_hours "
    "is_outside_working_hours current_minutes_since_midnight"
)
WIDGET_SETTINGS = (
    "id object created_at updated_at title subtitle color greeting new_message_placeholder show_agent_availability "
    "agent_available_text agent_unavailable_text require_email_upfront is_open_by_default custom_icon_url "
    "iframe_url_override icon_variant email_input_placeholder new_messages_notification_text is_branding_hidden "
    "base_url away_message inbox_id account"
)
FILE = "id object file_url content_type filename"
TAG = "id object created_at updated_at name description color"
NOTE = "id object body content_type customer_id author_id author created_at updated_at"
COMPANY = (
    "id object name created_at updated_at account_id external_id website_url description logo_image_url industry "
    "slack_channel_id slack_channel_name slack_team_id slack_team_name metadata"
)
CANNED_RESPONSE = "id name content"
PERSONAL_API_KEY = "id object label value last_used_at account_id user_id"
EVENT_SUBSCRIPTION = "id object created_at updated_at webhook_url verified account_id scope"
ISSUE = "id object created_at updated_at title body state github_issue_url closed_at account_id creator_id assignee_id"
INBOX = "id object name description slug is_primary is_private account_id"
ONBOARDING = (
    "has_configured_inbox has_configured_profile has_invited_teammates has_integrations has_upgraded_subscription"
)


def lacking(shape: dict[str, Any], published: str, kind: str | None = None) -> set[str]:
    if kind is not None:
        assert shape["object"] == kind
    return set(published.split()) - set(shape)


async def test_what_pages_read(house: House) -> None:
    desk, page = house.desk, house.visitor
    asked = {"account_id": str(desk.account_id)}
    settings = (await page.get("/api/widget_settings", params=asked)).json()["data"]
    assert not lacking(settings, WIDGET_SETTINGS, "widget_settings")
    assert not lacking(settings["account"], ACCOUNT_BRIEF, "account")
    met = (await page.post("/api/customers", json={"customer": {**asked, "name": "Bo"}})).json()["data"]
    assert not lacking(met, CUSTOMER, "customer")
    mine = {**asked, "customer_id": met["id"]}
    opened = await page.post("/api/conversations", json={"conversation": mine, "message": {"body": "Hello?"}})
    assert not lacking(opened.json()["data"], CONVERSATION_BASIC, "conversation")
    [conversation] = (await page.get("/api/conversations/customer", params=mine)).json()["data"]
    assert not lacking(conversation, f"{CONVERSATION_BASIC} customer messages", "conversation")
    [message] = conversation["messages"]
    assert not lacking(message, f"{MESSAGE} customer", "message")
    assert not lacking(message["customer"], CUSTOMER_BASIC, "customer")
    upload = {"file": ("a.txt", b"words", "text/plain")}
    file = (await page.post("/api/upload", data=asked, files=upload)).json()["data"]
    assert not lacking(file, FILE, "file")


async def test_what_operators_read(house: House) -> None:
    desk, sam = house.desk, await house.client()
    thread = await desk.conversation()
    await desk.says(thread, "Hello?")
    words = {"body": "Hi Ada", "conversation_id": str(thread.id), "undo_seconds": 0}
    said = (await sam.post("/api/messages", json={"message": words})).json()["data"]
    assert not lacking(said, MESSAGE, "message")
    assert not lacking(said["user"], USER, "user")
    shown = (await sam.get(f"/api/conversations/{thread.id}")).json()["data"]
    assert not lacking(shown, CONVERSATION, "conversation")
    assert not lacking(shown["customer"], CUSTOMER, "customer")
    key = (await sam.post("/api/personal_api_keys", json={"label": "x"})).json()["data"]
    assert not lacking(key, PERSONAL_API_KEY, "personal_api_key")
    for listed in (await sam.get("/api/personal_api_keys")).json()["data"]:
        assert lacking(listed, PERSONAL_API_KEY, "personal_api_key") == {"value"}
    profile = (await sam.get("/api/profile")).json()["data"]
    assert not lacking(profile, USER, "user_profile")
    [inbox] = (await sam.get("/api/inboxes")).json()["data"]
    assert not lacking(inbox, INBOX, "inbox")
    status = (await sam.get("/api/onboarding_status")).json()
    assert not lacking(status, ONBOARDING)
    assert not lacking(status["data"], ONBOARDING)


async def test_what_is_made_is_answered_with_its_fields(house: House) -> None:
    sam = await house.client()
    await make.webhook(house.s.db, house.desk.account_id)
    of = {"customer_id": str(house.desk.customer_id)}
    made: list[tuple[str, str, dict[str, Any], str]] = [
        ("tag", "tags", {"name": "VIP"}, TAG),
        ("company", "companies", {"name": "Acme"}, COMPANY),
        ("canned_response", "canned_responses", {"name": "Hi", "content": "Hello"}, CANNED_RESPONSE),
        ("issue", "issues", {"title": "No dark mode"}, ISSUE),
        ("note", "notes", {"body": "Prefers mail", **of}, NOTE),
        ("inbox", "inboxes", {"name": "Billing"}, INBOX),
    ]
    for kind, path, words, published in made:
        answer = await sam.post(f"/api/{path}", json={kind: words})
        assert answer.status_code == 201, answer.text
        shape = answer.json()["data"]
        changed = await sam.patch(f"/api/{path}/{shape['id']}", json={kind: words if kind != "note" else {"body": "x"}})
        assert changed.status_code == 200, changed.text
        listed = (await sam.get(f"/api/{path}")).json()["data"]
        for one in (shape, changed.json()["data"], *listed):
            assert not lacking(one, published, kind), path
    [subscription] = (await sam.get("/api/event_subscriptions")).json()["data"]
    assert not lacking(subscription, EVENT_SUBSCRIPTION, "event_subscription")
