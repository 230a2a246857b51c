"""What two admins change at once: nobody's change is lost, and who looked at an older version hears whose is newer."""

import asyncio

import pytest

from cairnloop.desk.accounts import change_account
from cairnloop.desk.hours import keeping
from cairnloop.desk.inbox import inboxes
from cairnloop.desk.inbox.widget_settings import change_widget_settings
from cairnloop.desk.topics import operators
from cairnloop.drafting.contexts import forget_context, get_context, put_context
from cairnloop.errors import Stale
from cairnloop.kernel.database import Database
from cairnloop.people.account_settings import settings_of
from cairnloop.people.accounts import get_account
from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import Ear

HOURS = {"time_zone": "UTC", "working_hours": []}


async def test_an_inbox_that_somebody_changed_since_is_not_overwritten(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator(Role.ADMIN)
    changed = await inboxes.change_inbox(database, desk.inbox_id, {"name": "Shop"}, kim, seen=1)
    assert changed.version == 2
    with pytest.raises(Stale, match="Kim has changed this"):
        await inboxes.change_inbox(database, desk.inbox_id, {"name": "Desk"}, desk.sam, seen=1)
    same = await inboxes.change_inbox(database, desk.inbox_id, {"name": "Shop"}, desk.sam)
    assert (same.name, same.version) == ("Shop", 2), "what is so already makes no other version"
    for seen, version in ((None, 3), (3, 4)):
        name = f"Desk {version}"
        assert (
            await inboxes.change_inbox(database, desk.inbox_id, {"name": name}, desk.sam, seen=seen)
        ).version == version


async def test_the_inbox_that_is_primary_no_more_is_told_of_and_another_version(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator(Role.ADMIN)
    ear = Ear(database.hub, operators(desk.account_id))
    made = await inboxes.create_inbox(database, {"name": "Shop", "is_primary": True}, kim, draft_policy="deny")
    told = [(one.event, one.payload["id"], one.payload["updates"]["is_primary"]) for one in ear.heard]
    assert told == [("inbox:updated", str(desk.inbox_id), False), ("inbox:created", str(made.id), True)]
    with pytest.raises(Stale, match="Kim"):
        await inboxes.change_inbox(database, desk.inbox_id, {"is_primary": True}, desk.sam, seen=1)


async def test_an_account_that_somebody_changed_since_is_not_overwritten(database: Database) -> None:
    desk = await make.desk(database)
    kim, lee = await desk.another_operator(Role.ADMIN), await desk.another_operator(Role.ADMIN, "Lee")
    await change_account(database, {"company_name": "Northridge"}, kim, seen=1)
    with pytest.raises(Stale, match="Kim"):
        await change_account(database, {"company_name": "Southridge"}, desk.sam, seen=1)
    await keeping.set_hours(database, None, HOURS, lee)
    with pytest.raises(Stale, match="Lee"):
        await change_account(database, {"time_zone": "Europe/Berlin"}, desk.sam, seen=2)
    assert (await change_account(database, {"company_name": "Northridge"}, desk.sam, seen=3)).version == 3


async def test_hours_that_somebody_changed_since_are_not_overwritten(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator(Role.ADMIN)
    for inbox_id in (None, desk.inbox_id):
        async with database.read() as tx:
            shown = keeping.hours_out(await keeping.kept(tx, desk.account_id, inbox_id), tx.now)["version"]
        await keeping.set_hours(database, inbox_id, HOURS, kim, seen=shown)
        with pytest.raises(Stale, match="Kim has changed this"):
            await keeping.set_hours(database, inbox_id, HOURS, desk.sam, seen=shown)
        assert (await keeping.set_hours(database, inbox_id, HOURS, desk.sam, seen=shown + 1)).version == shown + 2
    gone = await keeping.forget_hours(database, desk.inbox_id, kim)
    with pytest.raises(Stale, match="Kim"):
        await keeping.set_hours(database, desk.inbox_id, HOURS, desk.sam, seen=gone.version - 1)


async def test_a_widget_that_somebody_changed_since_is_not_overwritten(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator(Role.ADMIN)
    changed, _ = await change_widget_settings(database, None, {"title": "Hello"}, kim, seen=1)
    assert changed.version == 2
    with pytest.raises(Stale, match="Kim has changed this"):
        await change_widget_settings(database, desk.inbox_id, {"title": "Hi"}, desk.sam, seen=1)
    changed, _ = await change_widget_settings(database, desk.inbox_id, {"title": "Hi"}, desk.sam, seen=2)
    assert (changed.version, changed.values["title"]) == (3, "Hi")


async def test_a_business_context_that_somebody_changed_since_is_not_overwritten(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator(Role.ADMIN)
    for inbox_id in (None, desk.inbox_id):
        await put_context(database, inbox_id, {"business_name": "Northridge"}, kim, seen=0)
        for seen in (0, 2):
            with pytest.raises(Stale, match="Kim has changed this"):
                await put_context(database, inbox_id, {"business_name": "Southridge"}, desk.sam, seen=seen)
        await put_context(database, inbox_id, {"instructions": "Be brief"}, desk.sam, seen=1)
        async with database.read() as tx:
            assert (await get_context(tx, desk.account_id, inbox_id)).version == 2
    await forget_context(database, desk.inbox_id, kim)
    with pytest.raises(Stale, match="Kim"):
        await put_context(database, desk.inbox_id, {"business_name": "Southridge"}, desk.sam, seen=2)


async def test_of_two_who_set_different_things_at_once_both_are_heard(database: Database) -> None:
    desk = await make.desk(database)
    wanted = {"conversation_reminders_enabled": True, "max_num_conversation_reminders": 7}
    await asyncio.gather(*(change_account(database, {"settings": {name: wanted[name]}}, desk.sam) for name in wanted))
    async with database.read() as tx:
        account = await get_account(tx, desk.account_id)
    assert settings_of(account).items() >= wanted.items()
    assert account.version == 3


async def test_whoever_sets_hours_and_whoever_changes_their_inbox_never_wait_in_a_circle(database: Database) -> None:
    desk = await make.desk(database)
    for number in range(5):
        await asyncio.gather(
            keeping.set_hours(database, desk.inbox_id, HOURS, desk.sam),
            inboxes.change_inbox(database, desk.inbox_id, {"name": f"Shop {number}"}, desk.sam),
        )
