"""Small pictures: small, the right way up, without notes, and never from what is made to break the house."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cairnloop.files.sniffing import LOOKED_AT
from cairnloop.files.thumbnails import EDGE, Undrawable, size_of, small
from tests.files.pictures import bomb, lying_down, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_image_of_each_kind_is_drawn_small(kind: str) -> None:
    made = opened(small(picture(kind, (1600, 1000))))
    assert (made.format, made.size) == ("WEBP", (EDGE, 200))
    red, blue = made.convert("RGB").getpixel((10, 100)), made.convert("RGB").getpixel((EDGE - 10, 100))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]


def test_a_small_image_stays_as_small_as_it_is() -> None:
    assert opened(small(picture("PNG", (20, 10)))).size == (20, 10)


def test_a_photo_is_turned_as_it_was_taken_and_loses_its_notes() -> None:
    photo = lying_down()
    made = small(photo)
    assert size_of(photo) == (600, 800)
    assert opened(made).size == (240, EDGE)
    assert not opened(made).getexif()
    assert b"Camera of Ada" in photo
    assert b"Camera of Ada" not in made


def test_what_is_see_through_stays_so() -> None:
    image = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    made = BytesIO()
    image.save(made, "PNG")
    assert opened(small(made.getvalue())).convert("RGBA").getpixel((25, 25))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_size_is_read_off_the_beginning(kind: str) -> None:
    whole = picture(kind, (1500, 900))
    assert size_of(whole[: max(600, len(whole) // 2)]) == (1500, 900)
    if kind == "WEBP":
        assert size_of(picture(kind, (1500, 900), lossless=True)) == (1500, 900)
        assert size_of(picture(kind, (1500, 900), exif=b"Exif\x00\x00")) == (1500, 900)


def test_a_bomb_is_measured_without_unfolding_it_and_never_drawn() -> None:
    assert size_of(bomb()) == (60_000, 60_000)
    with pytest.raises(Undrawable, match="too many"):
        small(bomb())


@given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]), st.data())
def test_whatever_is_done_to_an_image_it_is_drawn_or_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(picture(kind, (64, 48)))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=12)):
        content[at] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    size_of(bytes(content[:LOOKED_AT]))
    with suppress(Undrawable):
        assert small(bytes(content))


@given(st.binary(max_size=100))
def test_what_is_no_image_has_no_size(content: bytes) -> None:
    if not content.startswith((b"RIFF", b"GIF", b"\x89PNG", b"\xff\xd8")):
        assert size_of(content) is None
