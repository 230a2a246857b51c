"""Does it agree with itself? Conversations with their messages, drafts with the trail, deadlines with their jobs."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from cairnloop.desk.rules import preview
from cairnloop.drafting.rules import NEXT, DraftAction, DraftStatus
from tests.journey.checking import Outside
from tests.journey.ledger import Ledger
from tests.journey.records import Line, Records, Stored, StoredConversation, StoredDeadline, StoredDraft

STANDING = ("pending", "failed")
ANSWERS = ("first_response", "next_response")
# What a person decides; of each there is one line for every time it was done.
DECISIONS = (
    "draft.approved",
    "draft.edited",
    "draft.discarded",
    "draft.superseded",
    "message.withdrawn",
    "reply.written",
    "note.written",
    "conversation.assigned",
    "conversation.resolved",
    "conversation.reopened",
)
PULLED_BACK = "its reply was undone"
# From which state a draft may come into which. One that is pulled back after it was overtaken never shows as pending.
STEPS = {(str(now), str(then)) for (now, _), then in NEXT.items()} | {
    (str(now), str(DraftStatus.SUPERSEDED)) for (now, action) in NEXT if action is DraftAction.PULL_BACK
}
# How late the check of a deadline may be.
LATE = timedelta(seconds=30)


def inconsistencies(outside: Outside, records: Records, now: datetime) -> list[str]:
    """Everything stored that does not fit together, in words, once all work is done."""
    messages: dict[str, list[Stored]] = {}
    for message in records.messages:
        messages.setdefault(message.conversation_id, []).append(message)
    trail: dict[str, list[Line]] = {}
    for line in records.trail:
        trail.setdefault(line.subject_id, []).append(line)
    return [
        *(said for one in records.conversations for said in _of_conversation(one, messages.get(one.id, ()))),
        *_of_turns(records, messages, trail),
        *_of_drafts(records, messages, trail),
        *_of_deadlines(outside, records, now),
        *_of_the_trail(outside.ledger, records.trail),
        *_of_messages(records.messages, trail),
    ]


def _of_conversation(one: StoredConversation, messages: Sequence[Stored]) -> Iterable[str]:
    """The row of the inbox says what the thread says."""
    said = [message for message in messages if not message.private and message.delivery != "withdrawn"]
    if said and one.preview != preview(said[-1].body):
        yield f"conversation {one.id} previews {one.preview!r} and ends with {preview(said[-1].body)!r}"
    if one.replied != any(message.delivery == "sent" for message in messages):
        yield f"conversation {one.id} says of itself replied={one.replied}"
    if one.closed != (one.status == "closed") or (one.archived and not one.closed):
        yield f"conversation {one.id} is {one.status}, closed={one.closed}, archived={one.archived}"


def _of_turns(
    records: Records, messages: Mapping[str, Sequence[Stored]], trail: Mapping[str, Sequence[Line]]
) -> Iterable[str]:
    """Whose turn it is follows from who wrote last; after a resolution it is nobody's until somebody writes."""
    for one in records.conversations:
        if one.status == "closed":
            if one.awaiting is not None:
                yield f"conversation {one.id} is resolved and awaits the {one.awaiting}"
            continue
        thread = messages.get(one.id, ())
        asked = max((message.seq for message in thread if message.from_customer), default=None)
        answered = max((message.seq for message in thread if message.delivery == "sent"), default=0)
        expected = None if asked is None else "operator" if asked > answered else "customer"
        rested = any(line.action == "conversation.resolved" for line in trail.get(one.id, ()))
        if one.awaiting != expected and not (rested and one.awaiting is None):
            yield f"conversation {one.id} awaits {one.awaiting} and should await {expected}"


def _of_drafts(
    records: Records, messages: Mapping[str, Sequence[Stored]], trail: Mapping[str, Sequence[Line]]
) -> Iterable[str]:
    """Each draft came where it is step by step; what waits for a person still has an unanswered question."""
    standing: dict[str, list[StoredDraft]] = {}
    for draft in records.drafts:
        if draft.status in STANDING:
            standing.setdefault(draft.conversation_id, []).append(draft)
        steps = [line.action.removeprefix("draft.") for line in trail.get(draft.id, ())]
        state = ["pending" if step == "proposed" else step for step in steps]
        for before, after in pairwise(state):
            if (before, after) not in STEPS:
                yield f"draft {draft.id} went from {before} to {after}: {steps}"
        if not state or state[-1] != draft.status:
            yield f"draft {draft.id} is {draft.status}, and its trail says {steps}"
    drafted = {draft.question_id for draft in records.drafts}
    for one in records.conversations:
        if one.status == "open" and one.awaiting == "operator":
            yield from _of_newest(messages.get(one.id, ()), drafted)
        waiting = standing.get(one.id, [])
        ids = [draft.id for draft in waiting]
        if ids != ([] if one.draft_id is None else [one.draft_id]):
            yield f"conversation {one.id} points to the draft {one.draft_id}, and {ids} wait"
        if waiting and one.status != "open":
            yield f"conversation {one.id} is {one.status} and a draft waits"
        for draft in waiting:
            yield from _of_question(draft, messages.get(one.id, ()))


def _of_newest(thread: Sequence[Stored], drafted: Collection[str]) -> Iterable[str]:
    """A question that nobody answered has had its draft, unless somebody began an answer and took it back."""
    newest = [message for message in thread if message.from_customer][-1]
    begun = any(message.seq > newest.seq and not message.private for message in thread)
    if newest.id not in drafted and not begun:
        yield f"nobody answered {newest.id} of {newest.conversation_id}, and no draft was made"


def _of_question(draft: StoredDraft, thread: Sequence[Stored]) -> Iterable[str]:
    asked = [message.seq for message in thread if message.id == draft.question_id]
    later = [message for message in thread if asked and message.seq > asked[0] and not message.private]
    if not asked or any(message.from_customer for message in later):
        yield f"draft {draft.id} waits and does not answer the newest question"
    if any(message.delivery not in ("received", "withdrawn") for message in later):
        yield f"draft {draft.id} waits, though somebody has answered"


def _of_deadlines(outside: Outside, records: Records, now: datetime) -> Iterable[str]:
    """A promise runs while it is owed, once, and one job looks at it; a broken one stands in the trail once."""
    checks = Counter(outside.checks)
    newest: dict[tuple[str, str], StoredDeadline] = {}
    running: Counter[tuple[str, str]] = Counter()
    breached: Counter[tuple[str, str]] = Counter()
    for one in records.deadlines:
        of = one.conversation_id, one.target
        newest[of] = one
        running[of] += one.status == "active"
        breached[one.conversation_id, f"{one.target.replace('_', ' ')} was due"] += one.status == "breached"
        if checks[one.id] > 1 or (one.status == "active" and not checks[one.id]):
            yield f"the {one.target} of {one.conversation_id} is {one.status}, and {checks[one.id]} jobs look at it"
        if one.status == "active" and one.due_at < now - LATE:
            yield f"the {one.target} of {one.conversation_id} was due at {one.due_at} and nobody looked"
        if one.status == "breached" and (one.completed_at is None or one.completed_at < one.due_at):
            yield f"the {one.target} of {one.conversation_id} was called late before it was"
        if one.status == "fulfilled" and (one.completed_at is None or one.completed_at > one.due_at):
            yield f"the {one.target} of {one.conversation_id} was kept at {one.completed_at}, due at {one.due_at}"
    yield from (f"the {target} of {thread} runs {n} times" for (thread, target), n in running.items() if n > 1)
    told = Counter((line.subject_id, line.reason or "") for line in records.trail if line.action == "deadline.breached")
    for of in breached.keys() | told.keys():
        if breached[of] != told[of]:
            yield f"{of[0]}: {of[1]} {breached[of]} times, and the trail says so {told[of]} times"
    for conversation in records.conversations:
        yield from _of_promises(conversation, newest)


def _of_promises(one: StoredConversation, newest: Mapping[tuple[str, str], StoredDeadline]) -> Iterable[str]:
    last = {target: newest[one.id, target].status for target in (*ANSWERS, "resolution") if (one.id, target) in newest}
    answers = [last[target] for target in ANSWERS if target in last]
    if one.status == "closed" and "active" in last.values():
        yield f"conversation {one.id} is resolved and its deadlines are {last}"
    if one.status == "open" and one.awaiting == "customer" and "active" in answers:
        yield f"conversation {one.id} is answered and its deadlines are {last}"
    if one.status == "open" and one.awaiting == "operator":
        if not {"active", "breached"} & set(answers):
            yield f"conversation {one.id} waits for an answer and its deadlines are {last}"
        if last.get("resolution") not in ("active", "breached"):
            yield f"conversation {one.id} is open and its deadlines are {last}"


def _of_the_trail(ledger: Ledger, trail: Sequence[Line]) -> Iterable[str]:
    """A line for every decision, as often as it was made, and for none that was not."""
    lines = Counter(
        (line.actor_id, line.action, line.subject_id)
        for line in trail
        if line.actor_kind == "user" and line.action in DECISIONS and line.reason != PULLED_BACK
    )
    for deed in lines.keys() | ledger.deeds.keys():
        least, most = ledger.deeds[deed], ledger.deeds[deed] + ledger.doubts[deed]
        if not least <= lines[deed] <= most:
            user, action, subject = deed
            yield f"{action} of {subject} by {user} was done {least} to {most} times and stands {lines[deed]} times"


def _of_messages(messages: Sequence[Stored], trail: Mapping[str, Sequence[Line]]) -> Iterable[str]:
    """Every answer has somebody behind it: who wrote it, who approved its draft, or the policy that did."""
    for one in messages:
        if one.from_customer or one.private:
            continue
        about = trail.get(one.draft_id or one.id, ())
        wanted = ("draft.approved", "draft.edited") if one.draft_id else ("reply.written",)
        if not any(line.action in wanted and line.actor_kind in ("user", "policy") for line in about):
            yield f"nobody in the trail let the answer {one.id} go"
        taken_back = sum(line.action == "message.withdrawn" for line in trail.get(one.id, ()))
        if taken_back != (one.delivery == "withdrawn"):
            yield f"the answer {one.id} is {one.delivery}, and the trail took it back {taken_back} times"
