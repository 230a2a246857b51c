"""From stored messages and hits to what an engine is given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from cairnloop.drafting.request import Author, Evidence, evidence_from, turns_from
from cairnloop.knowledge.evidence import Hit, Source
from tests.drafting.make import START, article, case, reply_to

SOMEBODY = uuid4()


@dataclass
class Stored:
    body: str | None = "hello"
    customer_id: UUID | None = None
    user_id: int | None = None
    private: bool = False
    type: str = "reply"
    created_at: datetime = START


def test_customers_operators_and_bots_speak_as_themselves() -> None:
    stored = [
        Stored("a", customer_id=SOMEBODY),
        Stored("b", user_id=7, created_at=START + timedelta(seconds=1)),
        Stored("c", type="bot", created_at=START + timedelta(seconds=2)),
    ]
    assert [(turn.author, turn.text) for turn in turns_from(stored)] == [
        (Author.CUSTOMER, "a"),
        (Author.OPERATOR, "b"),
        (Author.BOT, "c"),
    ]


def test_private_notes_never_become_turns_whoever_wrote_them() -> None:
    notes = [
        Stored("secret", user_id=7, private=True, type="note"),
        Stored("secret", customer_id=SOMEBODY, private=True),
        Stored("secret", type="bot", private=True),
        Stored("secret", user_id=7, type="note", private=True),
    ]
    assert turns_from([*notes, Stored("public", customer_id=SOMEBODY)])[0].text == "public"
    assert turns_from(notes) == ()


def test_a_note_by_type_is_private_even_if_its_flag_was_lost() -> None:
    assert turns_from([Stored("secret", user_id=7, type="note")]) == ()


def test_messages_without_text_or_author_are_no_turns() -> None:
    assert (
        turns_from([Stored(None, customer_id=SOMEBODY), Stored("  ", customer_id=SOMEBODY), Stored("system line")])
        == ()
    )


def test_the_last_twelve_are_kept_in_order_of_time() -> None:
    stored = [
        Stored(str(index), customer_id=SOMEBODY, created_at=START + timedelta(seconds=index)) for index in range(20)
    ]
    assert [turn.text for turn in turns_from(reversed(stored))] == [str(index) for index in range(8, 20)]


def test_a_long_message_keeps_both_ends() -> None:
    (turn,) = turns_from([Stored("How? " + "x" * 5000 + " Thanks!", customer_id=SOMEBODY)], cap=200)
    assert len(turn.text) <= 200
    assert turn.text.startswith("How?")
    assert turn.text.endswith("Thanks!")


def test_hits_are_numbered_in_their_order_and_keep_their_ids() -> None:
    hits = [
        Hit(Source.ARTICLE, uuid4(), uuid4(), uuid4(), "Title", "Heading", f"text {index}", "", 1.0)
        for index in range(3)
    ]
    evidence = evidence_from(hits)
    assert [one.number for one in evidence] == [1, 2, 3]
    assert [one.chunk_id for one in evidence] == [hit.chunk_id for hit in hits]
    assert evidence[0].label == "Title › Heading"


def test_a_label_does_not_say_the_same_twice() -> None:
    assert article(1, "Refunds", "Refunds", "").label == article(1, "Refunds", "", "").label == "Refunds"


def test_only_articles_may_ground() -> None:
    evidence: tuple[Evidence, ...] = (case(1, "Old", "x"), article(2, "New", "", "y"))
    assert [one.number for one in reply_to("?", evidence=evidence).articles] == [2]
