"""What can go wrong between a front end and the daemon."""

from collections.abc import Mapping
from typing import Any

from cairnloop.errors import CairnloopError


class Unreachable(CairnloopError):
    """The daemon does not answer. Nothing was changed; start it with `cairnloop daemon` or check the address."""

    status, reason = 503, "unreachable"


class Refused(CairnloopError):
    """The daemon said no. `status` and `reason` are its own; `errors` names fields where there are any, `newer` is the
    message that a colleague has sent since one looked.
    """

    def __init__(
        self,
        status: int,
        reason: str,
        detail: str,
        errors: dict[str, list[str]] | None = None,
        newer: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.errors = errors or {}
        self.newer = newer
