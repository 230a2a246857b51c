"""What an API key may do at most, whatever its owner's role allows: scopes, as words and as permissions."""

from collections.abc import Iterable, Sequence

from cairnloop.errors import Invalid
from cairnloop.people.permissions import ALLOWED, Permission, Role

ALL = "all"


def _of(role: Role) -> frozenset[Permission]:
    """What this role may do, but for its own keys and sessions: those could make more of themselves."""
    return frozenset(permission for permission, roles in ALLOWED.items() if role in roles) - {Permission.OWN}


# A word that is no group is the name of one permission.
GROUPS: dict[str, frozenset[Permission]] = {
    ALL: frozenset(Permission),
    "read": _of(Role.VIEWER),
    "write": _of(Role.MEMBER),
}
WORDS = (*GROUPS, *(permission.value for permission in Permission if permission.value not in GROUPS))


def check_scopes(words: Iterable[str]) -> list[str]:
    """The words in their order, each once. Raises Invalid for an unknown one, and when there is none."""
    chosen = list(dict.fromkeys(words))
    for word in chosen:
        if word not in WORDS:
            raise Invalid.field("scopes", f"there is no scope {word[:40]!r}; there are {', '.join(WORDS)}")
    if not chosen:
        raise Invalid.field("scopes", f"name at least one of {', '.join(WORDS)}")
    return chosen


def permissions_of(words: Sequence[str]) -> frozenset[Permission] | None:
    """What these scopes allow together; None when they set no limit.

    A word that is not known any more allows nothing.
    """
    if ALL in words:
        return None
    known = {permission.value: frozenset({permission}) for permission in Permission}
    return frozenset().union(*((GROUPS.get(word) or known.get(word, frozenset())) for word in words))
