"""Conversations that nobody answers: whoever has them is reminded in business hours, and of each silence anew."""

from datetime import UTC, datetime
from typing import Any

from cairnloop.desk.conversation.conversations import assign
from cairnloop.desk.inbox.members import put_member
from cairnloop.desk.message import replies
from cairnloop.people.permissions import Role
from tests.mail.server import text_of
from tests.notices.conftest import Post

WAITS = "Ada Park (ada@example.com) still waits for an answer"
WEEKDAYS = [{"day": "weekdays", "start_minute": 540, "end_minute": 1020}]


async def remind(post: Post, **settings: Any) -> None:
    """From nine to five on weekdays, after four hours, twice at most."""
    chosen = {
        "conversation_reminders_enabled": True,
        "conversation_reminder_hours_interval": 4,
        "max_num_conversation_reminders": 2,
        **settings,
    }
    body = {"time_zone": "UTC", "working_hours": WEEKDAYS, "settings": chosen}
    async with await post.house.client() as sam:
        answer = await sam.put(f"/api/accounts/{post.house.desk.account_id}", json=body)
    assert answer.status_code == 200


async def test_the_assignee_is_reminded_in_business_hours_and_so_often_and_no_more(post: Post) -> None:
    await remind(post)
    desk = post.house.desk
    post.clock.at = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)  # Friday: two hours are left of it
    thread = await desk.conversation()
    await assign(post.house.s.db, thread.id, post.kim.user_id, desk.sam)
    await desk.says(thread, "Hello?")
    assert await post.arrives(hours=2) == []
    assert await post.arrives(days=2) == []  # Sunday
    post.clock.at = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
    await post.house.settle()
    assert post.subjects() == [WAITS]
    (mail,) = post.box.taken
    assert "no answer for 4 business hours. It is assigned to you." in text_of(mail)
    assert "users settings --reminders off" in text_of(mail)
    assert await post.arrives(hours=4) == [WAITS, WAITS]
    assert len(await post.arrives(days=7)) == 2
    reminded = [one for one in await post.trail() if one["action"] == "conversation.reminded"]
    assert [one["reason"] for one in reminded] == ["no answer for 8 business hours", "no answer for 4 business hours"]


async def test_an_answer_ends_the_silence_and_the_next_question_begins_another(post: Post) -> None:
    await remind(post, max_num_conversation_reminders=1)
    desk, db = post.house.desk, post.house.s.db
    thread = await desk.conversation()
    await assign(db, thread.id, post.kim.user_id, desk.sam)
    await desk.says(thread, "Hello?")
    await post.arrives()
    await replies.reply(db, thread.id, "Here!", desk.sam, hold=replies.timedelta(0))
    await post.arrives()
    assert await post.arrives(hours=6) == []
    await desk.says(thread, "And now?")
    await post.arrives()
    assert await post.arrives(hours=20) == [WAITS]


async def test_what_is_nobodys_is_brought_to_those_who_work_in_its_inbox(post: Post) -> None:
    await remind(post)
    desk, db = post.house.desk, post.house.s.db
    lin = await desk.another_operator(Role.MEMBER, "Lin")
    await put_member(db, desk.inbox_id, lin.user_id, "member", desk.sam)
    await desk.says(await desk.conversation(), "Hello?")
    await post.arrives()
    assert await post.arrives(hours=5) == []
    assert (post.subjects(lin), post.subjects(desk.sam)) == ([WAITS], [])
    assert "It is nobody's." in text_of(post.box.taken[0])


async def test_what_waits_already_is_reminded_of_from_the_day_on_that_an_account_reminds(post: Post) -> None:
    desk, db = post.house.desk, post.house.s.db
    thread = await desk.conversation()
    await assign(db, thread.id, post.kim.user_id, desk.sam)
    await desk.says(thread, "Hello?")
    assert await post.arrives(hours=5) == []
    await remind(post, conversation_reminder_hours_interval=72)
    assert await post.arrives() == []
    await remind(post)
    await post.house.settle()
    assert post.subjects() == [WAITS]


async def test_who_wants_no_reminders_gets_none_and_what_sleeps_waits_for_nobody(post: Post) -> None:
    await remind(post)
    desk, db = post.house.desk, post.house.s.db
    await post.wants(email_alert_on_reminder=False)
    mine, asleep = await desk.conversation(), await desk.conversation()
    for thread, who in ((mine, post.kim), (asleep, desk.sam)):
        await assign(db, thread.id, who.user_id, desk.sam)
        await desk.says(thread, "Hello?")
    async with await post.house.client() as sam:
        await sam.post(f"/api/conversations/{asleep.id}/snooze", json={})
        await post.arrives()
        await post.arrives(hours=5)
        assert post.box.taken == []
        await sam.post(f"/api/conversations/{asleep.id}/unsnooze")
    await post.arrives()
    await post.arrives(hours=20)
    assert (post.subjects(), len(post.subjects(desk.sam)) > 0) == ([], True)
