"""Expected trouble: one shallow tree; each error carries its HTTP status, a stable reason and the remedy.

CairnloopError (500 internal)
├── ConfigError            the settings are wrong; nothing was started
├── BadRequest (400)       the request could not be read at all
├── Unauthenticated (401)
│   ├── CodeNeeded         the password was right; a second factor is on
│   └── CodeRefused        its code was wrong, or used before
├── Forbidden (403)
│   ├── BadInvitation      ended, revoked, used, or never made
│   ├── BadLink            ended, used, or never made
│   ├── RegistrationClosed
│   ├── NotProved          nobody vouched for the customer
│   ├── FalseProof         what vouches for the customer is wrong
│   └── WrongOrigin        a page of another site asks
├── NotFound (404)         also another account's rows: their existence is not ours to tell
├── Conflict (409)
│   ├── Stale              somebody decided first
│   ├── Overtaken          a colleague has answered already
│   └── IllegalMove        the lifecycle has no such step from here
├── TooLarge (413)
│   └── HeadTooLarge (431) what stands before the body
├── Invalid (422)          a field is wrong; says which and what would be right
│   ├── OffLimits          an address outside that calls from this house may not go to
│   └── Undeliverable      a mail that no server will take
├── TooMany (429)
└── Unavailable (503)      a part we need does not answer
    └── NoAnswer           somebody outside does not
"""

import inspect
import math
from collections.abc import Mapping


class CairnloopError(Exception):
    """Something went wrong on our side. It was logged; try again."""

    status = 500
    reason = "internal"

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or inspect.cleandoc(self.__doc__ or "")
        super().__init__(self.detail)


class ConfigError(CairnloopError):
    """The configuration is wrong."""

    reason = "config"


class BadRequest(CairnloopError):
    """The request could not be read."""

    status, reason = 400, "bad_request"


class Unauthenticated(CairnloopError):
    """Not authenticated"""

    status, reason = 401, "unauthenticated"


class CodeNeeded(Unauthenticated):
    """A second factor is on. Send the code of your authenticator, or a recovery code, as `totp`."""

    reason = "totp_required"


class CodeRefused(Unauthenticated):
    """This code is not valid (any more). Each code works once: wait for the next one."""

    reason = "totp_invalid"


class Forbidden(CairnloopError):
    """Your role does not allow this."""

    status, reason = 403, "forbidden"


class BadInvitation(Forbidden):
    """This invitation is not valid (any more). Ask for a new one."""

    reason = "invitation_invalid"


class BadLink(Forbidden):
    """This link is not valid (any more). Ask for a new one."""

    reason = "link_invalid"


class RegistrationClosed(Forbidden):
    """New accounts are not opened here by registration. Ask for an invitation to an account that is there."""

    reason = "registration_closed"


class NotProved(Forbidden):
    """This customer is known to their own site: show an identity token (X-Cairnloop-Identity) that vouches for them."""

    reason = "identity_required"


class FalseProof(Forbidden):
    """The identity token is not valid."""

    reason = "identity_invalid"


class WrongOrigin(Forbidden):
    """Pages of this origin may not call here."""

    reason = "origin_not_allowed"


class NotFound(CairnloopError):
    """Not Found"""

    status, reason = 404, "not_found"


class Conflict(CairnloopError):
    """This was changed by somebody else in the meantime."""

    status, reason = 409, "conflict"


class Stale(Conflict):
    """This changed since you opened it. Look again and decide."""

    reason = "stale_version"


class Overtaken(Conflict):
    """A colleague has answered since you looked. Read it, and send yours with force if it is still wanted."""

    reason = "overtaken"

    def __init__(self, detail: str | None = None, newer: Mapping[str, object] | None = None) -> None:
        self.newer = newer
        super().__init__(detail)


class IllegalMove(Conflict):
    """That step is not possible from here."""

    reason = "illegal_move"


class TooLarge(CairnloopError):
    """This is larger than we accept."""

    status, reason = 413, "too_large"


class HeadTooLarge(TooLarge):
    """The address and the headers of a request are longer than we accept."""

    status, reason = 431, "head_too_large"


class Invalid(CairnloopError):
    """A field is not valid.

    `errors` maps each field to what is wrong with it, in the caller's own names.
    """

    status, reason = 422, "invalid"

    def __init__(self, detail: str | None = None, *, errors: dict[str, list[str]] | None = None) -> None:
        self.errors = errors or {}
        if detail is None and self.errors:
            detail = "; ".join(f"{field}: {', '.join(said)}" for field, said in self.errors.items())
        super().__init__(detail)

    @classmethod
    def field(cls, name: str, said: str) -> "Invalid":
        return cls(errors={name: [said]})


class OffLimits(Invalid):
    """This leads where calls from this house may not go."""

    reason = "off_limits"


class Undeliverable(Invalid):
    """This mail cannot be delivered."""

    reason = "undeliverable"


class TooMany(CairnloopError):
    """Too many requests. Wait a moment and try again."""

    status, reason = 429, "too_many"

    def __init__(self, detail: str | None = None, *, retry_after: float = 1.0) -> None:
        self.retry_after = retry_after
        super().__init__(detail)

    @property
    def whole_seconds(self) -> str:
        """What `Retry-After` says (RFC 9110, 10.2.3): who comes back then is not refused again."""
        return str(max(1, math.ceil(self.retry_after)))


class Unavailable(CairnloopError):
    """A part we need does not answer right now. Nothing was lost; try again."""

    status, reason = 503, "unavailable"


class NoAnswer(Unavailable):
    """The other side did not answer."""

    reason = "no_answer"
