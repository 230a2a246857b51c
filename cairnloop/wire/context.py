"""The business context on the wire: who the desk speaks for, in either shape clients know."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from cairnloop.wire.text import storable_json

# What published clients send back with the rest of it, and nobody can set.
READ_ONLY = frozenset({"id", "object", "account_id", "inbox_id", "version", "inserted_at", "created_at", "updated_at"})


def _listed(value: Any) -> Any:
    if not isinstance(value, list | dict):
        raise ValueError("is neither a list nor an object")
    return storable_json(value)


# As entries are: a text, or named texts and numbers.
Entries = Annotated[list[Any] | dict[str, Any], BeforeValidator(_listed)]
Text = Annotated[str, BeforeValidator(storable_json)]


class BusinessContextFields(BaseModel):
    """`instructions` and `additional_context` are two names of one thing. Null is nothing, left out stays."""

    model_config = ConfigDict(extra="forbid")
    business_name: Annotated[Text, Field(max_length=255)] | None = None
    business_description: Annotated[Text, Field(max_length=2000)] | None = None
    instructions: Annotated[Text, Field(max_length=5000)] | None = None
    additional_context: Annotated[Text, Field(max_length=5000)] | None = None
    services: Entries | None = Field(None, description="a list of entries, or a map of them by name")
    faqs: Entries | None = Field(None, description="a list of entries, or a map of them by question")
    scheduling_link: Annotated[Text, Field(max_length=2000)] | None = None


class BusinessContextChange(BaseModel):
    """The context of the account; with `inbox_id` in the address that of one inbox, in place of the account's.

    `seen` is the version you looked at, 0 where nothing was written: then nobody else's changes are overwritten.
    """

    model_config = ConfigDict(extra="forbid")
    seen: int | None = Field(default=None, ge=0)
    business_context: BusinessContextFields

    @model_validator(mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        fields = value.get("business_context") if isinstance(value, dict) else None
        if not isinstance(fields, dict):
            return value
        return {**value, "business_context": {name: one for name, one in fields.items() if name not in READ_ONLY}}


class BusinessContextOut(TypedDict):
    """`services` and `faqs` come back as the list or the map that was written."""

    id: str
    object: Literal["business_context"]
    account_id: str
    inbox_id: str | None
    version: int
    business_name: str
    business_description: str | None
    instructions: str | None
    additional_context: str | None
    services: Any
    faqs: Any
    scheduling_link: str | None
    inserted_at: str
    created_at: str
    updated_at: str
