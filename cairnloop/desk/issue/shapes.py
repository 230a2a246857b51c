"""Issues as the wire shows them."""

from cairnloop.desk.issue.tables import Issue
from cairnloop.wire.issues import IssueOut
from cairnloop.wire.people import naive, zulu


def issue_out(issue: Issue) -> IssueOut:
    return {
        "id": str(issue.id),
        "object": "issue",
        "account_id": str(issue.account_id),
        "title": issue.title,
        "body": issue.body,
        "state": issue.state,
        "github_issue_url": issue.github_issue_url,
        "creator_id": issue.creator_id,
        "assignee_id": issue.assignee_id,
        "finished_at": zulu(issue.finished_at),
        "closed_at": zulu(issue.closed_at),
        "created_at": naive(issue.created_at),
        "updated_at": naive(issue.updated_at),
    }
