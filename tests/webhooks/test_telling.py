"""Who may manage the account hears by mail of webhooks that were switched off by themselves."""

from cairnloop.people.permissions import Role
from cairnloop.people.users import set_disabled
from tests.fakes import FixedClock
from tests.house import open_house
from tests.mail.house import HOME
from tests.mail.server import mailbox, text_of
from tests.webhooks.conftest import PATH, SETTINGS, subscribe
from tests.webhooks.receiver import receiving


async def test_admins_are_told_once_of_a_receiver_that_was_given_up(database_url: str, clock: FixedClock) -> None:
    async with mailbox() as box, receiving() as receiver:
        settings = {**SETTINGS, "mail": box.settings, "server": {"public_url": HOME}}
        async with open_house(database_url, clock, **settings) as house, await house.client() as sam:
            admin, gone = [await house.desk.another_operator(Role.ADMIN, name) for name in ("Ada", "Gus")]
            await house.desk.another_operator(Role.MEMBER)
            made = await subscribe(sam, receiver)
            receiver.always = (410, "")
            await house.desk.conversation()
            await set_disabled(house.s.db, gone.user_id, True, house.desk.sam)
            await house.settle()
            [mail] = box.to(admin.email)
            assert mail["subject"] == "Webhooks to 127.0.0.1 are switched off"
            said = text_of(mail)
            assert "Nothing is sent to 127.0.0.1 any more: the receiver answered 410: it is gone for good." in said
            assert f"cairnloop webhooks show {made['id']}" in said
            assert len(box.taken) == len(box.to(admin.email)) + len(box.to(house.desk.sam.email)) == 2

            box.taken.clear()
            await sam.post(f"{PATH}/{made['id']}/enable")
            await sam.post(f"{PATH}/{made['id']}/disable")
            await house.settle()
            assert box.taken == []
