"""What every section of the settings is, and how lists are read from variables."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def listed(value: Any) -> Any:
    """A variable holds a list as words with commas between them."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
