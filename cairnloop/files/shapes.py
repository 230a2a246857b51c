"""Files as the wire shows them."""

from cairnloop.files.names import address_name
from cairnloop.files.rules import drawable
from cairnloop.files.tables import File
from cairnloop.wire.files import FileOut


def file_out(file: File, public_url: str) -> FileOut:
    """Its addresses begin with `public_url`; without one they are relative to wherever we were asked."""
    small = drawable(file.content_type, file.width, file.height) and file.thumbnail_size != 0
    return {
        "id": str(file.id),
        "object": "file",
        "file_url": f"{public_url}/files/{file.id}/{file.token}/{address_name(file.filename)}",
        "content_type": file.content_type,
        "filename": file.filename,
        "size": file.size,
        "thumbnail_url": f"{public_url}/thumbnails/{file.id}/{file.token}" if small else None,
        "width": file.width,
        "height": file.height,
    }
