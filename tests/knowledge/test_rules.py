"""The life of an article."""

from itertools import product

import pytest

from cairnloop.errors import IllegalMove
from cairnloop.knowledge.rules import NEXT, ArticleAction, ArticleStatus, difference, next_status


@pytest.mark.parametrize(("now", "action"), list(product(ArticleStatus, ArticleAction)))
def test_every_step_leads_somewhere_or_is_refused(now: ArticleStatus, action: ArticleAction) -> None:
    if (now, action) in NEXT:
        assert next_status(now, action) is NEXT[now, action]
    else:
        with pytest.raises(IllegalMove, match=f"cannot {action} an article that is {now}"):
            next_status(now, action)


def test_an_archived_article_is_published_only_after_it_was_restored() -> None:
    assert (ArticleStatus.ARCHIVED, ArticleAction.PUBLISH) not in NEXT
    assert next_status(ArticleStatus.ARCHIVED, ArticleAction.RESTORE) is ArticleStatus.DRAFT


def test_a_difference_shows_what_went_and_what_came() -> None:
    lines = difference("one\ntwo\nthree", "one\n2\nthree")
    assert "-two" in lines
    assert "+2" in lines
    assert difference("same", "same") == []
