"""Which handler decides for which topics, in the order they are asked."""

from collections.abc import Sequence

from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Route
from cairnloop.daemon.sockets.topics.caller import Caller
from cairnloop.daemon.sockets.topics.conversation import ConversationTopic
from cairnloop.daemon.sockets.topics.issue import IssueTopic
from cairnloop.daemon.sockets.topics.lobby import LobbyTopic
from cairnloop.daemon.sockets.topics.notification import NotificationTopic
from cairnloop.daemon.sockets.topics.room import RoomTopic
from cairnloop.daemon.sockets.topics.visit import VisitTopic
from cairnloop.daemon.sockets.topics.visitors import VisitorsTopic


def routes(services: Services) -> Sequence[Route[Caller]]:
    lobby = LobbyTopic(services)
    return (
        Route("conversation:lobby", lobby),
        Route("conversation:lobby:*", lobby),
        Route("conversation:*", ConversationTopic(services), presence=True),
        Route("notification:*", NotificationTopic(services), presence=True),
        Route("room:*", RoomTopic(services), presence=True),
        Route("issue:lobby:*", IssueTopic(services)),
        Route("events:admin:*", VisitorsTopic(services), presence=True),
        Route("events:*", VisitTopic(services), presence=True),
    )
