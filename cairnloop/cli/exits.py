"""How a command ends: the exit codes scripts rely on, and the one line that says why."""

from enum import IntEnum

from cairnloop.errors import CairnloopError, ConfigError


class Exit(IntEnum):
    """Stable: scripts rely on these."""

    OK = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    CONFLICT = 4
    NOT_FOUND = 5
    NOT_ALLOWED = 6
    UNREACHABLE = 7
    CONFIG = 78  # EX_CONFIG of sysexits.h


MEANINGS: dict[Exit, str] = {
    Exit.OK: "it was done",
    Exit.FAILED: "it was tried and failed; the line on stderr says why",
    Exit.USAGE: "the command was not understood",
    Exit.REFUSED: "the daemon refused; a value is wrong or something is too large or too much",
    Exit.CONFLICT: "somebody decided first, or the step is not possible from here",
    Exit.NOT_FOUND: "there is no such thing in your account",
    Exit.NOT_ALLOWED: "the key is not known, or its role does not allow this",
    Exit.UNREACHABLE: "the daemon does not answer",
    Exit.CONFIG: "the configuration is wrong",
}

# Fields of the wire that stand for an option of another name.
_TYPED = {
    **{"after": "--after", "before": "--after", "assignee_id": "--assignee", "undo_seconds": "--undo-seconds"},
    **{"from_date": "--from", "to_date": "--to", "expires_at": "--expires", "current_password": "--current"},
}

_BY_STATUS = {
    401: Exit.NOT_ALLOWED,
    403: Exit.NOT_ALLOWED,
    404: Exit.NOT_FOUND,
    409: Exit.CONFLICT,
}


class Usage(CairnloopError):
    """The command was not understood."""

    status, reason = 400, "usage"


class NotLetIn(CairnloopError):
    """The e-mail or the password is wrong; nothing was stored."""

    status, reason = 403, "not_let_in"


class Declined(CairnloopError):
    """Nothing was done."""

    reason = "declined"


def exit_for(error: CairnloopError) -> Exit:
    """The exit code that tells this error apart."""
    if isinstance(error, ConfigError):
        return Exit.CONFIG
    if isinstance(error, Usage):
        return Exit.USAGE
    if error.reason == "unreachable":
        return Exit.UNREACHABLE
    if error.status in _BY_STATUS:
        return _BY_STATUS[error.status]
    return Exit.REFUSED if 400 <= error.status < 500 else Exit.FAILED


def line_for(error: CairnloopError) -> str:
    """What went wrong and what to do about it, on one line."""
    said = " ".join(error.detail.split())
    if error.reason == "unreachable":
        return f"{said.rstrip('.')}; start it with `cairnloop daemon`, or check --url"
    match error.status:
        case 401:
            return "the daemon does not know this key; give --api-key or CAIRNLOOP_API_KEY, or use `cairnloop login`"
        case 404 if said == "Not Found":
            return "there is nothing with this id in your account"
        case _:
            field, colon, rest = said.partition(": ")
            return f"{_TYPED[field]}: {rest}" if colon and field in _TYPED else said
