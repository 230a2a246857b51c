"""Files on the wire: what an upload answers with, and what messages carry."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator
from typing_extensions import TypedDict

from cairnloop.wire.text import MAX_BODY, Clean

# Files that one message carries.
MOST_FILES = 10


class FileOut(TypedDict):
    """`file_url` is not to be guessed: whoever has it may read the file, without signing in."""

    id: str
    object: Literal["file"]
    file_url: str
    content_type: str
    filename: str
    size: int
    # A small picture of an image, and the size of the image itself; null for what is none.
    thumbnail_url: str | None
    width: int | None
    height: int | None


class LimitsOut(TypedDict):
    """Of one file in bytes, and of the files of one message."""

    bytes: int
    files: int


def _once(value: Any) -> Any:
    """Published clients send null for none; and a file named twice is one file."""
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return list(dict.fromkeys(value))
    return value


FileIds = Annotated[tuple[UUID, ...], BeforeValidator(_once), Field(max_length=MOST_FILES)]


class Said(BaseModel):
    """What every written message has: words, or files already uploaded, or both."""

    file_ids: FileIds = ()
    body: Annotated[str, Clean, StringConstraints(max_length=MAX_BODY)] = Field(default="", validate_default=True)

    @field_validator("body")
    @classmethod
    def _not_nothing(cls, body: str, info: ValidationInfo) -> str:
        # Where the files themselves were wrong, that alone is said.
        if not body.strip() and not info.data.get("file_ids", True):
            raise ValueError("write something, or attach a file; it cannot be blank")
        return body
