"""The page behind a link to a conversation, in a real browser against a whole desk."""

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.clients_journey.desk import Desk, OperatorDesk
from tests.widget.actions import send, shows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.timeout(300),
]
HOSTILE = "<script>alert(1)</script>"


async def test_a_link_shows_what_the_customer_sees_as_plain_text(page: Page, desk: Desk, sam: OperatorDesk) -> None:
    await page.goto(f"{desk.url}/chat?token={desk.account_id}")
    await send(page, HOSTILE)
    heard = await sam.hears("shout", lambda message: message["body"] == HOSTILE)
    talk = str(heard["conversation_id"])
    await sam.calls.call("POST", f"/api/conversations/{talk}/messages", body={"body": "For us", "private": True})
    await sam.says(talk, "We look at it.")
    await shows(page, HOSTILE, "We look at it.")
    made = await sam.calls.share(talk, 1)

    await page.goto(f"{desk.url}{made['page']}")

    await expect(page.get_by_role("listitem")).to_have_count(2)
    await expect(page.get_by_role("listitem").nth(0)).to_contain_text(HOSTILE)
    await expect(page.get_by_role("listitem").nth(1)).to_contain_text("We look at it.")
    await sam.calls.revoke_shares(talk)
    async with httpx.AsyncClient(base_url=desk.url) as visitor:
        assert (await visitor.get(made["path"])).status_code == 403
