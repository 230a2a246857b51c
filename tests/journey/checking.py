"""Did it hold? What people outside were promised, held against what is stored, shown and still to be done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cairnloop.desk.lists.threads import THREAD_PAGE
from cairnloop.kernel.jobs.retry import CUT_SHORT
from tests.journey.customers import Acknowledged, Presence
from tests.journey.ledger import Ledger
from tests.journey.records import Stored

VISIBLE = ("received", "sent")
# A draft whose daemon was killed under it again and again is given up in the open: operators are asked to answer.
CUT_SHORT_DRAFT = f"draft: {CUT_SHORT}"


@dataclass
class Outside:
    """What people outside know to be true."""

    acknowledged: Mapping[str, Acknowledged] = field(default_factory=dict)
    """By the customers' own client ids, of all conversations."""
    ledger: Ledger = field(default_factory=Ledger)
    heard: Counter[str] = field(default_factory=Counter)
    """How often each message of the desk arrived live."""
    present: Sequence[Presence] = ()
    """When which conversation was open on a connected page."""
    hearing_seconds: float = 5.0
    """How long after its time of sending a message may take to be heard."""
    histories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By conversation, the ids a customer's page shows after a reload."""
    contradicted: Sequence[str] = ()
    jobs: Mapping[str, int] = field(default_factory=dict)
    """Jobs by state at the end, with `due` among them."""
    checks: Sequence[str] = ()
    """The deadlines that waiting jobs will look at, as often as they will."""
    dead: Sequence[str] = ()
    """Kind and last error of the jobs that were given up."""


def violations(outside: Outside, stored: Sequence[Stored]) -> list[str]:
    """Every promise that was broken, in words. None is what we want."""
    return [
        *outside.contradicted,
        *outside.ledger.contradicted,
        *_of_customers(outside, [one for one in stored if one.from_customer]),
        *_of_the_desk(outside, [one for one in stored if not one.from_customer and not one.private]),
        *_of_notes(outside, [one for one in stored if one.private]),
        *_of_what_was_shown(outside, stored),
        *_of_what_was_heard(outside, stored),
        *_of_jobs(outside),
    ]


def _of_customers(outside: Outside, stored: Sequence[Stored]) -> Iterable[str]:
    """Acknowledged means stored, once, as it was written; and nothing is stored that nobody wrote."""
    by_key: dict[str, list[Stored]] = {}
    for one in stored:
        by_key.setdefault(one.client_id or "", []).append(one)
    for key, promised in outside.acknowledged.items():
        found = by_key.get(key, [])
        if len(found) != 1:
            yield f"acknowledged message {key} is stored {len(found)} times"
        elif Acknowledged(found[0].conversation_id, found[0].id, found[0].body) != promised:
            yield f"acknowledged message {key} is stored as something else"
    for key in by_key.keys() - outside.acknowledged.keys():
        yield f"a customer's message {key or 'without a key'} is stored that nobody was told of"


def _of_the_desk(outside: Outside, stored: Sequence[Stored]) -> Iterable[str]:
    """What was approved or written left, once; what was undone or never decided did not."""
    ledger = outside.ledger
    decided = ledger.approved.keys() | ledger.written
    by_id = {one.id: one for one in stored}
    for message_id in decided - by_id.keys():
        yield f"the answer {message_id} was promised and is not stored"
    for one in stored:
        if one.id not in decided:
            yield f"the answer {one.id} was never approved or written ({one.delivery})"
        expected = "withdrawn" if one.id in ledger.undone else "sent"
        if one.delivery != expected:
            yield f"the answer {one.id} should be {expected} and is {one.delivery}"
        if one.draft_id in ledger.discarded and one.delivery != "withdrawn":
            yield f"the answer {one.id} comes from a discarded draft"
    sent = Counter(one.draft_id for one in stored if one.delivery == "sent" and one.draft_id is not None)
    for draft_id, times in sent.items():
        if times > 1:
            yield f"the draft {draft_id} was sent {times} times"
    keys = Counter((one.conversation_id, one.client_id) for one in stored if one.client_id is not None)
    for (_, key), times in keys.items():
        if times > 1:
            yield f"the operator's message {key} is stored {times} times"


def _of_notes(outside: Outside, stored: Sequence[Stored]) -> Iterable[str]:
    """A note is kept once, for colleagues only."""
    times = Counter(one.id for one in stored)
    for message_id in outside.ledger.noted - times.keys():
        yield f"the note {message_id} was promised and is not stored"
    for one in stored:
        if one.id not in outside.ledger.noted or one.delivery != "kept":
            yield f"the note {one.id} was never written, or is {one.delivery}"
        if one.id in outside.heard or one.id in outside.histories.get(one.conversation_id, ()):
            yield f"a customer saw the note {one.id}"


def _of_what_was_shown(outside: Outside, stored: Sequence[Stored]) -> Iterable[str]:
    """A customer's page shows exactly what they wrote and what was sent to them, each once and in order."""
    for conversation_id, shown in outside.histories.items():
        thread = [one for one in stored if one.conversation_id == conversation_id and not one.private]
        expected = [one.id for one in thread if one.delivery in VISIBLE][-THREAD_PAGE:]
        if list(shown) != expected:
            twice = sum(times - 1 for times in Counter(shown).values())
            yield f"conversation {conversation_id} shows {len(shown)} messages ({twice} twice), not {len(expected)}"


def _of_what_was_heard(outside: Outside, stored: Sequence[Stored]) -> Iterable[str]:
    """What was sent is heard once on a page that was open and connected, and nothing else is."""
    sent = {one.id for one in stored if one.delivery == "sent"}
    for message_id, times in outside.heard.items():
        if message_id not in sent:
            yield f"a customer heard {message_id}, which was not sent"
        if times > 1:
            yield f"a customer heard {message_id} {times} times"
    pages: dict[str, list[Presence]] = {}
    for one in outside.present:
        pages.setdefault(one.conversation_id, []).append(one)
    for message in stored:
        if message.id not in sent or message.from_customer or message.id in outside.heard or message.sent_at is None:
            continue
        at = message.sent_at.timestamp()
        if any(
            page.since <= at <= page.until - outside.hearing_seconds for page in pages.get(message.conversation_id, ())
        ):
            yield f"nobody heard {message.id}, though the page was open when it was sent"


def _of_jobs(outside: Outside) -> Iterable[str]:
    for state in ("due", "running"):
        if outside.jobs.get(state, 0):
            yield f"{outside.jobs[state]} jobs are {state}"
    for job, times in Counter(outside.dead).items():
        if job != CUT_SHORT_DRAFT:
            yield f"{times} jobs are dead of {job}"
