"""The life of an article and of its revisions."""

import difflib
from enum import StrEnum

from cairnloop.errors import IllegalMove


class ArticleStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class ArticleAction(StrEnum):
    PUBLISH = "publish"
    ARCHIVE = "archive"
    RESTORE = "restore"


class RevisionState(StrEnum):
    """A draft's words may change. Published words never do again, whether they still count or were superseded."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


NEXT = {
    (ArticleStatus.DRAFT, ArticleAction.PUBLISH): ArticleStatus.PUBLISHED,
    (ArticleStatus.PUBLISHED, ArticleAction.PUBLISH): ArticleStatus.PUBLISHED,
    (ArticleStatus.DRAFT, ArticleAction.ARCHIVE): ArticleStatus.ARCHIVED,
    (ArticleStatus.PUBLISHED, ArticleAction.ARCHIVE): ArticleStatus.ARCHIVED,
    (ArticleStatus.ARCHIVED, ArticleAction.RESTORE): ArticleStatus.DRAFT,
}


def next_status(now: ArticleStatus, action: ArticleAction) -> ArticleStatus:
    """Where an action leads. Raises IllegalMove where the life of an article has no such step."""
    try:
        return NEXT[now, action]
    except KeyError:
        raise IllegalMove(f"cannot {action} an article that is {now}") from None


def difference(old: str, new: str) -> list[str]:
    """What changed between two versions, as unified diff lines without the file header."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    return list(lines)[2:]
