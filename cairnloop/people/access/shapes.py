"""Invitations, profiles, sessions, identity keys and entrances as the wire shows them."""

from datetime import datetime
from uuid import UUID

from cairnloop.people.access.invitations import NewInvitation, status_of
from cairnloop.people.access.tables import Entrance, IdentityKey, Invitation, UserSettings
from cairnloop.people.tables import Session, User
from cairnloop.wire.access import (
    EntranceOut,
    IdentityKeyOut,
    InvitationOut,
    NewInvitationOut,
    OpenSessionOut,
    ProfileOut,
    UserSettingsOut,
)
from cairnloop.wire.people import naive, zulu

# Where the page stands that takes invitations. The token follows `#`: it reaches no log and no other site.
JOIN_PAGE = "/join"


def invitation_out(row: Invitation, now: datetime) -> InvitationOut:
    return {
        "id": str(row.id),
        "object": "user_invitation",
        "email": row.email,
        "role": row.role,
        "status": status_of(row, now).value,
        "invited_by": row.invited_by,
        "created_at": naive(row.created_at),
        "expires_at": naive(row.expires_at),
        "accepted_at": zulu(row.accepted_at),
        "accepted_by": row.accepted_by,
        "revoked_at": zulu(row.revoked_at),
    }


def new_invitation_out(made: NewInvitation, now: datetime, public_url: str) -> NewInvitationOut:
    link = f"{public_url.rstrip('/')}{JOIN_PAGE}#{made.token}"
    return {**invitation_out(made.row, now), "token": made.token, "link": link}


def profile_out(user: User) -> ProfileOut:
    return {
        "id": user.id,
        "object": "user_profile",
        "user_id": user.id,
        "email": user.email,
        "display_name": user.display_name,
        "full_name": user.full_name,
        "profile_photo_url": user.profile_photo_url,
        "role": user.role,
        "disabled_at": zulu(user.disabled_at),
        "archived_at": zulu(user.archived_at),
        "email_verified_at": zulu(user.email_verified_at),
        "created_at": naive(user.created_at),
        "updated_at": naive(user.updated_at),
    }


def user_settings_out(row: UserSettings) -> UserSettingsOut:
    return {
        "id": row.user_id,
        "object": "user_settings",
        "user_id": row.user_id,
        "email_alert_on_new_message": row.email_alert_on_new_message,
        "email_alert_on_new_conversation": row.email_alert_on_new_conversation,
        "email_alert_on_mention": row.email_alert_on_mention,
        "email_alert_on_reminder": row.email_alert_on_reminder,
        "email_only_when_away": row.email_only_when_away,
        "created_at": naive(row.created_at),
        "updated_at": naive(row.updated_at),
    }


def open_session_out(row: Session, current: UUID | None) -> OpenSessionOut:
    return {
        "id": str(row.id),
        "object": "session",
        "created_at": naive(row.created_at),
        "last_used_at": naive(row.last_used_at),
        "ip": row.ip,
        "user_agent": row.user_agent,
        "current": row.id == current,
    }


def identity_key_out(row: IdentityKey) -> IdentityKeyOut:
    return {"id": str(row.id), "object": "identity_key", "hint": row.hint, "created_at": naive(row.created_at)}


def entrance_out(inbox_id: UUID, entrance: Entrance | None) -> EntranceOut:
    return {
        "inbox_id": str(inbox_id),
        "object": "entrance",
        "enforce_identity": entrance is not None and entrance.enforce_identity,
        "allowed_origins": [] if entrance is None else entrance.allowed_origins,
    }
