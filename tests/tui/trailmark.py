"""The desk of Trailmark, a small company that makes maps for hiking clubs: its people, customers and conversations."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

NOW = datetime(2026, 3, 2, 10, 42, tzinfo=timezone(timedelta(hours=1)))
ACCOUNT = "0b9f3a52-6f0e-4c0d-9a0e-3f6f3c1d8a11"
SAM, LIN, VERA = 1, 2, 3


def naive(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def zulu(at: datetime) -> str:
    return f"{naive(at)}Z"


def ago(**amount: float) -> datetime:
    return NOW - timedelta(**amount)


def user(user_id: int, name: str, role: str) -> dict[str, Any]:
    return {
        "id": user_id,
        "object": "user",
        "email": f"{name.split()[0].lower()}@trailmark.example",
        "created_at": naive(ago(days=90)),
        "disabled_at": None,
        "archived_at": None,
        "full_name": name,
        "display_name": name.split()[0],
        "profile_photo_url": None,
        "role": role,
    }


USERS = [user(SAM, "Sam Okafor", "admin"), user(LIN, "Lin Osei", "member"), user(VERA, "Vera Brandt", "viewer")]

# name, e-mail, facts of the host application, time zone, page
PEOPLE: list[tuple[str, str | None, dict[str, Any], str, str]] = [
    ("Ada Park", "ada@northridge.example", {"plan": "Club", "members": 214}, "Europe/Berlin", "/settings/data"),
    ("Bo Reyes", "bo@summitwalkers.example", {"plan": "Trail", "members": 18}, "America/Denver", "/billing/invoices"),
    ("Mina Laurent", "mina@sentiers.example", {"plan": "Club", "members": 96}, "Europe/Paris", "/maps/offline"),
    ("Tomasz Zieliński", "tomasz@tatry.example", {"plan": "Federation"}, "Europe/Warsaw", "/admin/sign-in"),
    ("Priya Nair", None, {}, "Asia/Kolkata", "/"),
    ("Jonas Weber", "jonas@alpenverein.example", {"plan": "Club", "members": 41}, "Europe/Vienna", "/reports"),
    ("Grace Whitfield", "grace@fellrunners.example", {"plan": "Trail"}, "Europe/London", "/trails/import"),
    ("Héctor Ibáñez", "hector@senderos.example", {"plan": "Club"}, "Europe/Madrid", "/work-parties"),
]

# person, minutes since the last word, subject, question, draft kind, minutes until (or since, negative) the deadline
ASKED: list[tuple[int, float, str | None, str, str | None, float | None]] = [
    (
        0,
        132,
        "Moving our data to the EU",
        "Hello! Our board decided that our data has to be kept in Europe. How do we move it from Ohio to Frankfurt, "
        "and what happens to the QR codes on our signposts?",
        "reply",
        -12,
    ),
    (1, 18, None, "Can I get February refunded? We were charged twice for the Trail plan.", "reply", 102),
    (
        2,
        41,
        "Grey grid offline",
        "Since this morning the map is only a grey grid when I have no signal.",
        "clarification",
        19,
    ),
    (
        3,
        64,
        "SSO",
        "Nobody in our federation can sign in since you rotated the certificate. 400 people!",
        "escalation",
        56,
    ),
    (4, 3, None, "hi, is there a discount for non-profits?", None, 117),
    (
        5,
        190,
        "Condition reports",
        "Thanks, that worked. One more thing: can reports be hidden until we have read them?",
        None,
        8,
    ),
    (6, 1500, "GPX import", "The import says “no track points” but the file opens in other programs.", None, None),
]
BODY = (
    "You can move your club to the other region: an owner asks for it under Settings → Data → Region. "
    "We agree on a night with you, and the club is read-only for one to three hours. "
    "Addresses, QR codes and API keys stay the same, so your signposts keep working."
)
REFUND = (
    "We are sorry about the double charge. A charge that was made twice is paid back in full within five working days, "
    "to the card it came from. You find the credit note under Billing → Invoices."
)
CLARIFY = (
    "To give you the right answer: is this about “Nothing but a grey grid” or about “Keep it fresh”? "
    "If it is neither, a sentence on what you were trying to do helps us most."
)
HAND_OVER = (
    "We do not have a sure answer to this, so we are passing it to a colleague rather than guessing. "
    "Everything you wrote goes with it; you do not need to repeat anything."
)
REGION = {
    "number": 1,
    "source": "article",
    "title": "Where your data is stored and how to move it",
    "heading": "Move to the other region",
    "text": "Owners can ask for a move under Settings → Data → Region. We agree on a night; the club is read-only for "
    "one to three hours. Addresses, QR codes and API keys stay the same. A move is free once a year.",
    "url": None,
    "article_id": "a1",
    "revision_id": "r1",
    "conversation_id": None,
    "why": ["the words region, move, data", "the heading says it"],
}
CASE = {
    "number": 2,
    "source": "case",
    "title": "Move from Ohio to Frankfurt before a members' meeting",
    "heading": "",
    "text": "The club moved on a Tuesday night; printed QR codes kept working. The old copy was erased after 30 days.",
    "url": None,
    "article_id": None,
    "revision_id": None,
    "conversation_id": "c-old",
    "why": ["the words Ohio, Frankfurt, QR codes"],
}
GRID = {
    **REGION,
    "title": "Use maps without a connection",
    "heading": "Nothing but a grey grid",
    "text": "You have zoomed in further than was downloaded. Zoom out, or download the area again with Detailed on.",
}
MONEY = {
    **REGION,
    "title": "Refunds",
    "heading": "Charged twice",
    "text": "A charge made twice is paid back in full within five working days, to the card it came from.",
}

DRAFTS: dict[str, dict[str, Any]] = {
    "Moving our data to the EU": {
        "body": BODY,
        "evidence": [REGION, CASE],
        "citations": [
            {"start": 0, "end": BODY.index("We agree") - 1, "evidence": [1]},
            {"start": BODY.index("We agree"), "end": BODY.index("Addresses") - 1, "evidence": [1]},
            {"start": BODY.index("Addresses"), "end": len(BODY), "evidence": [1, 2]},
        ],
        "summary": "Quoted from “Where your data is stored and how to move it › Move to the other region” [1].",
        "grounding": "an article speaks of moving regions and of QR codes",
        "confidence": 0.86,
    },
    "": {
        "body": REFUND,
        "evidence": [MONEY],
        "citations": [{"start": 38, "end": REFUND.index("You find") - 1, "evidence": [1]}],
        "summary": "Quoted from “Refunds › Charged twice” [1].",
        "grounding": "an article speaks of charges made twice",
        "confidence": 0.71,
        "notes": ["the customer asks for February; the article does not speak of months"],
    },
    "Grey grid offline": {
        "body": CLARIFY,
        "evidence": [GRID],
        "summary": "Two articles could be meant, so the customer is asked.",
        "grounding": "two passages fit about equally well",
        "confidence": 0.44,
    },
    "SSO": {
        "body": HAND_OVER,
        "evidence": [],
        "summary": "No article speaks of rotated certificates; 400 people are locked out. Please take this one.",
        "grounding": "no passage answers it",
        "confidence": 0.08,
    },
}
