"""Decisions written down and read again."""

import json
from typing import Any

import pytest

from cairnloop.tui.state.kept import read, written
from cairnloop.tui.state.outbox import Decision, Outbox, Verb
from tests.tui.make import draft


def decision(**fields: Any) -> Decision:
    given: dict[str, Any] = {
        "key": "k1",
        "verb": Verb.APPROVE,
        "draft": draft("d1", version=3),
        "to": "Ada Park",
        **fields,
    }
    return Decision(**given)


@pytest.mark.parametrize(
    "one",
    [
        decision(late=True),
        decision(verb=Verb.EDIT, words="Our own, “so”.", late=True),
        decision(verb=Verb.ESCALATE, words="money", colleague=(2, "Lin"), late=True, tries=2),
        decision(verb=Verb.REPLY, words="Let me look.", late=True),
    ],
)
def test_what_is_written_can_be_read_and_is_about_the_same_version(one: Decision) -> None:
    (said,) = json.loads(json.dumps(written(Outbox((one,)))))
    again = read(said)
    assert (again.key, again.verb, again.words, again.to) == (one.key, one.verb, one.words, one.to)
    assert (again.colleague, again.tries, again.late) == (one.colleague, one.tries, True)
    assert (again.draft.id, again.draft.version, again.draft.conversation_id) == ("d1", 3, "c1")
    assert again.draft.created_at == one.draft.created_at


def test_what_customers_and_drafts_say_is_not_written_down() -> None:
    said = json.dumps(written(Outbox((decision(draft=draft(body="Our plans cost more."), late=True),))))
    assert "plans" not in said


def test_only_what_waits_for_the_connection_is_written_down() -> None:
    assert written(Outbox((decision(),))) == []
    assert len(written(Outbox((decision(tries=1),)))) == 1


def test_one_that_is_under_way_may_have_arrived() -> None:
    (said,) = written(Outbox((decision(late=True),), under_way="k1"))
    assert read(said).tries == 1
