"""A conversation at a glance."""

import pytest

from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.view.preview import preview
from tests.tui.make import after, answer, draft, listed, message, row, thread


def glance(desk: Desk) -> str:
    return "\n".join(line.text for line in preview(desk, 60, 30))


def after_answering(**fields: str) -> Desk:
    messages = (message(body="How do I move?"), answer(body="Like this.", **fields))
    read = thread("c1", messages=messages, drafts=(draft(),))
    return after(listed(row("c1", draft_id="d1")), e.ThreadRead(read))


def test_an_answer_that_was_taken_back_is_not_shown_as_if_it_had_been_said() -> None:
    text = glance(after_answering(delivery="withdrawn"))
    assert "Like this." not in text
    assert text.count("How do I move?") == 1, "the question stands above the draft already"


@pytest.mark.parametrize(("delivery", "said"), [("pending", "◷ held"), ("failed", "✕ not delivered")])
def test_what_has_not_reached_the_customer_says_so(delivery: str, said: str) -> None:
    assert said in glance(after_answering(delivery=delivery))
