"""When a mail server's no is final: a pure decision by what it was said to."""

from enum import StrEnum


class Stage(StrEnum):
    """How far the talk with the mail server had come; the words stand in error messages."""

    CONNECT = "the connection"
    LOGIN = "the login"
    SENDER = "the sender"
    RECIPIENT = "the recipient"
    CONTENT = "the mail"


# What is said of one mail. Of everything before it the next one hears the same, until somebody mends the settings.
OF_ONE_MAIL = frozenset({Stage.RECIPIENT, Stage.CONTENT})


def is_final(stage: Stage, code: int) -> bool:
    """Whether trying again is in vain (RFC 5321, 4.2.1): a 5xx about this mail. All else may be mended meanwhile."""
    return 500 <= code < 600 and stage in OF_ONE_MAIL
