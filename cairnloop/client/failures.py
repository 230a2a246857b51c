"""What can go wrong between a front end and the daemon."""

from cairnloop.errors import CairnloopError


class Unreachable(CairnloopError):
    """The daemon does not answer. Nothing was changed; start it with `cairnloop daemon` or check the address."""

    status, reason = 503, "unreachable"


class Refused(CairnloopError):
    """The daemon said no. `status` and `reason` are its own; `errors` names fields where there are any."""

    def __init__(self, status: int, reason: str, detail: str, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.errors = errors or {}
