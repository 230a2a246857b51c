from cairnloop.kernel.fading import Fading
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.whispers import Whispers
from tests.fakes import Ear

ON, OFF = (Announcement("t", "typing", {"typing": True}),), (Announcement("t", "typing", {"typing": False}),)


def fading(seconds: float) -> tuple[Fading, Ear]:
    hub = Hub()
    return Fading(Whispers(hub), seconds), Ear(hub, "t")


async def told(ear: Ear, times: int) -> list[bool]:
    await ear.hears(times)
    return [said.payload["typing"] for said in ear.heard]


async def test_what_is_not_said_again_is_taken_back_once() -> None:
    fade, ear = fading(0.01)
    fade.begin("ada", ON, OFF)
    assert await told(ear, 2) == [True, False]
    fade.end("ada", OFF)
    assert await told(ear, 2) == [True, False]


async def test_saying_it_again_keeps_it_and_the_end_can_be_said() -> None:
    fade, ear = fading(60)
    fade.begin("ada", ON, OFF)
    fade.begin("ada", ON, OFF)
    fade.end("ada", OFF)
    assert await told(ear, 3) == [True, True, False]


async def test_what_lasts_is_renewed_until_it_is_over() -> None:
    fade, ear = fading(0.4)
    async with fade.lasting("ada", ON, OFF):
        said = await told(ear, 4)
    assert said[:4] == [True] * 4
    assert ear.heard[-1] == OFF[0]


async def test_what_is_over_at_once_is_not_said_at_all() -> None:
    fade, ear = fading(60)
    async with fade.lasting("ada", ON, OFF):
        pass
    assert ear.heard == []
