"""The undo window."""

from datetime import timedelta

from cairnloop.tui.state.holds import Holds
from tests.tui.make import answer, message
from tests.tui.trailmark import LIN, NOW, SAM, zulu


def test_a_held_answer_can_be_pulled_back_until_its_time_has_come() -> None:
    holds = Holds().heard(answer(hold=5), "Ada", NOW, fresh=True)
    assert holds.countdown("m2", NOW) == 5
    assert holds.countdown("m2", NOW + timedelta(seconds=4.2)) == 1
    assert holds.passed(NOW + timedelta(seconds=5)).held == ()


def test_only_the_length_of_a_hold_is_believed_when_it_is_news() -> None:
    fast_clock = NOW + timedelta(minutes=3)
    assert Holds().heard(answer(hold=5), "Ada", fast_clock, fresh=True).countdown("m2", fast_clock) == 5


def test_a_hold_that_was_read_later_is_over_at_the_daemons_time() -> None:
    later = NOW + timedelta(seconds=3)
    assert Holds().heard(answer(hold=5), "Ada", later, fresh=False).countdown("m2", later) == 2


def test_hearing_of_it_again_does_not_lengthen_it() -> None:
    holds = Holds().heard(answer(hold=5), "Ada", NOW, fresh=True)
    assert holds.heard(answer(hold=5), "Ada", NOW + timedelta(seconds=3), fresh=True) == holds


def test_what_has_left_or_was_withdrawn_is_not_held() -> None:
    holds = Holds().heard(answer(), "Ada", NOW, fresh=True)
    for delivery in ("sent", "failed", "withdrawn"):
        assert holds.heard(answer(delivery=delivery, release_at=None), "Ada", NOW, fresh=True).held == ()


def test_undo_takes_ones_own_last_answer_first() -> None:
    holds = Holds()
    for id, conversation, user in (("m1", "c1", SAM), ("m2", "c2", SAM), ("m3", "c1", LIN)):
        holds = holds.heard(answer(id, conversation, user=user), "Ada", NOW, fresh=True)
    latest = holds.latest(SAM, "c1")
    assert latest is not None
    assert latest.message_id == "m2"


def test_undo_takes_a_colleagues_or_bots_answer_only_in_the_conversation_at_hand() -> None:
    holds = Holds().heard(answer("m3", "c1", user=LIN), "Ada", NOW, fresh=True)
    assert holds.latest(SAM, "c2") is None
    assert holds.latest(SAM, "c1") is not None


def test_a_customers_message_is_never_held() -> None:
    assert Holds().heard(message(delivery="pending", release_at=zulu(NOW)), "Ada", NOW, fresh=True).held == ()
