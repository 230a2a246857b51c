from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.kernel.jobs.duplicates import merged
from cairnloop.kernel.jobs.port import JobSpec, OnDuplicate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SPECS = st.builds(
    JobSpec,
    kind=st.just("draft"),
    args=st.builds(lambda n: {"n": n}, st.integers(0, 9)),
    run_at=st.builds(lambda n: NOW + timedelta(seconds=n), st.integers(0, 9)),
    unique_key=st.sampled_from([None, "a", "b", "c"]),
    on_duplicate=st.sampled_from(OnDuplicate),
)


def written_one_by_one(specs: list[JobSpec]) -> dict[str, tuple[object, object]]:
    table: dict[str, tuple[object, object]] = {}
    for spec in specs:
        if spec.unique_key and (spec.unique_key not in table or spec.on_duplicate is OnDuplicate.POSTPONE):
            table[spec.unique_key] = (spec.run_at, spec.args)
    return table


@given(st.lists(SPECS, max_size=12))
def test_merging_leaves_what_writing_one_by_one_would_leave(specs: list[JobSpec]) -> None:
    assert written_one_by_one(merged(specs)) == written_one_by_one(specs)


@given(st.lists(SPECS, max_size=12), st.sets(st.sampled_from(["a", "b", "c"])))
def test_it_also_does_so_when_a_key_was_taken_before(specs: list[JobSpec], taken: set[str]) -> None:
    before = [JobSpec("draft", {"n": 99}, NOW, unique_key=key) for key in taken]
    assert written_one_by_one(before + merged(specs)) == written_one_by_one(before + specs)


@given(st.lists(SPECS, max_size=12))
def test_every_key_is_written_once_and_in_one_order(specs: list[JobSpec]) -> None:
    left = merged(specs)
    keys = [spec.unique_key for spec in left if spec.unique_key]
    assert keys == sorted(set(keys))
    assert [spec for spec in left if not spec.unique_key] == [spec for spec in specs if not spec.unique_key]
