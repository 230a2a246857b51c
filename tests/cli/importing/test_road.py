"""The road to a running Papercups: patient with what passes, and at an end with what does not."""

from collections.abc import Iterator

import pytest

from cairnloop.cli.importing import road
from cairnloop.cli.importing.road import PapercupsRoad, Pass
from cairnloop.cli.importing.sources import Unreadable
from tests.cli.importing.old_desk import KEY, PASSWORD, TOKEN, Api, small


@pytest.fixture
def api() -> Api:
    return Api(small())


@pytest.fixture
def url(api: Api) -> Iterator[str]:
    with api.serve() as url:
        yield url


class Pauses(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


async def test_what_passes_is_waited_for_longer_and_longer(api: Api, url: str) -> None:
    pauses = Pauses()
    way = PapercupsRoad(url, Pass(token=TOKEN), pauses)
    await way.enter()
    api.moods = [429, 500, 503]
    assert (await way.get("/api/tags"))["data"][0]["name"] == "Refund"
    assert pauses == [1.0, 2.0, 4.0]
    api.moods = [502] * 100
    with pytest.raises(Unreadable, match=r"does not answer \(HTTP 502\)"):
        await way.get("/api/tags")
    assert 100 - len(api.moods) == road.TRIES
    await way.close()


async def test_nobody_at_the_address_is_said(url: str) -> None:
    pauses = Pauses()
    way = PapercupsRoad("http://127.0.0.1:9", Pass(token=TOKEN), pauses)
    with pytest.raises(
        Unreadable, match=r"nobody answers at http://127\.0\.0\.1:9 \(ConnectError\); check the address"
    ):
        await way.enter()
    assert pauses == []
    await way.close()


@pytest.mark.parametrize("let_in", [Pass(token=TOKEN), Pass(email="rosa@old.example", password=PASSWORD)])
@pytest.mark.parametrize(("mood", "said"), [(301, "write the address it leads to"), (404, r"\(HTTP 404\)$")])
async def test_somebody_else_at_the_address_is_said(api: Api, url: str, let_in: Pass, mood: int, said: str) -> None:
    api.moods = [mood]
    way = PapercupsRoad(url, let_in, Pauses())
    with pytest.raises(Unreadable, match=f"does not answer as Papercups does.*{said}"):
        await way.enter()
    await way.close()


async def test_a_token_is_a_sessions_or_a_keys(api: Api, url: str) -> None:
    session, key, stranger = (PapercupsRoad(url, Pass(token=token), Pauses()) for token in (TOKEN, KEY, "nobody's"))
    await session.enter()
    await key.enter()
    assert (session.by_key, key.by_key) == (False, True)
    assert await key.get("/api/users")
    with pytest.raises(Unreadable, match="does not answer as Papercups does"):
        await key.get("/api/inboxes")
    with pytest.raises(Unreadable, match="does not know this token"):
        await stranger.enter()
    for one in (session, key, stranger):
        await one.close()


async def test_a_session_that_ends_on_the_way_is_opened_anew(api: Api, url: str) -> None:
    way = PapercupsRoad(url, Pass(email="rosa@old.example", password=PASSWORD), Pauses())
    await way.enter()
    api.token = "ended"
    assert await way.get("/api/tags")
    assert api.asked.count("/api/session") == 2
    await way.close()
    wrong = PapercupsRoad(url, Pass(email="rosa@old.example", password="wrong"), Pauses())
    with pytest.raises(Unreadable, match="check the password"):
        await wrong.enter()
    await wrong.close()


async def test_an_answer_without_end_is_not_read_to_its_end(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "LONGEST_ANSWER", 10)
    way = PapercupsRoad(url, Pass(token=TOKEN), Pauses())
    with pytest.raises(Unreadable, match="more than 10 bytes"):
        await way.enter()
    await way.close()
