"""Which handler serves which topic."""

import pytest

from cairnloop.daemon.sockets.channel import Route, Routes
from cairnloop.kernel.hub import Hub
from tests.sockets.rooms import Chat, Echo

lobby, conversations, all_rooms = (
    Route("conversation:lobby:*", Chat()),
    Route("conversation:*", Echo(Hub())),
    Route("room", Chat()),
)
routes = Routes([lobby, conversations, all_rooms])


@pytest.mark.parametrize(
    ("topic", "route"),
    [
        ("conversation:lobby:1", lobby),
        ("conversation:lobby", conversations),
        ("conversation:1", conversations),
        ("conversation:", conversations),
        ("room", all_rooms),
        ("room:1", None),
        ("conversation", None),
        ("", None),
    ],
)
def test_the_first_pattern_that_fits_decides(topic: str, route: object) -> None:
    assert routes.find(topic) is route
