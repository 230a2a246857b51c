"""The session of one socket, frame by frame, without a socket."""

from collections import deque
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.daemon.sockets.protocol import Handle, HangUp, Join, Leave, Send
from cairnloop.errors import NotFound, TooLarge
from cairnloop.wire.phoenix import Frame, Malformed
from tests.sockets.frames import close, join, leave, only, push, refusal, reply, seated, session


def test_a_join_is_work_and_its_reply_carries_the_join_ref() -> None:
    s = session()
    work = only(s.receive(join("3", payload={"customer_id": "c"}), now=0))
    assert (work.params, work.seat.join_ref) == ({"customer_id": "c"}, "3")
    assert not s.hears(work.seat)
    assert s.joined(work, {"hello": 1}) == [reply(join("3"), hello=1)]
    assert s.hears(work.seat)


def test_a_version_1_join_without_join_ref_is_known_by_its_ref() -> None:
    s = session()
    work = only(s.receive(Frame(None, "5", "room:1", "phx_join"), now=0))
    assert s.joined(work, {}) == [reply(join("5"))]
    assert isinstance(only(s.receive(push("6", join_ref=None), now=0)), Handle)


def test_a_join_without_any_ref_is_refused() -> None:
    send = only(session().receive(Frame(None, None, "room:1", "phx_join"), now=0))
    assert send.frame.payload["status"] == "error"


def test_a_refused_join_hears_why_and_holds_no_seat() -> None:
    s = session()
    work = only(s.receive(join(), now=0))
    assert s.declined(work, NotFound("unauthorized")) == [refusal(join(), "unauthorized", "not_found")]
    assert not s.hears(work.seat)
    assert only(s.receive(push("2"), now=0)) == Send(refusal(push("2"), "unmatched topic", "unmatched_topic"))


def test_a_join_that_crashes_is_answered_and_holds_no_seat() -> None:
    s = session()
    work = only(s.receive(join(), now=0))
    assert s.crashed(work) == [refusal(join(), "join crashed", "internal")]
    assert s.closed() == []


def test_a_push_is_work_and_its_reply_goes_to_the_same_join() -> None:
    s = session()
    seated(s)
    work = only(s.receive(push("2"), now=0))
    assert s.answered(work, {"id": 1}) == [reply(push("2"), id=1)]
    assert s.answered(work, None) == []
    assert s.declined(work, TooLarge("too long")) == [refusal(push("2"), "too long", "too_large")]
    assert s.hears(work.seat)


def test_a_push_without_a_ref_is_done_and_not_answered() -> None:
    s = session()
    seated(s)
    work = only(s.receive(Frame("1", None, "room:1", "shout"), now=0))
    assert s.answered(work, {}) == []
    assert s.receive(Frame("1", None, "room:2", "shout"), now=0) == []


def test_a_version_1_push_is_answered_with_the_ref_of_its_join() -> None:
    s = session()
    seated(s)
    work = only(s.receive(push("2", join_ref=None), now=0))
    assert s.answered(work, {}) == [reply(push("2", join_ref="1"))]


@pytest.mark.parametrize("frame", [push("2", topic="room:2"), push("2", join_ref="9")])
def test_a_push_to_what_was_not_joined_is_an_unmatched_topic(frame: Frame) -> None:
    s = session()
    seated(s)
    assert s.receive(frame, now=0) == [Send(refusal(frame, "unmatched topic", "unmatched_topic"))]


@pytest.mark.parametrize("event", ["phx_reply", "phx_close", "phx_error"])
def test_events_of_the_server_are_not_for_clients(event: str) -> None:
    s = session()
    seated(s)
    assert only(s.receive(push("2", event=event), now=0)).frame.payload["status"] == "error"


def test_a_binary_push_is_answered_with_an_error() -> None:
    s = session()
    seated(s)
    assert only(s.receive(Frame("1", "2", "room:1", "shout", b"\x00"), now=0)).frame.payload["status"] == "error"


def test_a_heartbeat_is_answered_at_once_and_without_join_ref() -> None:
    beat = Frame(None, "12", "phoenix", "heartbeat")
    assert session().receive(beat, now=0) == [Send(reply(beat))]
    assert session().receive(replace(beat, join_ref="4"), now=0) == [Send(reply(beat))]


@pytest.mark.parametrize("event", ["phx_join", "phx_leave", "shout"])
def test_the_socket_itself_is_no_topic_to_join(event: str) -> None:
    frame = Frame(None, "1", "phoenix", event)
    assert session().receive(frame, now=0) == [Send(refusal(frame, "unmatched topic", "unmatched_topic"))]


def test_leaving_is_answered_and_then_the_channel_is_closed() -> None:
    s = session()
    seat = seated(s)
    work = only(s.receive(leave("2"), now=0))
    assert work == Leave(seat, leave("2"))
    assert not s.hears(seat)
    assert s.left(work) == [reply(leave("2")), close("1")]


@pytest.mark.parametrize("frame", [leave("2", topic="room:2"), leave("2", join_ref="9")])
def test_leaving_what_was_not_joined_is_fine_and_changes_nothing(frame: Frame) -> None:
    s = session()
    seat = seated(s)
    assert s.receive(frame, now=0) == [Send(reply(frame))]
    assert s.hears(seat)


def test_leaving_and_joining_again_at_once_are_two_seats() -> None:
    s = session()
    old = seated(s)
    (gone,) = s.receive(leave("2"), now=0)
    (work,) = s.receive(join("3"), now=0)
    assert isinstance(work, Join)
    assert s.left(only([gone])) == [reply(leave("2")), close("1")]
    s.joined(work, {})
    assert (s.hears(old), s.hears(work.seat)) == (False, True)


def test_joining_a_topic_twice_drops_the_first_join_at_once() -> None:
    s = session()
    old = seated(s)
    gone, closed, work = s.receive(join("2"), now=0)
    assert (gone, closed) == (Leave(old), Send(close("1")))
    assert not s.hears(old)
    assert isinstance(work, Join)
    assert s.left(Leave(old)) == []
    s.joined(work, {})
    assert s.hears(work.seat)


def test_giving_up_on_an_old_join_does_not_end_the_newer_one() -> None:
    s = session()
    seated(s)
    *_, work = s.receive(join("2"), now=0)
    assert isinstance(work, Join)
    s.joined(work, {})
    assert s.receive(leave("3", join_ref="1"), now=0) == [Send(reply(leave("3", join_ref="1")))]
    assert s.hears(work.seat)


def test_a_crash_is_told_to_its_channel_only() -> None:
    s = session()
    other = seated(s, join("8", topic="room:2"))
    seat = seated(s)
    work = only(s.receive(push("2"), now=0))
    assert s.crashed(work) == [
        refusal(push("2"), "internal error", "internal"),
        close("1", event="phx_error"),
    ]
    assert not s.hears(seat)
    assert s.hears(other)


def test_a_crash_after_the_client_left_is_no_channel_error() -> None:
    s = session()
    seated(s)
    work = only(s.receive(push("2"), now=0))
    s.receive(leave("3"), now=0)
    assert s.crashed(work) == [refusal(push("2"), "internal error", "internal")]


def test_unreadable_frames_are_answered_as_well_as_possible() -> None:
    s = session()
    about = Frame("1", "2", "room:1", "shout")
    assert s.unreadable(Malformed("too long", about=about), now=0) == [
        Send(refusal(about, "too long", "malformed_frame"))
    ]
    nobody = only(s.unreadable(Malformed("not JSON"), now=0)).frame
    assert (nobody.topic, nobody.ref, nobody.payload["response"]["reason"]) == ("phoenix", None, "not JSON")


def test_a_closed_socket_gives_up_every_seat() -> None:
    s = session()
    seats = [seated(s, join(str(n), topic=f"room:{n}")) for n in range(1, 3)]
    assert s.closed() == [Leave(seat) for seat in seats]
    assert not any(s.hears(seat) for seat in seats)
    assert s.closed() == []


def test_no_close_code_keeps_clients_from_coming_back() -> None:
    assert {verdict.code for verdict in HangUp} <= {1001, 1008, 1012}


steps = st.lists(
    st.tuples(
        st.sampled_from(["phx_join", "phx_leave", "shout", "work", "refuse", "crash"]),
        st.sampled_from(["room:1", "room:2", "room:3", "room:4"]),
        st.sampled_from([None, "current", "1"]),
    ),
    max_size=60,
)


@given(steps)
def test_every_frame_is_answered_exactly_once_whatever_the_order(steps: list[tuple[str, str, str | None]]) -> None:
    s, lanes = session(), dict[str, deque[Any]]()
    asked: list[str] = []
    answered: list[str] = []
    joins: dict[str, str] = {}

    def hear(frames: list[Frame]) -> None:
        answered.extend(str(frame.ref) for frame in frames if frame.event == "phx_reply")

    def work(topic: str, how: str) -> None:
        task = lanes[topic].popleft()
        if isinstance(task, Leave):
            hear(s.left(task))
        elif how == "crash":
            hear(s.crashed(task))
        elif how == "refuse" or (isinstance(task, Handle) and not task.seat.entered):
            hear(s.declined(task, NotFound()))
        else:
            hear(s.joined(task, {}) if isinstance(task, Join) else s.answered(task, {}))
        s.settled(task)

    for number, (step, topic, which) in enumerate(steps, start=1):
        if step in ("work", "refuse", "crash"):
            if lanes.get(topic):
                work(topic, step)
            continue
        ref = str(number)
        asked.append(ref)
        join_ref = joins.get(topic) if which == "current" else which
        if step == "phx_join":
            join_ref = joins[topic] = ref
        for action in s.receive(Frame(join_ref, ref, topic, step), now=0):
            if isinstance(action, Send):
                hear([action.frame])
            else:
                lanes.setdefault(topic, deque()).append(action)
    for topic, lane in lanes.items():
        while lane:
            work(topic, "work")
    assert sorted(answered) == sorted(asked)
    assert s._waiting == 0
