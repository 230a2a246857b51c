"""Scopes: what a key may do at most, and that no key makes one that may do more or for longer."""

from datetime import timedelta

import pytest

from cairnloop.errors import Forbidden, Invalid, Unauthenticated
from cairnloop.kernel.database import Database
from cairnloop.people.access import keys
from cairnloop.people.access.scopes import WORDS, check_scopes, permissions_of
from cairnloop.people.access.sessions import recognise
from cairnloop.people.permissions import ALLOWED, Permission, Role, may
from tests import make
from tests.fakes import FixedClock


def test_words_mean_permissions() -> None:
    assert permissions_of(["all"]) is None
    assert permissions_of(["read", "all"]) is None
    assert permissions_of(["converse", "run_jobs"]) == {Permission.CONVERSE, Permission.RUN_JOBS}
    read, write = permissions_of(["read"]), permissions_of(["write"])
    assert read is not None
    assert write is not None
    assert Permission.READ in read < write
    assert Permission.OWN not in write
    assert all(Role.MEMBER in ALLOWED[one] for one in write)
    assert permissions_of(["no such word any more"]) == frozenset()
    assert set(WORDS) == {"all", "read", "write"} | {one.value for one in Permission}


@pytest.mark.parametrize("words", [[], ["everything"], ["read", "READ"], [""]])
def test_words_that_mean_nothing_are_refused(words: list[str]) -> None:
    with pytest.raises(Invalid):
        check_scopes(words)


async def test_a_key_may_what_its_owner_may_as_far_as_its_scopes_go(database: Database) -> None:
    desk = await make.desk(database)
    viewer = await desk.another_operator(Role.VIEWER, "Val")
    for owner in (desk.sam, viewer):
        for word in WORDS:
            key = await keys.create_key(database, "k", owner, scopes=[word])
            by = await recognise(database, key.secret)
            allowed = permissions_of([word]) or frozenset(Permission)
            for permission in Permission:
                expected = permission in allowed and may(owner.role, permission)
                assert by.may(permission) == expected, (word, permission)
                if not expected:
                    with pytest.raises(Forbidden):
                        by.require(permission)


async def test_a_key_ends_when_it_was_said_to_end(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    key = await keys.create_key(database, "ci", desk.sam, expires_at=clock.now() + timedelta(hours=1))
    assert (await recognise(database, key.secret)).until == clock.now() + timedelta(hours=1)
    clock.advance(minutes=60)
    with pytest.raises(Unauthenticated):
        await recognise(database, key.secret)
    with pytest.raises(Invalid, match="passed"):
        await keys.create_key(database, "ci", desk.sam, expires_at=clock.now())


async def test_no_key_makes_one_that_may_do_more_or_for_longer(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    soon = clock.now() + timedelta(hours=1)
    made = await keys.create_key(database, "ci", desk.sam, scopes=["own", "read"], expires_at=soon)
    by = await recognise(database, made.secret)
    for scopes in (["all"], ["write"], ["own", "converse"], ["manage_people"]):
        with pytest.raises(Forbidden, match="more than itself"):
            await keys.create_key(database, "x", by, scopes=scopes, expires_at=soon)
    for until in (None, soon + timedelta(seconds=1)):
        with pytest.raises(Forbidden, match="outlives"):
            await keys.create_key(database, "x", by, scopes=["read"], expires_at=until)
    child = await keys.create_key(database, "x", by, scopes=["read"], expires_at=soon)
    assert (await recognise(database, child.secret)).scopes == permissions_of(["read"])
