"""Small pictures of images: turned as the camera meant, without what it wrote beside them, and never from a bomb."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

from cairnloop.files.rules import MOST_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

EDGE = 320
QUALITY = 80
KIND = "image/webp"
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
ORIENTATION = 0x0112
ON_ITS_SIDE = (5, 6, 7, 8)
# What Pillow raises over images that are broken, or made to break it.
TROUBLE = (
    *(OSError, EOFError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError),
    *(SyntaxError, MemoryError, struct.error, zlib.error),
)


class Undrawable(Exception):
    """This is no image that can be drawn small."""


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height as they will be seen, off the beginning of an image; None when it does not say them."""
    if head[:4] == b"RIFF":
        return _webp_size(head)
    try:
        image = _opened(head)
    except Undrawable:
        return None
    width, height = image.size
    turned = False
    if image.format in ("JPEG", "MPO"):  # of others it would unfold the image to find this
        with suppress(*TROUBLE):  # it may lie behind what was read, or be nonsense
            turned = image.getexif().get(ORIENTATION) in ON_ITS_SIDE
    return (height, width) if turned else (width, height)


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """By hand (RFC 9649): Pillow wants to have all of it."""
    if len(head) < 30:
        return None
    match head[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
        case b"VP8L":
            both = int.from_bytes(head[21:25], "little")
            return 1 + (both & 0x3FFF), 1 + (both >> 14 & 0x3FFF)
        case b"VP8 ":
            return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    return None


def small(content: bytes) -> bytes:
    """The image in WebP, at most 320 dots wide and high. Takes tenths of a second: call it in a thread."""
    from PIL import Image, ImageOps

    image = _opened(content)
    if image.width * image.height > MOST_PIXELS:
        raise Undrawable("it has too many dots")
    try:
        image.draft("RGB", (EDGE * 2, EDGE * 2))  # of a photo no more is unfolded than is needed
        image.thumbnail((EDGE, EDGE), reducing_gap=2.0)
        seen = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
        # Onto a new sheet: nothing comes along but the dots.
        sheet = Image.new(seen.mode, seen.size)
        sheet.paste(seen)
        made = BytesIO()
        sheet.save(made, "WEBP", quality=QUALITY, method=4)
    except TROUBLE as error:
        raise Undrawable(str(error)) from error
    return made.getvalue()


def _opened(content: bytes) -> "Image":
    """The image with its head read and nothing unfolded yet."""
    from PIL import Image

    # We count the dots ourselves, before anything is unfolded; theirs only warns.
    Image.MAX_IMAGE_PIXELS = None
    try:
        return Image.open(BytesIO(content), formats=FORMATS)
    except TROUBLE as error:
        raise Undrawable(str(error)) from error
