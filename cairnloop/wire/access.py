"""Getting in, on the wire: registration, invitations, profiles, second factors, sessions, proofs of identity."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from cairnloop.wire.text import Clean, Line, unless_absent

RoleName = Literal["admin", "member", "viewer"]
Password = Annotated[str, Field(max_length=1024)]
Code = Annotated[str, Field(min_length=1, max_length=100)]
# Longer than any token of ours or any JWT that says who a customer is.
TOKEN_LENGTH = 4096
MOST_ORIGINS = 100


class InvitationOut(TypedDict):
    id: str
    object: Literal["user_invitation"]
    email: str | None
    role: str
    status: str
    invited_by: int
    created_at: str
    expires_at: str
    accepted_at: str | None
    accepted_by: int | None
    revoked_at: str | None


class NewInvitationOut(InvitationOut):
    token: str
    link: str


class MailedInvitationOut(NewInvitationOut):
    mailed: bool
    note: str


class PasswordLinkOut(TypedDict):
    mailed: bool
    link: str | None
    note: str


class ProfileOut(TypedDict):
    id: int
    object: Literal["user_profile"]
    user_id: int
    email: str
    display_name: str | None
    full_name: str | None
    profile_photo_url: str | None
    role: str
    disabled_at: str | None
    archived_at: str | None
    email_verified_at: str | None
    created_at: str
    updated_at: str


class UserSettingsOut(TypedDict):
    id: int
    object: Literal["user_settings"]
    user_id: int
    email_alert_on_new_message: bool
    email_alert_on_new_conversation: bool
    email_alert_on_mention: bool
    email_alert_on_reminder: bool
    email_only_when_away: bool
    created_at: str
    updated_at: str


class OpenSessionOut(TypedDict):
    id: str
    object: Literal["session"]
    created_at: str
    last_used_at: str
    ip: str
    user_agent: str
    current: bool


class TotpOut(TypedDict):
    on: bool
    recovery_codes: int


class BegunTotpOut(TypedDict):
    secret: str
    uri: str


class ConfirmedTotpOut(TypedDict):
    on: bool
    recovery_codes: list[str]


class IdentityKeyOut(TypedDict):
    id: str
    object: Literal["identity_key"]
    hint: str
    created_at: str


class NewIdentityKeyOut(IdentityKeyOut):
    value: str


class UserStandingOut(TypedDict):
    user_id: int
    object: Literal["user_standing"]
    last_seen_at: str | None
    second_factor: bool


class EntranceOut(TypedDict):
    inbox_id: str
    object: Literal["entrance"]
    enforce_identity: bool
    allowed_origins: list[str]


class RegistrationFields(BaseModel):
    """Published front ends send more than they need."""

    email: str = Field(max_length=320)
    password: Password
    password_confirmation: Password | None = None
    invite_token: Annotated[Annotated[str, Field(max_length=TOKEN_LENGTH)] | None, BeforeValidator(unless_absent)] = (
        None
    )
    company_name: Annotated[Line | None, BeforeValidator(unless_absent)] = None
    full_name: Annotated[Line | None, BeforeValidator(unless_absent)] = None

    @model_validator(mode="after")
    def _confirmed(self) -> "RegistrationFields":
        if self.password_confirmation not in (None, self.password):
            raise ValueError("password_confirmation does not match the password")
        return self


class Registration(BaseModel):
    user: RegistrationFields


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewInvitationFields(_Asked):
    email: Annotated[str, Field(max_length=320)] | None = None
    role: RoleName = "member"


class InvitationChangeFields(_Asked):
    role: RoleName


class VerifyEmail(_Asked):
    token: Annotated[str, Field(min_length=1, max_length=TOKEN_LENGTH)]


class ResetAsked(_Asked):
    email: str = Field(max_length=320)


class _NewPassword(_Asked):
    password: Password
    password_confirmation: Password | None = None

    @model_validator(mode="after")
    def _confirmed(self) -> Self:
        if self.password_confirmation not in (None, self.password):
            raise ValueError("password_confirmation does not match the password")
        return self


class ResetPassword(_NewPassword):
    token: Annotated[str, Field(min_length=1, max_length=TOKEN_LENGTH)]


class ChangePassword(_NewPassword):
    current_password: Password


class InvitationEmail(_Asked):
    to_address: str = Field(max_length=320)
    role: RoleName = "member"


def _unwrapped(name: str) -> Any:
    """Published front ends put the fields into an object of this name."""

    def unwrap(value: Any) -> Any:
        inside = value.get(name) if isinstance(value, dict) and set(value) == {name} else None
        return value if inside is None else inside

    return BeforeValidator(unwrap)


class ProfileFields(_Asked):
    """What is left out stays; null takes it away."""

    display_name: Line | None = None
    full_name: Line | None = None
    profile_photo_url: Annotated[str, Clean, Field(max_length=2000)] | None = None


class UserSettingsFields(_Asked):
    """What is left out stays."""

    email_alert_on_new_message: bool = False
    email_alert_on_new_conversation: bool = False
    email_alert_on_mention: bool = True
    email_alert_on_reminder: bool = True
    email_only_when_away: bool = False


NewInvitation = Annotated[NewInvitationFields, _unwrapped("user_invitation")]
InvitationChange = Annotated[InvitationChangeFields, _unwrapped("user_invitation")]
ProfileChange = Annotated[ProfileFields, _unwrapped("user_profile")]
UserSettingsChange = Annotated[UserSettingsFields, _unwrapped("user_settings")]


class BeginTotp(_Asked):
    password: Password


class ConfirmTotp(_Asked):
    code: Code


class EndTotp(_Asked):
    """One of the two."""

    password: Password | None = None
    code: Code | None = None


class EntranceChange(_Asked):
    """What is left out stays."""

    enforce_identity: bool | None = None
    allowed_origins: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=MOST_ORIGINS)] | None = (
        None
    )


class Shown(BaseModel):
    """What a page may show for its customer: an identity token, or the older hash of their external id."""

    identity: Annotated[Annotated[str, Field(max_length=TOKEN_LENGTH)] | None, BeforeValidator(unless_absent)] = None
    identity_hash: Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(unless_absent)] = None
    user_hash: Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(unless_absent)] = None
