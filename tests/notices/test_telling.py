"""Operators are written to of what they want to know and may see: gathered, once, and with what to do next."""

import pytest
from sqlalchemy import event

from cairnloop.desk.inbox.members import put_member
from cairnloop.desk.message import replies
from cairnloop.desk.message.accept import Incoming, accept_all
from cairnloop.desk.tables import Inbox
from cairnloop.kernel.jobs.port import JobState
from cairnloop.notices.letters import name_of
from cairnloop.notices.marks import owe
from cairnloop.notices.tables import NoticeMark
from cairnloop.people.permissions import Role
from cairnloop.people.tables import Customer
from cairnloop.people.users import set_disabled
from tests.fakes import FixedClock
from tests.house import open_house
from tests.mail.server import html_of, text_of
from tests.notices.conftest import Post

ADA = "Ada Park (ada@example.com)"


async def test_what_a_customer_writes_is_gathered_into_one_mail_and_what_follows_into_the_next(post: Post) -> None:
    await post.wants(email_alert_on_new_message=True)
    desk = post.house.desk
    thread = await desk.conversation()
    await desk.says(thread, "Hello <b>you</b>\x1b[2J")
    await desk.says(thread, "How do I change region?")
    assert await post.arrives() == [f"{ADA} has sent you 2 messages"]
    (mail,) = post.box.taken
    assert "> Hello <b>you</b>␛[2J" in text_of(mail)
    assert "Hello &lt;b&gt;you&lt;/b&gt;" in html_of(mail)
    assert f"cairnloop conversations show {thread.id}" in text_of(mail)
    assert "cairnloop users settings --messages off" in text_of(mail)
    assert (mail["auto-submitted"], mail["reply-to"]) == ("auto-generated", None)

    await desk.says(thread, "Anybody there?")
    assert len(await post.arrives(minutes=1)) == 1  # not so soon after the last one
    await desk.says(thread, "Hello?")
    assert (await post.arrives(minutes=10))[1:] == [f"{ADA} has sent you 2 messages"]
    assert "Anybody there?" in text_of(post.box.taken[1])
    assert "change region" not in text_of(post.box.taken[1])
    assert post.box.taken[0]["references"] == post.box.taken[1]["references"]
    assert len(await post.arrives(hours=1)) == 2
    told = [one for one in await post.trail() if one["action"] == "notice.mailed"]
    assert [one["detail"] for one in told] == [{"kinds": ["message"]}, {"kinds": ["message"]}]


async def test_new_conversations_are_told_of_once_and_what_was_answered_not_at_all(post: Post) -> None:
    await post.wants(email_alert_on_new_conversation=True)
    desk = post.house.desk
    thread = await desk.conversation()
    await desk.says(thread, "Hello")
    assert await post.arrives() == [f"{ADA} has sent you a message"]
    await desk.says(thread, "One more thing")
    assert len(await post.arrives(minutes=20)) == 1
    quick = await desk.conversation()
    await desk.says(quick, "Hello again")
    await replies.reply(post.house.s.db, quick.id, "Here!", desk.sam, hold=replies.timedelta(0))
    assert len(await post.arrives(minutes=20)) == 1


def test_a_customers_name_adds_no_line_to_what_the_house_says() -> None:
    named = Customer(name="Ada\n\nYour password has ended: ", email="ada@shop.example")
    assert name_of(named) == "Ada Your password has ended: (ada@shop.example)"


async def test_who_may_not_see_it_or_works_here_no_longer_is_not_told(post: Post) -> None:
    desk, db = post.house.desk, post.house.s.db
    lin = await desk.another_operator(Role.MEMBER, "Lin")
    pat = await desk.another_operator(Role.MEMBER, "Pat")
    for who in (post.kim, lin, pat, desk.sam):
        await post.wants(who, email_alert_on_new_message=True)
    async with db.begin() as tx:
        (await tx.session.get_one(Inbox, desk.inbox_id)).is_private = True
    await put_member(db, desk.inbox_id, lin.user_id, "member", desk.sam)
    await put_member(db, desk.inbox_id, pat.user_id, "member", desk.sam)
    await desk.says(await desk.conversation(), "A secret")
    await set_disabled(db, pat.user_id, True, desk.sam)
    assert await post.arrives() == []
    assert (len(post.subjects(lin)), len(post.subjects(pat)), len(post.subjects(desk.sam))) == (1, 0, 1)


async def test_who_is_at_the_desk_and_wants_quiet_is_left_alone(post: Post) -> None:
    await post.wants(email_alert_on_new_message=True, email_only_when_away=True)
    desk = post.house.desk
    post.house.s.here.look = lambda topic: {f"user:{post.kim.user_id}"}
    thread = await desk.conversation()
    await desk.says(thread, "Hello")
    assert await post.arrives() == []
    post.house.s.here.look = lambda topic: set()
    await desk.says(thread, "Still there?")
    assert await post.arrives() == [f"{ADA} has sent you a message"]


async def test_a_mention_is_mailed_to_the_mentioned_unless_they_saw_it(post: Post) -> None:
    desk, db = post.house.desk, post.house.s.db
    thread = await desk.conversation()
    await desk.says(thread, "Hello")
    await replies.note(db, thread.id, "Kim, is this a refund?", desk.sam, mentioned=[post.kim.user_id])
    assert await post.arrives() == [f"Sam mentions you: the conversation with {ADA}"]
    assert "> Kim, is this a refund?" in text_of(post.box.taken[0])
    other = await desk.conversation()
    await replies.note(db, other.id, "And here?", desk.sam, mentioned=[post.kim.user_id])
    async with await post.house.client(post.kim) as kim:
        await kim.post(f"/api/conversations/{other.id}/read")
    assert len(await post.arrives()) == 1


async def test_a_house_may_keep_customers_words_out_of_mails(database_url: str, clock: FixedClock) -> None:
    from tests.mail.house import mailing_house

    async with mailing_house(database_url, clock, quote_messages=False) as (house, box):
        kim = await house.desk.another_operator(Role.MEMBER, "Kim")
        post = Post(house, box, clock, kim)
        await post.wants(email_alert_on_new_message=True)
        await house.desk.says(await house.desk.conversation(), "My password is hunter2")
        assert await post.arrives() == [f"{ADA} has sent you a message"]
        assert "hunter2" not in box.taken[0].as_string()


async def test_the_mail_server_is_away_and_back_and_refuses_one_for_good(post: Post) -> None:
    await post.wants(email_alert_on_new_message=True)
    desk = post.house.desk
    thread = await desk.conversation()
    await desk.says(thread, "Hello")
    await post.box.close()
    assert await post.arrives() == []
    await desk.says(thread, "While it was away")
    await post.box.open()
    assert await post.arrives() == [f"{ADA} has sent you a message"]  # the mail of then
    assert "While it was away" not in text_of(post.box.taken[0])
    assert len(await post.arrives(minutes=11)) == 2
    assert "While it was away" in text_of(post.box.taken[1])
    await desk.says(await desk.conversation(), "Hello")
    post.box.answers.append("550 no such user")
    assert len(await post.arrives()) == 2
    async with post.house.s.db.read() as tx:
        (dead,) = await post.house.s.jobs.page(tx, state=JobState.DEAD)
    assert (dead.attempt, dead.error) == (1, "the mail server refuses the recipient: 550 no such user")


@pytest.mark.parametrize("wanted", [False, True])
async def test_accepting_many_messages_costs_no_statement_more(post: Post, wanted: bool) -> None:
    db, desk = post.house.s.db, post.house.desk
    if wanted:
        await post.wants(email_alert_on_new_message=True)
    threads = [(await desk.conversation()).id for _ in range(3)]

    async def written(many: int) -> int:
        seen: list[str] = []

        def note(*call: object) -> None:
            seen.append(str(call[2]))

        event.listen(db.engine.sync_engine, "before_cursor_execute", note)
        await accept_all(db, [Incoming(threads[at % 3], "Hello", client_id=f"{db.new_id()}") for at in range(many)])
        event.remove(db.engine.sync_engine, "before_cursor_execute", note)
        return len(seen)

    await written(3)  # what is remembered from now on is read
    counts = [await written(many) for many in (3, 30)]
    assert counts[0] == counts[1]
    async with db.read() as tx:
        jobs = await post.house.s.jobs.page(tx, account_id=desk.account_id, limit=200)
    assert sum(one.kind == "tell_operators" for one in jobs) == (3 if wanted else 0)


async def test_where_mail_is_off_nothing_is_asked_of_anybody(database_url: str, clock: FixedClock) -> None:
    async with open_house(database_url, clock) as house:
        from cairnloop.people.profiles import change_settings

        await change_settings(house.s.db, {"email_alert_on_new_message": True}, house.desk.sam)
        thread = await house.desk.conversation()
        await house.desk.says(thread, "Hello")
        await replies.note(house.s.db, thread.id, "Sam?", house.desk.sam, mentioned=[house.desk.sam.user_id])
        async with house.s.db.read() as tx:
            kinds = {one.kind for one in await house.s.jobs.page(tx, limit=200)}
        assert not kinds & {"tell_operators", "mail_notice", "remind"}


async def test_a_deleted_conversation_takes_its_marks_along(post: Post) -> None:
    await post.wants(email_alert_on_new_message=True)
    thread = await post.house.desk.conversation()
    await post.house.desk.says(thread, "Hello")
    assert len(await post.arrives()) == 1
    async with await post.house.client() as sam:
        assert (await sam.delete(f"/api/conversations/{thread.id}")).status_code < 300


async def test_what_is_owed_begins_with_the_earliest_message_in_whatever_order_jobs_come(post: Post) -> None:
    db, desk = post.house.s.db, post.house.desk
    thread = await desk.conversation()
    owed = []
    for seq in (9, 5, 12):
        async with db.begin() as tx:
            await owe(tx, desk.account_id, thread.id, [post.kim.user_id, desk.sam.user_id], seq, at=tx.now)
        async with db.read() as tx:
            mark = await tx.session.get_one(NoticeMark, (thread.id, post.kim.user_id))
            owed.append(mark.owed_seq)
    assert owed == [9, 5, 5]
