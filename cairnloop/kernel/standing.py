"""What a database's errors mean to whoever asked: whose fault it was, and whether anything was changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cairnloop.errors import Invalid, Unavailable

# What Postgres says of lost connections, of too little of something, and of being shut down or started.
AWAY = ("08", "53", "57")
UNKNOWN = "It may or may not have kept the change: look before you do it again."
UNSTORABLE = "A value cannot be stored: it is out of range or holds characters no database keeps."


class Standing:
    """How far a transaction has come, for those who are told that the database went away under it."""

    committing = False

    def away(self, error: Exception) -> Unavailable:
        kept = UNKNOWN if self.committing else "Nothing was changed."
        return Unavailable(f"The database does not answer ({type(error).__name__}). {kept}")


@contextmanager
def in_our_words() -> Iterator[Standing]:
    """What the database cannot store is the caller's to mend; that it does not answer is nobody's input."""
    standing = Standing()
    try:
        yield standing
    except DataError as error:
        raise Invalid(UNSTORABLE) from error
    except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
        raise standing.away(error) from error
    except DBAPIError as error:
        # Postgres says more than its driver's classes do: 22 is a value, 40 a transaction that had to give way.
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if state.startswith("22"):
            raise Invalid(UNSTORABLE) from error
        if state in ("40001", "40P01"):
            raise Unavailable("Two changes met and one had to give way. Nothing was changed; try again.") from error
        # A driver whose connection ends under it loses count of its own state, and that has no code.
        confused = isinstance(error, InternalError) and not state
        if error.connection_invalidated or confused or state[:2] in AWAY:
            raise standing.away(error) from error
        raise
