"""The life of a draft, every pair of it."""

import itertools

import pytest

from cairnloop.drafting.rules import NEXT, DraftAction, DraftStatus, next_status
from cairnloop.errors import IllegalMove

P, A, E, D, S, F = DraftStatus
POSSIBLE = {
    (P, DraftAction.APPROVE): A,
    (P, DraftAction.EDIT): E,
    (P, DraftAction.DISCARD): D,
    (P, DraftAction.SUPERSEDE): S,
    (P, DraftAction.FAIL): F,
    (A, DraftAction.PULL_BACK): P,
    (E, DraftAction.PULL_BACK): P,
    (F, DraftAction.DISCARD): D,
    (F, DraftAction.SUPERSEDE): S,
}


@pytest.mark.parametrize(("now", "action"), list(itertools.product(DraftStatus, DraftAction)))
def test_every_pair_leads_where_it_should_or_nowhere(now: DraftStatus, action: DraftAction) -> None:
    if (now, action) in POSSIBLE:
        assert next_status(now, action) is POSSIBLE[now, action]
    else:
        with pytest.raises(IllegalMove, match=rf"Cannot {action} this draft: "):
            next_status(now, action)


def test_nothing_leads_out_of_discarded_and_superseded() -> None:
    assert not [now for now, _ in NEXT if now in (D, S)]


def test_a_refusal_says_what_the_draft_is() -> None:
    with pytest.raises(IllegalMove, match="already approved"):
        next_status(A, DraftAction.APPROVE)
