"""What a file is, by its first bytes: nobody's word is taken for it."""

import codecs
import re

OPAQUE = "application/octet-stream"
TEXT = "text/plain"
# How much of a file is looked at; what stands in front of an image's size can be long.
LOOKED_AT = 256 * 1024

# What a browser may show by itself: images of dots, that hold no program.
RASTER = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

# (offset, bytes, type). Whatever is not here, programs and pages above all, is opaque.
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"OggS", "application/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"MThd", "audio/midi"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
)
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
# The brands of ISO media files; others of them are taken for MP4.
BRANDS = {
    b"avif": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
}
# What an archive's first entry is called tells documents from other archives.
PACKED = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
OPEN_DOCUMENT = re.compile(rb"mimetype(application/(?:vnd\.oasis\.opendocument\.[a-z\-]{4,20}|epub\+zip))")
# Text in which a browser might see a page, a picture that runs, or a system a program.
MARKUP = re.compile(rb"<\s*[a-z!?/]|^#!|^\s*%!", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def kind_of(head: bytes) -> str:
    """The type under which a file that begins so is handed out."""
    head = head[:LOOKED_AT]
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12], OPAQUE)
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    for offset, signature, kind in SIGNATURES:
        if head.startswith(signature, offset):
            return _packed(head) if kind == "application/zip" else kind
    return TEXT if _is_text(head) else OPAQUE


def _packed(head: bytes) -> str:
    if found := OPEN_DOCUMENT.match(head, 30):
        return found[1].decode()
    if b"[Content_Types].xml" in head[:4096] or b"_rels/.rels" in head[:4096]:
        return next((kind for folder, kind in PACKED if folder in head), "application/zip")
    return "application/zip"


def _is_text(head: bytes) -> bool:
    """Whether it is UTF-8 without controls, and nothing that a program could be misled to run."""
    try:
        # Where more follows, the last character may be cut in two.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < LOOKED_AT)
    except UnicodeDecodeError:
        return False
    return CONTROLS.search(head) is None and MARKUP.search(head) is None
