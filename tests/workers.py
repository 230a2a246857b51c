"""How a parallel run divides its work: what shares something dear goes to one worker, what takes longest begins."""

from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadScopeScheduling

# A browser, or a pair of daemons: started once for all tests below the path, if they are on one worker.
TOGETHER = ("tests/widget/", "tests/clients_journey/test_widget", "tests/journey/test_two_daemons.py")


class Division(LoadScopeScheduling):
    """Groups go out first, the largest before the others; then every test by itself, in the order collected.

    xdist's own groups are marks, and no longer seen since pytest changed how it keeps a test's id.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((path for path in TOGETHER if nodeid.startswith(path)), nodeid)


def longest_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Journeys wait for processes most of their time, which is best done while others work."""
    return sorted(items, key=lambda item: item.get_closest_marker("journey") is None)
