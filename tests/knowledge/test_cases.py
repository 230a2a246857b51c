"""Resolved conversations as cases."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database
from cairnloop.knowledge.cases import Spoken, forget_case, get_case, index_case, schedule_index, summarise
from cairnloop.knowledge.events import CaseIndexed
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.search import search
from tests.knowledge.conftest import new_account

WHEN = datetime(2026, 3, 1, tzinfo=UTC)
TALK = [
    Spoken(True, "Hi!\nThe upload hangs at 80%. My mail is eva@example.org.\nThanks\nEva"),
    Spoken(True, "It is a GPX file."),
    Spoken(False, "Please split the file and try again."),
    Spoken(True, "That worked!"),
    Spoken(False, "Glad to hear. Call +49 170 1234567 if it hangs again."),
]


def test_a_summary_keeps_the_question_and_the_answers_without_people() -> None:
    summary = summarise("Upload", TALK)
    assert summary is not None
    assert summary.problem == "The upload hangs at 80%. My mail is [e-mail].\nIt is a GPX file."
    assert summary.resolution.startswith("Please split the file")
    assert "That worked" not in summary.resolution
    assert "[number]" in summary.resolution
    assert summary.redactions == 2


def test_a_conversation_nobody_answered_teaches_nothing() -> None:
    assert summarise("Upload", TALK[:2]) is None
    assert summarise("Upload", TALK[2:3]) is None
    assert summarise("Upload", []) is None


def test_a_case_without_a_subject_is_named_after_its_question() -> None:
    summary = summarise(" ", TALK)
    assert summary is not None
    assert summary.subject.startswith("The upload hangs")
    assert "eva@" not in summary.subject


async def test_a_case_is_found_by_its_account_and_running_twice_keeps_one(database: Database, account_id: UUID) -> None:
    conversation_id = uuid4()
    for _ in range(2):
        async with database.begin() as tx:
            await index_case(tx, account_id, conversation_id, "Upload", TALK, WHEN)
    stranger = await new_account(database, "Stranger")
    async with database.read() as tx:
        hits = await search(tx, account_id, "upload hangs")
        assert {hit.owner_id for hit in hits} == {conversation_id}
        assert {hit.source for hit in hits} == {Source.CASE}
        assert await search(tx, stranger, "upload hangs") == []
        case = await get_case(tx, account_id, conversation_id)
        with pytest.raises(NotFound):
            await get_case(tx, stranger, conversation_id)
    assert case.redactions == 2
    assert case.resolved_at == WHEN


async def test_a_case_that_teaches_nothing_any_more_is_forgotten(database: Database, account_id: UUID) -> None:
    conversation_id = uuid4()
    async with database.begin() as tx:
        await index_case(tx, account_id, conversation_id, "Upload", TALK, WHEN)
        await index_case(tx, account_id, conversation_id, "Upload", TALK[:2], WHEN)
        assert await search(tx, account_id, "upload hangs") == []
        await forget_case(tx, account_id, conversation_id)


async def test_resolving_schedules_one_job_a_conversation(database: Database, account_id: UUID) -> None:
    event = CaseIndexed(account_id, uuid4())
    async with database.begin() as tx:
        await schedule_index(tx, [event, event])
    assert database.jobs is not None
    async with database.read() as tx:
        assert (await database.jobs.counts(tx))["due"] == 1
