"""What an option may be, beside what the daemon knows: the command line names each value itself."""

from enum import StrEnum
from typing import Any, get_args

import pytest

from cairnloop.cli import conversations, drafts, inboxes, jobs, kb, users, webhooks
from cairnloop.desk import rules as desk
from cairnloop.desk.lists.filters import Section
from cairnloop.drafting.policy import Policy
from cairnloop.drafting.rules import DraftStatus
from cairnloop.kernel.jobs.port import JobState
from cairnloop.knowledge.rules import ArticleStatus
from cairnloop.people.permissions import Role
from cairnloop.wire.webhooks import EventName


@pytest.mark.parametrize(
    ("choices", "known"),
    [
        (conversations.Section, Section),
        (conversations.Status, desk.Status),
        (drafts.Status, DraftStatus),
        (inboxes.Policy, Policy),
        (jobs.State, JobState),
        (kb.Status, ArticleStatus),
        (users.Role, Role),
    ],
)
def test_the_choices_are_those_of_the_daemon(choices: Any, known: type[StrEnum]) -> None:
    assert set(get_args(choices)) == set(known)


def test_the_events_are_those_of_the_daemon() -> None:
    assert set(webhooks.Event) == set(get_args(EventName))
