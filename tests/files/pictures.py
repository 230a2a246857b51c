"""Images of every kind, made for a test."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 400), **more: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    made = BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


def lying_down() -> bytes:
    """A photo as a phone writes it that was held upright: on its side, with a note how to turn it and where it was."""
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "Camera of Ada"
    return picture("JPEG", (800, 600), exif=notes)


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of few bytes that says it has billions of dots."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
