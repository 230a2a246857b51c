"""Issues: opened, changed and told to whoever listens, and who waits for them."""

import pytest

from cairnloop.desk.issue import issues, links
from cairnloop.desk.issue.issues import Asked
from cairnloop.desk.issue.rules import State
from cairnloop.desk.topics import issues as waiting_for
from cairnloop.desk.topics import operators
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database
from cairnloop.wire.issues import IssueChangeWords, NewIssueWords
from tests import make
from tests.fakes import Ear, FixedClock


async def test_whoever_waits_hears_of_every_change_once(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    ear, lobby = Ear(database.hub, operators(desk.account_id)), Ear(database.hub, waiting_for(desk.customer_id))
    issue = await issues.open_issue(database, NewIssueWords(title="No dark mode"), desk.sam)
    for _ in range(2):
        [linked] = await links.link(database, desk.customer_id, issue.id, desk.sam)
    clock.advance(minutes=5)
    words = IssueChangeWords.model_validate({"state": "done", "assignee_id": desk.sam.user_id})
    for _ in range(2):
        done = await issues.change_issue(database, issue.id, words, desk.sam)
    assert (linked["title"], done.finished_at, done.closed_at) == ("No dark mode", clock.now(), None)
    assert [(one.event, one.payload["state"]) for one in lobby.heard] == [
        ("issue:created", "unstarted"),
        ("issue:updated", "done"),
    ]
    assert await links.unlink(database, desk.customer_id, issue.id, desk.sam) == []
    await issues.remove_issue(database, issue.id, desk.sam)
    assert ear.events() == ["issue:created", *["issue:updated"] * 3, "issue:deleted"]
    assert len(lobby.heard) == 2


async def test_lists_are_narrowed_and_another_accounts_issues_are_not_there(
    database: Database, clock: FixedClock
) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    made = {}
    for title, state in (("A", "done"), ("B", "unstarted"), ("C", "done")):
        clock.advance(minutes=1)
        words = NewIssueWords.model_validate(
            {"title": title, "state": state, "github_issue_url": f"https://git.example/{title}"}
        )
        made[title] = await issues.open_issue(database, words, desk.sam)
    await links.link(database, desk.customer_id, made["A"].id, desk.sam)
    async with database.read() as tx:
        for asked, found in (
            (Asked(), "CBA"),
            (Asked(State.DONE), "CA"),
            (Asked(customer_id=desk.customer_id), "A"),
            (Asked(github_issue_url="https://git.example/B"), "B"),
            (Asked(State.CLOSED), ""),
        ):
            rows = await issues.list_issues(tx, desk.account_id, asked)
            assert "".join(row.title for row in rows) == found, asked
        first = (await issues.list_issues(tx, desk.account_id, Asked(), limit=1))[0]
        rest = await issues.list_issues(tx, desk.account_id, Asked(), before=(first.created_at, first.id))
        assert [row.title for row in rest] == ["B", "A"]
        assert await issues.list_issues(tx, other.account_id, Asked()) == []
    for customer_id, issue_id, by in (
        (desk.customer_id, made["A"].id, other.sam),
        (other.customer_id, made["A"].id, desk.sam),
        (other.customer_id, made["A"].id, other.sam),
    ):
        with pytest.raises(NotFound):
            await links.link(database, customer_id, issue_id, by)
    with pytest.raises(NotFound):
        await issues.open_issue(database, NewIssueWords(title="D", assignee_id=other.sam.user_id), desk.sam)


async def test_no_more_wait_for_an_issue_than_can_be_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await make.desk(database)
    monkeypatch.setattr(links, "MOST_CUSTOMERS", 1)
    issue = await issues.open_issue(database, NewIssueWords(title="No dark mode"), desk.sam)
    await links.link(database, desk.customer_id, issue.id, desk.sam)
    another = await make.customer(database, desk.account_id, name="Bo")
    with pytest.raises(Conflict, match="open another one"):
        await links.link(database, another, issue.id, desk.sam)
    await links.link(database, desk.customer_id, issue.id, desk.sam)
    async with database.read() as tx:
        assert (await links.issues_of(tx, [another]))[another] == []
