import pytest

from cairnloop.desk.rules import (
    NEXT_DELIVERY,
    NEXT_STATUS,
    Delivery,
    Move,
    Status,
    Step,
    next_delivery,
    next_status,
    preview,
)
from cairnloop.errors import IllegalMove


@pytest.mark.parametrize("now", Status)
@pytest.mark.parametrize("move", Move)
def test_every_move_of_a_conversation_is_in_the_table_or_refused(now: Status, move: Move) -> None:
    if (now, move) in NEXT_STATUS:
        assert next_status(now, move) is NEXT_STATUS[now, move]
    else:
        with pytest.raises(IllegalMove):
            next_status(now, move)


@pytest.mark.parametrize("now", Delivery)
@pytest.mark.parametrize("step", Step)
def test_every_step_of_a_delivery_is_in_the_table_or_refused(now: Delivery, step: Step) -> None:
    if (now, step) in NEXT_DELIVERY:
        assert next_delivery(now, step) is NEXT_DELIVERY[now, step]
    else:
        with pytest.raises(IllegalMove):
            next_delivery(now, step)


def test_a_message_that_has_left_cannot_be_withdrawn_and_says_so() -> None:
    with pytest.raises(IllegalMove, match="too late to undo"):
        next_delivery(Delivery.SENT, Step.WITHDRAW)


def test_a_preview_is_one_short_line() -> None:
    assert preview("  Hello\n\n  there ") == "Hello there"
    assert len(preview("x" * 500)) == 140
