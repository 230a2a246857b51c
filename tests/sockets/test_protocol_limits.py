"""What one socket may ask of its session: so many topics, so much at once, so often, and how it is refused more."""

from dataclasses import replace

from cairnloop.daemon.sockets.protocol import Handle, HangUp, Join, Leave, Send
from cairnloop.kernel.ratelimit import Rate
from cairnloop.wire.phoenix import Frame, Malformed
from tests.sockets.frames import LIMITS, join, leave, only, push, refusal, seated, session


def test_a_socket_may_join_so_many_topics_and_again_after_leaving_one() -> None:
    s = session()
    for n in range(3):
        seated(s, join(str(n + 1), topic=f"room:{n}"))
    refused = only(s.receive(join("7", topic="room:9"), now=0))
    assert refused == Send(refusal(join("7", topic="room:9"), "a socket may join 3 topics", "too_many"))
    s.receive(leave("8", topic="room:0"), now=0)
    seated(s, join("9", topic="room:9"))


def test_joining_again_is_allowed_when_no_other_topic_is() -> None:
    s = session()
    for n in range(3):
        seated(s, join(str(n + 1), topic=f"room:{n}"))
    assert isinstance(s.receive(join("7", topic="room:2"), now=0)[-1], Join)


def test_too_much_waiting_work_is_refused_until_some_is_settled() -> None:
    s = session()
    seated(s)
    works = [only(s.receive(push(str(n)), now=0)) for n in range(2, 6)]
    refused = push("7")
    assert s.receive(refused, now=0) == [Send(refusal(refused, "too many messages are waiting", "too_many"))]
    s.answered(works[0], {})
    s.settled(works[0])
    assert isinstance(only(s.receive(push("8"), now=0)), Handle)


def test_frames_beyond_the_rate_are_refused_and_time_heals() -> None:
    s = session(replace(LIMITS, rate=Rate(per_second=1, burst=2)))
    beat = Frame(None, "1", "phoenix", "heartbeat")
    assert [only(s.receive(beat, now=0)).frame.payload["status"] for _ in range(3)] == ["ok", "ok", "error"]
    assert only(s.receive(beat, now=1)).frame.payload["status"] == "ok"


def test_leaving_is_never_refused() -> None:
    s = session(replace(LIMITS, rate=Rate(per_second=1, burst=1)))
    seated(s)
    assert isinstance(only(s.receive(leave("2"), now=0)), Leave)
    assert only(s.receive(leave("3"), now=0)).frame.payload["status"] == "error"


def test_a_client_that_goes_on_after_refusals_is_hung_up_on() -> None:
    s = session(replace(LIMITS, rate=Rate(1, 1), patience=Rate(1, 2)))
    beat = Frame(None, "1", "phoenix", "heartbeat")
    assert [type(only(s.receive(beat, now=0))) for _ in range(4)] == [Send, Send, Send, HangUp]


def test_a_client_that_sends_nothing_readable_is_hung_up_on() -> None:
    s = session(replace(LIMITS, patience=Rate(1, 1)))
    assert isinstance(only(s.unreadable(Malformed(), now=0)), Send)
    assert only(s.unreadable(Malformed(), now=0)) is HangUp.FLOOD
