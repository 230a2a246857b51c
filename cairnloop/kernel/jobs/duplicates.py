"""Jobs with the same unique key in one transaction become one: a pure decision."""

from collections.abc import Sequence
from dataclasses import replace

from cairnloop.kernel.jobs.port import JobSpec, OnDuplicate


def merged(specs: Sequence[JobSpec]) -> list[JobSpec]:
    """What is left to write: jobs without a key in their order, then one job for each key, sorted by key.

    Within a key the first job stands and a later POSTPONE moves it, just as if they had been written one by one.
    Every transaction takes its keys in the same order, so that two of them never wait for each other.
    """
    keyed: dict[str, JobSpec] = {}
    for spec in specs:
        if spec.unique_key is None:
            continue
        first = keyed.get(spec.unique_key)
        if first is None:
            keyed[spec.unique_key] = spec
        elif spec.on_duplicate is OnDuplicate.POSTPONE:
            keyed[spec.unique_key] = replace(
                first, run_at=spec.run_at, args=spec.args, on_duplicate=OnDuplicate.POSTPONE
            )
    return [spec for spec in specs if spec.unique_key is None] + [keyed[key] for key in sorted(keyed)]
