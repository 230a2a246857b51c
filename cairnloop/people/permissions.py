"""The one permission table: who may do what."""

from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a route needs. Routes name exactly one."""

    READ = "read"
    CONVERSE = "converse"  # reply, note, assign, snooze, merge, share, resolve, reopen, archive
    DECIDE = "decide"  # approve, edit, discard, regenerate drafts; undo
    WRITE_KNOWLEDGE = "write_knowledge"
    RUN_JOBS = "run_jobs"
    READ_LOGS = "read_logs"  # also: where daemons and database run
    DELETE = "delete"  # conversations and visits, with all they hold
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ACCOUNT = "manage_account"
    PERSONAL_DATA = "handle_personal_data"  # export or erase all of one customer
    OWN = "own"  # one's own sessions and keys


EVERYBODY = frozenset(Role)
DESK = frozenset({Role.ADMIN, Role.MEMBER})
ADMINS = frozenset({Role.ADMIN})

ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.READ: EVERYBODY,
    Permission.CONVERSE: DESK,
    Permission.DECIDE: DESK,
    Permission.WRITE_KNOWLEDGE: DESK,
    Permission.RUN_JOBS: ADMINS,
    Permission.READ_LOGS: ADMINS,
    Permission.DELETE: ADMINS,
    Permission.MANAGE_PEOPLE: ADMINS,
    Permission.MANAGE_ACCOUNT: ADMINS,
    Permission.PERSONAL_DATA: ADMINS,
    Permission.OWN: EVERYBODY,
}


def may(role: Role, permission: Permission) -> bool:
    return role in ALLOWED[permission]
