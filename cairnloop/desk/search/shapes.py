"""What was found as the wire shows it: the conversation, its best message, and where the words stand."""

from collections.abc import Sequence

from cairnloop.desk.search.rules import Ranked
from cairnloop.desk.search.words import Clause, spelt
from cairnloop.desk.shapes import text
from cairnloop.desk.tables import Message
from cairnloop.wire.desk import ConversationRowOut
from cairnloop.wire.excerpts import Find, excerpt, one_line
from cairnloop.wire.found import FoundOut
from cairnloop.wire.people import naive
from cairnloop.wire.tokens import composed, tokens

# More finds in one text tell nobody more.
MOST_FINDS = 100


def found_out(row: ConversationRowOut, message: Message, ranked: Ranked, clauses: Sequence[Clause]) -> FoundOut:
    line = one_line(composed(message.body))
    subject = None if row["subject"] is None else one_line(composed(row["subject"]))
    customer = row["customer"]
    named = " | ".join(composed(customer[name] or "") for name in ("name", "email", "external_id"))
    inside = finds(line, clauses)
    above = finds(subject or "", clauses)
    places = {"message": inside, "subject": above, "customer": finds(named, clauses)}
    return {
        "conversation": row,
        "message": {
            "id": str(message.id),
            "seq": message.seq,
            "created_at": naive(message.created_at),
            "type": message.type,
            "private": message.private,
            "user_id": message.user_id,
            "customer_id": text(message.customer_id),
            "excerpt": excerpt(line, inside),
        },
        "messages": ranked.messages,
        "found_in": [name for name, found in places.items() if found],
        "subject": None if subject is None else excerpt(subject, above),
        "score": ranked.score,
    }


def finds(line: str, clauses: Sequence[Clause]) -> list[Find]:
    """Where the words of these clauses stand in a text."""
    there = [(spelt(token.word), token) for token in tokens(line)]
    found: list[Find] = []
    for number, clause in enumerate(clauses):
        if clause.excluded:
            continue
        *before, last = clause.words
        for at in range(len(there) - len(before)):
            word = there[at + len(before)][0]
            ends = word.startswith(last) if clause.begins else word == last
            if ends and all(there[at + ahead][0] == one for ahead, one in enumerate(before)):
                found.append(Find(str(number), there[at][1].start, there[at + len(before)][1].end))
        if len(found) >= MOST_FINDS:
            break
    return found[:MOST_FINDS]
