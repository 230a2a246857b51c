"""The one road from a front end to the daemon: calls over HTTP, live news over a channel."""

from cairnloop.client.calls import Client
from cairnloop.client.failures import Refused, Unreachable

__all__ = ["Client", "Refused", "Unreachable"]
