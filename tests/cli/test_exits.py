"""Exit codes: one for each way to end."""

import pytest

from cairnloop.cli.exits import MEANINGS, Exit, Usage, exit_for, line_for
from cairnloop.client import Refused, Unreachable
from cairnloop.errors import CairnloopError, ConfigError, Conflict, Forbidden, NotFound, Stale, TooLarge, Unavailable


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CairnloopError(), 1),
        (Unavailable(), 1),
        (Usage(), 2),
        (TooLarge(), 3),
        (Refused(422, "invalid", "role: wrong"), 3),
        (Refused(429, "too_many", "wait"), 3),
        (Stale(), 4),
        (Conflict(), 4),
        (Refused(409, "stale_version", "changed"), 4),
        (NotFound(), 5),
        (Forbidden(), 6),
        (Refused(401, "unauthenticated", "no"), 6),
        (Unreachable(), 7),
        (ConfigError(), 78),
        (Refused(500, "internal", "oh"), 1),
    ],
)
def test_each_error_has_its_code(error: CairnloopError, code: int) -> None:
    assert exit_for(error) == code


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)


def test_what_is_said_is_one_line() -> None:
    assert line_for(CairnloopError("one\ntwo\n  three")) == "one two three"


def test_what_the_wire_calls_otherwise_is_named_as_it_was_typed() -> None:
    assert line_for(Refused(422, "invalid", "before: is no number")) == "--after: is no number"
    assert line_for(Refused(422, "invalid", "from_date: is after to_date")) == "--from: is after to_date"
    assert line_for(Refused(422, "invalid", "role: is no role")) == "role: is no role"


def test_a_key_that_is_not_known_comes_with_the_remedy() -> None:
    assert "--api-key" in line_for(Refused(401, "unauthenticated", "Not authenticated"))
