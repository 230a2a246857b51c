"""What a customer writes arrives once and in order, and stays on the screen until it has."""

import pytest
from playwright.async_api import Page, expect

from tests.widget.actions import field, message, send, shows, write
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_a_first_message_makes_the_customer_and_the_conversation(chat: Page, desk: StandIn) -> None:
    await send(chat, "Where is my map?")
    (customer,) = desk.customers.values()
    assert customer["account_id"] == ACCOUNT
    assert customer["browser"] == "Chrome"
    assert customer["time_zone"] == "Europe/Berlin"
    (talk,) = desk.conversations.values()
    assert talk["customer_id"] == customer["id"]
    assert desk.bodies() == ["Where is my map?"]


async def test_a_message_is_sending_until_the_desk_acknowledges_it(chat: Page, desk: StandIn) -> None:
    desk.gate.clear()
    await write(chat, "Where is my map?")
    await expect(message(chat, "Where is my map?")).to_contain_text("… Sending")
    desk.gate.set()
    await expect(message(chat, "Where is my map?")).to_contain_text("✓ Sent")


async def test_a_reload_keeps_the_customer_the_conversation_and_the_history(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    await send(chat, "Two")
    await desk.agent_says(desk.only_conversation(), "Three")
    await chat.reload()
    await shows(chat, "One", "Two", "Three")
    await send(chat, "Four")
    await shows(chat, "One", "Two", "Three", "Four")
    assert len(desk.customers) == 1
    assert len(desk.conversations) == 1


async def test_what_is_written_while_the_desk_is_down_goes_out_once_and_in_order(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    await desk.stop()
    await expect(chat.get_by_text("The connection is lost.")).to_be_visible()
    await write(chat, "Two")
    await write(chat, "Three")
    await expect(message(chat, "Three")).to_contain_text("It will go out when the connection is back")
    await desk.start()
    await chat.evaluate("dispatchEvent(new Event('online'))")
    await expect(message(chat, "Three")).to_contain_text("✓ Sent")
    await expect(chat.get_by_text("The connection is lost.")).to_be_hidden()
    assert desk.bodies() == ["One", "Two", "Three"]
    assert set(desk.accepted.values()) == {1}


async def test_a_first_message_may_be_written_while_the_desk_is_down(chat: Page, desk: StandIn) -> None:
    await desk.until(lambda: desk.joins("room"))
    await desk.stop()
    await write(chat, "Is anybody there?")
    await expect(message(chat, "Is anybody there?")).to_have_attribute("data-state", "waiting")
    await desk.start()
    await expect(message(chat, "Is anybody there?")).to_have_attribute("data-state", "sent")
    assert list(desk.accepted.values()) == [1]


async def test_a_lost_acknowledgement_does_not_send_twice(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    desk.hangs_up_after_accepting = True
    await write(chat, "Two")
    await expect(message(chat, "Two")).to_have_attribute("data-state", "sent")
    await shows(chat, "One", "Two")
    assert desk.bodies() == ["One", "Two"]


async def test_an_unacknowledged_message_survives_a_reload(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    desk.deaf = True
    await write(chat, "Two")
    await expect(message(chat, "Two")).to_have_attribute("data-state", "sending")
    await chat.reload()
    await shows(chat, "One", "Two")
    assert desk.bodies() == ["One"]
    desk.deaf = False
    await desk.hang_up()
    await expect(message(chat, "Two")).to_have_attribute("data-state", "sent")
    assert desk.bodies() == ["One", "Two"]


async def test_a_refused_message_says_why_and_can_be_sent_again(chat: Page, desk: StandIn) -> None:
    desk.refusals.append({"reason": "this cannot be kept", "code": "invalid"})
    await write(chat, "One")
    await expect(message(chat, "One")).to_contain_text("✕ Not sent. The desk says: this cannot be kept")
    await send(chat, "Two")
    await chat.get_by_role("button", name="Retry").press("Enter")
    await expect(message(chat, "One")).to_have_attribute("data-state", "sent")
    await expect(field(chat)).to_be_focused()
    assert desk.bodies() == ["Two", "One"]
    first, _, again = desk.told("shout")
    assert first["client_id"] == again["client_id"]


@pytest.mark.usefixtures("own_profile")
async def test_a_message_the_desk_cannot_take_just_now_goes_out_by_itself(page: Page, desk: StandIn) -> None:
    await page.clock.install()
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "One")
    desk.refusals.append({"reason": "too many messages, wait a moment", "code": "too_many"})
    await write(page, "Two")
    await desk.until(lambda: not desk.refusals)
    await expect(message(page, "Two")).to_contain_text("… Sending")
    await page.clock.fast_forward(1_500)
    await expect(message(page, "Two")).to_have_attribute("data-state", "sent")
    assert desk.bodies() == ["One", "Two"]


async def test_a_refused_message_can_be_taken_back(chat: Page, desk: StandIn) -> None:
    desk.refusals.append({"reason": "this cannot be kept"})
    await write(chat, "One")
    await chat.get_by_role("button", name="Remove").click()
    await expect(message(chat, "One")).to_have_count(0)
    await chat.reload()
    await expect(chat.get_by_role("article")).to_have_count(0)
    assert desk.bodies() == []


@pytest.mark.usefixtures("own_profile")
async def test_a_desk_that_does_not_answer_is_given_ten_seconds(page: Page, desk: StandIn) -> None:
    await page.clock.install()
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "One")
    desk.deaf = True
    await write(page, "Two")
    await expect(message(page, "Two")).to_contain_text("… Sending")
    await page.clock.fast_forward(10_500)
    await expect(message(page, "Two")).to_contain_text("✕ Not sent. The desk did not answer.")
    desk.deaf = False
    await page.get_by_role("button", name="Retry").click()
    await expect(message(page, "Two")).to_have_attribute("data-state", "sent")


async def test_a_message_to_a_conversation_that_is_gone_begins_a_new_one(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    gone = desk.only_conversation()
    del desk.conversations[gone]
    await send(chat, "Two")
    await shows(chat, "One", "Two")
    assert desk.only_conversation() != gone
    assert desk.bodies() == ["Two"]


async def test_a_conversation_that_went_while_the_line_was_down_is_replaced(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    await desk.stop()
    desk.conversations.clear()
    await write(chat, "Two")
    await desk.start()
    await expect(message(chat, "Two")).to_have_attribute("data-state", "sent")
    assert desk.bodies() == ["Two"]


async def test_a_customer_the_desk_forgot_is_made_anew(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    desk.customers.clear()
    desk.conversations.clear()
    await chat.reload()
    await send(chat, "Two")
    assert len(desk.customers) == 1
    assert desk.bodies() == ["Two"]


async def test_a_message_to_a_closed_conversation_stays_in_it(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    talk = desk.conversations[desk.only_conversation()]
    talk["status"] = "closed"
    await desk.hang_up()
    await send(chat, "Two")
    await shows(chat, "One", "Two")
    assert desk.conversations == {talk["id"]: {**talk, "status": "open"}}


async def test_a_conversation_that_was_closed_is_still_there_after_a_reload(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    await desk.agent_says(desk.only_conversation(), "That is all")
    desk.conversations[desk.only_conversation()]["status"] = "closed"
    await chat.reload()
    await shows(chat, "One", "That is all")
    await send(chat, "Two")
    assert desk.conversations[desk.only_conversation()]["status"] == "open"


async def test_two_tabs_are_one_customer(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    other = await chat.context.new_page()
    await other.goto(chat.url)
    await shows(other, "One")
    await send(other, "Two")
    await shows(chat, "One", "Two")
    assert len(desk.customers) == 1


@pytest.mark.usefixtures("own_profile")
async def test_without_storage_the_chat_works_for_as_long_as_it_is_open(page: Page, desk: StandIn) -> None:
    await page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "One")
    await send(page, "Two")
    assert desk.bodies() == ["One", "Two"]
    assert len(desk.conversations) == 1


async def test_what_was_not_yet_sent_is_still_in_the_field_after_a_reload(chat: Page) -> None:
    await field(chat).fill("Half a thought")
    await chat.reload()
    await expect(field(chat)).to_have_value("Half a thought")
