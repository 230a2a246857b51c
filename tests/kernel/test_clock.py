from cairnloop.kernel.clock import timely_id


def test_ids_pass_for_version_four_and_lie_in_the_order_of_time_and_say_nothing_of_their_neighbours() -> None:
    ids = [timely_id() for _ in range(5000)]
    assert {(one.version, one.variant) for one in ids} == {(4, "specified in RFC 4122")}
    assert len({one.int & (1 << 62) - 1 for one in ids}) == len(ids)
    moments = [one.int >> 80 for one in ids]
    assert moments == sorted(moments)
    # Within a millisecond they come in any order.
    assert ids != sorted(ids)
