"""Files are attached to a message once, by who uploaded them, and let go of again."""

from dataclasses import replace
from uuid import UUID, uuid4

from cairnloop.files.attaching import Wish, attach, lacking, release
from cairnloop.files.queries import files_of, get_file
from cairnloop.people.customer.merge import merge
from tests import make
from tests.files.room import Room, wish


async def test_files_are_attached_once_by_who_uploaded_them(room: Room) -> None:
    mine, anonymous = await room.upload(), await room.upload(replace(room.page, customer_id=None))
    operators, message, other = await room.upload(room.operator), uuid4(), uuid4()
    somebody, kim = await make.customer(room.db, room.desk.account_id), room.desk.sam.user_id + 1
    stranger = (await make.desk(room.db, "Other")).account_id

    async def given(*asked: Wish) -> dict[UUID, list[str]]:
        async with room.db.begin() as tx:
            return {key: [one["id"] for one in files] for key, files in (await attach(tx, asked)).items()}

    refused = (
        wish(room, mine, other, customer_id=somebody),
        wish(room, mine, other, account_id=stranger),
        wish(room, mine, other, customer_id=None, user_id=room.desk.sam.user_id),
        wish(room, operators, other),
        wish(room, operators, other, customer_id=None, user_id=kim),
    )
    for one in refused:
        assert await given(one) == {}
    assert await given(wish(room, anonymous, message, 0), wish(room, mine, message, 1)) == {
        message: [str(anonymous.id), str(mine.id)]
    }
    assert await given(wish(room, mine, other)) == {}
    assert await given(wish(room, operators, other, customer_id=None, user_id=room.desk.sam.user_id)) == {
        other: [str(operators.id)]
    }
    async with room.db.read() as tx:
        shown = await files_of(tx, [room.desk.account_id], [message, other, uuid4()])
        assert {key: [one["id"] for one in files] for key, files in shown.items()} == {
            message: [str(anonymous.id), str(mine.id)],
            other: [str(operators.id)],
        }
        assert (await get_file(tx, room.desk.account_id, anonymous.id)).customer_id == room.desk.customer_id
        assert await files_of(tx, [stranger], [message]) == {}


async def test_a_page_that_was_open_while_its_customer_was_merged_still_sends_files(room: Room) -> None:
    again = await make.customer(room.db, room.desk.account_id)
    await merge(room.db, again, room.desk.customer_id, room.desk.sam)
    file, message = await room.upload(replace(room.page, customer_id=again)), uuid4()
    async with room.db.begin() as tx:
        assert message in await attach(tx, [wish(room, file, message)])


async def test_two_messages_that_want_one_file_get_it_once(room: Room) -> None:
    file, first, second = await room.upload(), uuid4(), uuid4()
    async with room.db.begin() as tx:
        given = await attach(tx, [wish(room, file, first), wish(room, file, second)])
    assert len(given) == 1
    lost = second if first in given else first
    assert lacking([file.id], given.get(lost, [])) is not None
    assert lacking([file.id], next(iter(given.values()))) is None


async def test_a_file_that_was_let_go_of_can_be_attached_again(room: Room) -> None:
    file, first, second = await room.upload(), uuid4(), uuid4()
    async with room.db.begin() as tx:
        await attach(tx, [wish(room, file, first)])
        await release(tx, [first])
        assert second in await attach(tx, [wish(room, file, second)])
