"""Frames survive the wire in both framings, and whatever else arrives is refused and nothing worse."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.wire.phoenix import MAX_DEPTH, MAX_NAME, Frame, Malformed, Vsn, broadcast, decode, encode

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
refs = st.none() | names
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
leaves = st.none() | st.booleans() | numbers | st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)
payloads = st.dictionaries(names, json_values, max_size=4)
frames = st.builds(Frame, refs, refs, names, names, payloads)
binary_frames = st.builds(Frame, refs, refs, names, names, st.binary(max_size=200))


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels - 1):
        value = {"in": value}
    return value


@given(frames, st.sampled_from(Vsn))
def test_a_frame_survives_the_wire_in_both_versions(frame: Frame, vsn: Vsn) -> None:
    assert decode(encode(frame, vsn), vsn) == frame


@given(binary_frames)
def test_a_binary_push_survives_the_wire_in_version_2(frame: Frame) -> None:
    data = encode(frame, Vsn.V2)
    assert isinstance(data, bytes)
    assert decode(data, Vsn.V2) == frame


@given(names, names, payloads, st.sampled_from(Vsn))
def test_a_spliced_broadcast_reads_like_one_that_was_written_whole(
    topic: str, event: str, payload: dict[str, Any], vsn: Vsn
) -> None:
    spliced = broadcast(topic, event, orjson.dumps(payload), vsn)
    assert spliced == encode(Frame(None, None, topic, event, payload), vsn)
    assert decode(spliced, vsn) == Frame(None, None, topic, event, payload)


@given(st.text() | st.binary(max_size=300), st.sampled_from(Vsn), st.integers(0, 300))
def test_random_data_is_read_or_refused_and_nothing_else(data: str | bytes, vsn: Vsn, limit: int) -> None:
    read_or_refuse(data, vsn, limit)


@given(json_values | st.lists(leaves | payloads, min_size=4, max_size=6), st.sampled_from(Vsn))
def test_random_json_is_read_or_refused_and_nothing_else(value: object, vsn: Vsn) -> None:
    read_or_refuse(orjson.dumps(value).decode(), vsn)


@given(st.lists(st.integers(0, 255), min_size=4, max_size=4), st.binary(max_size=600))
def test_lying_lengths_in_a_binary_frame_are_read_or_refused(lengths: list[int], rest: bytes) -> None:
    read_or_refuse(bytes([0, *lengths]) + rest, Vsn.V2)


@given(frames, st.integers(0, 50))
def test_a_frame_cut_off_anywhere_is_refused(frame: Frame, missing: int) -> None:
    data = encode(frame, Vsn.V2)
    with pytest.raises(Malformed):
        decode(data[: len(data) - 1 - missing], Vsn.V2)


def read_or_refuse(data: str | bytes, vsn: Vsn, limit: int = 10_000) -> None:
    try:
        frame = decode(data, vsn, limit=limit)
    except Malformed:
        return
    assert decode(encode(frame, vsn), vsn) == frame


def test_version_2_is_an_array_and_version_1_an_object() -> None:
    frame = Frame("3", "7", "room:1", "shout", {"body": "hi"})
    assert encode(frame, Vsn.V2) == '["3","7","room:1","shout",{"body":"hi"}]'
    assert orjson.loads(encode(frame, Vsn.V1)) == {
        "topic": "room:1",
        "event": "shout",
        "payload": {"body": "hi"},
        "ref": "7",
        "join_ref": "3",
    }


def test_version_1_leaves_out_a_missing_join_ref() -> None:
    assert "join_ref" not in orjson.loads(encode(Frame(None, "7", "phoenix", "heartbeat"), Vsn.V1))
    assert decode('{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"7"}', Vsn.V1).join_ref is None


def test_the_bytes_of_a_binary_push_are_those_that_published_clients_send() -> None:
    data = bytes([0, 1, 1, 1, 2]) + b"1" + b"2" + b"t" + b"ev" + b"\x01\x02"
    assert decode(data, Vsn.V2) == Frame("1", "2", "t", "ev", b"\x01\x02")


def test_a_missing_payload_is_an_empty_one() -> None:
    assert decode('[null,"1","phoenix","heartbeat",null]', Vsn.V2).payload == {}


@pytest.mark.parametrize("payload", ["[]", '"text"', "1", "true"])
def test_a_payload_that_is_no_object_is_refused_but_its_sender_is_known(payload: str) -> None:
    with pytest.raises(Malformed) as refused:
        decode(f'["1","2","t","ev",{payload}]', Vsn.V2)
    assert refused.value.about == Frame("1", "2", "t", "ev")


def test_a_payload_nested_too_deep_is_refused_but_its_sender_is_known() -> None:
    deepest = Frame("1", "2", "t", "ev", nested(MAX_DEPTH))
    assert decode(encode(deepest, Vsn.V2), Vsn.V2) == deepest
    with pytest.raises(Malformed) as refused:
        decode(encode(Frame("1", "2", "t", "ev", nested(MAX_DEPTH + 1)), Vsn.V2), Vsn.V2)
    assert refused.value.about == Frame("1", "2", "t", "ev")
    with pytest.raises(Malformed):
        decode('["1","2","t","ev",{"a":' + "[" * 100_000 + "]" * 100_000 + "}]", Vsn.V2)


def test_brackets_in_text_do_not_count_as_depth() -> None:
    frame = Frame("1", "2", "t", "ev", {"body": "[{" * 500})
    assert decode(encode(frame, Vsn.V2), Vsn.V2) == frame


@pytest.mark.parametrize(
    "data", ['["1","2","t","ev",{"body":"' + "x" * 500 + '"}]', ' [ "1" , "2","t","ev",' + "[" * 500]
)
def test_a_frame_that_is_too_long_is_refused_unparsed_but_its_sender_is_known(data: str) -> None:
    with pytest.raises(Malformed) as refused:
        decode(data, Vsn.V2, limit=100)
    assert refused.value.about == Frame("1", "2", "t", "ev")
    assert "100" in refused.value.detail


@pytest.mark.parametrize(
    ("data", "vsn"),
    [
        ("x" * 500, Vsn.V2),
        ('["\x00","2","t","ev",' + "x" * 500, Vsn.V2),
        ('["1","2","' + "é" * 200 + '","ev",' + "x" * 500, Vsn.V2),
        ('{"topic":"t","event":"ev"' + " " * 500 + "}", Vsn.V1),
    ],
)
def test_a_long_frame_without_a_readable_head_is_refused_without_a_sender(data: str, vsn: Vsn) -> None:
    with pytest.raises(Malformed) as refused:
        decode(data, vsn, limit=100)
    assert refused.value.about is None


def test_a_binary_frame_that_is_too_long_is_refused_but_its_sender_is_known() -> None:
    with pytest.raises(Malformed) as refused:
        decode(encode(Frame("1", "2", "t", "ev", b"x" * 200), Vsn.V2), Vsn.V2, limit=100)
    assert refused.value.about == Frame("1", "2", "t", "ev")


@pytest.mark.parametrize("topic", ["", "x" * (MAX_NAME + 1), "é" * 128, None, 7, ["t"]])
def test_a_topic_is_a_short_string(topic: object) -> None:
    with pytest.raises(Malformed):
        decode(orjson.dumps(["1", "2", topic, "ev", {}]).decode(), Vsn.V2)


@pytest.mark.parametrize("ref", [7, True, {}, "x" * (MAX_NAME + 1)])
def test_a_ref_is_a_short_string_or_null(ref: object) -> None:
    with pytest.raises(Malformed):
        decode(orjson.dumps(["1", ref, "t", "ev", {}]).decode(), Vsn.V2)


def test_binary_frames_do_not_exist_in_version_1() -> None:
    frame = Frame("1", "2", "t", "ev", b"x")
    with pytest.raises(Malformed):
        decode(encode(frame, Vsn.V2), Vsn.V1)
    with pytest.raises(TypeError):
        encode(frame, Vsn.V1)


@pytest.mark.parametrize(("text", "vsn"), [("2.0.0", Vsn.V2), ("1.0.0", Vsn.V1), ("2.0.7", Vsn.V2)])
def test_a_patch_release_of_a_version_is_that_version(text: str, vsn: Vsn) -> None:
    assert Vsn.parse(text) is vsn


@pytest.mark.parametrize("text", ["3.0.0", "2", "2.1.0", "latest", "2.0.0.0", " " * 5000])
def test_an_unknown_version_is_refused_and_the_known_ones_are_named(text: str) -> None:
    with pytest.raises(Malformed, match=r"2\.0\.0"):
        Vsn.parse(text)
