"""What is set for accounts and inboxes by HTTP: hours, the business context, the account, the widget."""

from datetime import timedelta
from typing import Any

import pytest

from cairnloop.people.permissions import Role
from cairnloop.wire.widget_settings import contrast, text_colour
from tests.fakes import FixedClock
from tests.house import House
from tests.http.test_inboxes import data, errors

HOURS = {
    "time_zone": "Europe/Berlin",
    "working_hours": [
        {"day": "weekdays", "start_minute": 540, "end_minute": 720},
        {"day": "weekdays", "start_minute": 780, "end_minute": 1020},
    ],
    "holidays": [{"name": "Spring", "date": "2026-03-03", "yearly": True}],
}


async def test_hours_are_set_inherited_and_taken_back(house: House, clock: FixedClock) -> None:
    """The clock stands at 10:00 in Berlin on a Monday."""
    sam = await house.client()
    empty = await data(sam, "GET", "/api/business_hours")
    assert (empty["open"], empty["working_hours"], empty["inherited"]) == (True, [], False)
    said = await errors(sam, "PUT", "/api/business_hours", {"working_hours": HOURS["working_hours"]})
    assert "in which time zone" in said
    shown = await data(sam, "PUT", "/api/business_hours", {"business_hours": HOURS})
    assert shown["working_hours"] == HOURS["working_hours"]
    assert (shown["open"], shown["closes_at"]) == (True, "2026-03-02T11:00:00Z")
    assert shown["holidays"][0] | {"hours": []} == {
        "name": "Spring",
        "start_date": "2026-03-03",
        "end_date": "2026-03-03",
        "yearly": True,
        "hours": [],
    }
    clock.advance(hours=8)
    assert (await data(sam, "GET", "/api/business_hours"))["opens_at"] == "2026-03-04T08:00:00Z"
    inbox = f"/api/inboxes/{house.desk.inbox_id}/business_hours"
    assert (await data(sam, "GET", inbox))["inherited"] is True
    tokyo = await data(
        sam,
        "PUT",
        inbox,
        {"time_zone": "Asia/Tokyo", "working_hours": [{"day": "everyday", "start_minute": 0, "end_minute": 600}]},
    )
    assert (tokyo["inherited"], tokyo["time_zone"], tokyo["open"], tokyo["holidays"]) == (False, "Asia/Tokyo", True, [])
    assert (await data(sam, "DELETE", inbox))["time_zone"] == "Europe/Berlin"
    await errors(sam, "DELETE", inbox, None, 404)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"time_zone": "Mars/Base"}, "is no time zone we know"),
        ({"time_zone": "../../etc/passwd"}, "is no time zone we know"),
        ({"working_hours": [{"day": "someday", "start_minute": 0, "end_minute": 1}]}, "day"),
        ({"working_hours": [{"day": "monday", "start_minute": 0, "end_minute": 1441}]}, "end_minute"),
        ({"working_hours": [{"day": "monday", "start_minute": 60, "end_minute": 60}]}, "needs a length"),
        ({"working_hours": [{"day": "monday", "start_minute": 0, "end_minute": 9}] * 101}, "has more than 100 entries"),
        ({"holidays": [{"start_date": "2026-03-03", "end_date": "2026-03-02"}]}, "lies before start_date"),
        ({"holidays": [{"start_date": "2026-03-03", "end_date": "2028-03-02"}]}, "at most a year"),
        ({"holidays": [{"name": "x"}]}, "start_date"),
        ({"holidays": [{"date": "0001-01-01"}]}, "start_date"),
        ({"hours": []}, "is not a field"),
    ],
)
async def test_hours_that_cannot_be_are_refused_with_the_field(house: House, given: Any, said: str) -> None:
    assert said in await errors(await house.client(), "PUT", "/api/business_hours", {"time_zone": "UTC"} | given)


CONTEXT = {
    "business_name": "Trailmark",
    "business_description": "Maps for clubs.",
    "additional_context": "Say club.",
    "services": [{"name": "Setup", "price": 90}],
    "faqs": {"Free trial?": "Yes."},
    "scheduling_link": "https://cal.example/t",
}


async def test_the_business_context_comes_back_in_the_shape_that_was_written(house: House) -> None:
    sam, path = await house.client(), "/api/business_context"
    await errors(sam, "GET", path, None, 404)
    shown = await data(sam, "PUT", path, {"business_context": CONTEXT})
    assert {name: shown[name] for name in CONTEXT} == CONTEXT
    assert shown["instructions"] == "Say club."
    turned = {"services": {"Setup": "We draw it"}, "faqs": [{"question": "Free?", "answer": "No."}]}
    shown = await data(sam, "POST", path, {"business_context": {"instructions": "Be brief.", **turned}})
    assert (shown["services"], shown["faqs"]) == (turned["services"], turned["faqs"])
    assert (shown["additional_context"], shown["business_name"]) == ("Be brief.", "Trailmark")
    inbox = f"/api/inboxes/{house.desk.inbox_id}/business_context"
    await errors(sam, "GET", inbox, None, 404)
    await data(sam, "PUT", inbox, {"business_context": {"business_name": "Trailmark Shop"}})
    assert (await data(sam, "GET", inbox))["business_name"] == "Trailmark Shop"
    assert (await data(sam, "GET", path))["business_name"] == "Trailmark"
    await data(sam, "DELETE", inbox)
    await errors(sam, "GET", inbox, None, 404)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"business_name": None}, "business_name"),
        ({"business_name": "x" * 256}, "business_name"),
        ({"business_description": "x" * 2001}, "business_description"),
        ({"additional_context": "x" * 5001}, "additional_context"),
        ({"instructions": "one", "additional_context": "another"}, "additional_context"),
        ({"scheduling_link": "javascript:alert(1)"}, "scheduling_link"),
        ({"services": "Wash"}, "services"),
        ({"services": [{"price": "1"}]}, "services"),
        ({"faqs": {"Free?": ["x"]}}, "faqs"),
        ({"motto": "x"}, "motto"),
    ],
)
async def test_a_context_that_cannot_be_is_refused_with_the_field(house: House, given: Any, field: str) -> None:
    body = {"business_context": {"business_name": "Trailmark"} | given}
    assert field in await errors(await house.client(), "PUT", "/api/business_context", body)


async def test_the_account_is_shown_and_changed_in_the_shape_of_published_dashboards(house: House) -> None:
    sam, me = await house.client(), f"/api/accounts/{house.desk.account_id}"
    shown = await data(sam, "GET", "/api/accounts/me")
    assert (shown["company_name"], shown["working_hours"], shown["time_zone"]) == ("Trailmark", [], None)
    assert [user["email"] for user in shown["users"]] == [house.desk.sam.email]
    assert shown["settings"]["conversation_reminder_hours_interval"] == 72
    given = {
        "company_name": "Trailmark Ltd",
        "company_logo_url": "https://cdn.example/logo.png",
        "time_zone": "America/New_York",
        "working_hours": [{"day": "everyday", "start_minute": 540, "end_minute": 1020}],
        "settings": {"conversation_reminders_enabled": True},
    }
    changed = await data(sam, "PUT", me, {"account": {**shown, **given}})
    assert {name: changed[name] for name in given if name != "settings"} == {
        name: value for name, value in given.items() if name != "settings"
    }
    assert changed["settings"]["conversation_reminders_enabled"] is True
    assert changed["settings"]["max_num_conversation_reminders"] == 3
    assert (changed["is_outside_working_hours"], changed["current_minutes_since_midnight"]) == (True, 240)
    assert (await data(sam, "PUT", me, {"company_logo_url": ""}))["company_logo_url"] is None
    assert "no request can delete it" in await errors(sam, "DELETE", me, None, 403)
    for body, field in (
        ({"time_zone": "Nowhere"}, "time_zone"),
        ({"company_logo_url": "http://cdn.example/x"}, "company_logo_url"),
        ({"company_name": ""}, "company_name"),
        ({"settings": {"max_num_conversation_reminders": -1}}, "settings.max_num_conversation_reminders"),
        ({"settings": {"plan": "free"}}, "settings.plan"),
        ({"working_hours": "always"}, "working_hours"),
        ({"stripe_id": 1}, "stripe_id"),
    ):
        assert field in await errors(sam, "PUT", me, body), body


async def test_a_widget_is_set_per_inbox_and_knows_whether_somebody_is_there(house: House, clock: FixedClock) -> None:
    sam, desk = await house.client(), house.desk
    shop = (await data(sam, "POST", "/api/inboxes", {"name": "Shop"}, 201))["id"]
    given = {"title": "Shop", "color": "#FFEE00", "away_message": "Back soon.", "when_away": "form"}
    changed = await data(sam, "PUT", "/api/widget_settings", {"widget_settings": {**given, "inbox_id": shop}})
    assert {name: changed[name] for name in given} == given
    assert changed["text_color"] == "#000000"

    async def asked(inbox_id: str | None) -> Any:
        params = {"account_id": str(desk.account_id), "inbox_id": inbox_id or ""}
        return (await house.visitor.get("/api/widget_settings", params=params)).json()["data"]

    assert (await asked(shop))["title"] == "Shop"
    assert (await asked(None))["title"] == "Trailmark"
    assert (await asked(shop))["availability"] == {
        "open": True,
        "opens_at": None,
        "closes_at": None,
        "when_away": "form",
        "online": False,
    }
    house.s.here.look = lambda topic: {"user:7", "customer:1"}
    assert (await asked(shop))["availability"]["online"] is True
    house.s.here.look = lambda topic: {"customer:1"}
    await data(sam, "PUT", "/api/business_hours", HOURS)
    open_now = await asked(shop)
    assert (open_now["availability"]["open"], open_now["availability"]["closes_at"]) == (True, "2026-03-02T11:00:00Z")
    assert open_now["account"]["working_hours"] == HOURS["working_hours"]
    assert open_now["account"]["current_minutes_since_midnight"] == 600
    clock.advance(hours=3)
    away = await asked(shop)
    assert away["availability"] == {
        "open": True,
        "opens_at": None,
        "closes_at": "2026-03-02T16:00:00Z",
        "when_away": "form",
        "online": False,
    }
    clock.advance(hours=4)
    away = await asked(shop)
    assert (away["account"]["is_outside_working_hours"], away["availability"]["open"]) == (True, False)
    assert away["availability"]["opens_at"] == "2026-03-04T08:00:00Z"
    assert (await asked(None))["availability"]["when_away"] == "show"
    assert not {"deadlines_in_business_hours", "record_visits"} & set(away["account"]["settings"])
    await data(
        sam, "PUT", "/api/widget_settings", {"widget_settings": {"title": None, "color": ""}, "inbox_id": shop}, 422
    )
    back = await data(sam, "PUT", "/api/widget_settings", {"widget_settings": {"title": ""}, "inbox_id": shop})
    assert back["title"] == "Trailmark"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"color": "red"}, "color"),
        ({"color": "#12345"}, "color"),
        ({"title": "x" * 256}, "title"),
        ({"greeting": "x" * 2001}, "greeting"),
        ({"custom_icon_url": "http://x.example/i.png"}, "custom_icon_url"),
        ({"base_url": "javascript:alert(1)"}, "base_url"),
        ({"icon_variant": "round"}, "icon_variant"),
        ({"when_away": "maybe"}, "when_away"),
        ({"script": "x"}, "script"),
    ],
)
async def test_a_widget_that_cannot_be_is_refused_with_the_field(house: House, given: Any, field: str) -> None:
    said = await errors(await house.client(), "PUT", "/api/widget_settings", {"widget_settings": given})
    assert f"widget_settings.{field}" in said


def test_writing_on_any_colour_can_be_read() -> None:
    levels = ("00", "33", "66", "77", "99", "CC", "FF")
    for colour in (f"#{red}{green}{blue}" for red in levels for green in levels for blue in levels):
        assert contrast(colour, text_colour(colour)) >= 4.5, colour


async def test_members_read_all_of_it_and_change_none_of_it(house: House) -> None:
    kim = await house.client(await house.desk.another_operator(Role.MEMBER))
    for path in ("/api/inboxes", "/api/inboxes/primary", "/api/business_hours", "/api/accounts/me"):
        await data(kim, "GET", path)
    for path, body in (
        ("/api/business_hours", HOURS),
        ("/api/business_context", {"business_context": CONTEXT}),
        ("/api/widget_settings", {"widget_settings": {"title": "x"}}),
        (f"/api/accounts/{house.desk.account_id}", {"company_name": "x"}),
        (f"/api/inboxes/{house.desk.inbox_id}", {"name": "x"}),
    ):
        await errors(kim, "PUT", path, body, 403)


async def test_promises_count_in_business_hours_where_the_account_says_so(house: House, clock: FixedClock) -> None:
    sam, desk = await house.client(), house.desk

    async def due() -> timedelta:
        thread = await desk.conversation()
        await desk.says(thread, "hello?")
        shown = await data(sam, "GET", f"/api/conversations/{thread.id}")
        at = shown["deadline"]["due_at"]
        return type(clock.at).fromisoformat(at) - clock.at

    await data(sam, "PUT", "/api/business_hours", HOURS)
    clock.advance(hours=1, minutes=30)
    assert await due() == timedelta(hours=2)
    me = f"/api/accounts/{desk.account_id}"
    await data(sam, "PUT", me, {"settings": {"deadlines_in_business_hours": True}})
    assert await due() == timedelta(hours=3), "an hour at noon does not count"
    clock.advance(hours=5)
    assert await due() == timedelta(days=1, hours=18), "and neither does the holiday of tomorrow"
    await data(sam, "PUT", me, {"settings": {"deadlines_in_business_hours": None}})
    assert await due() == timedelta(hours=2)
