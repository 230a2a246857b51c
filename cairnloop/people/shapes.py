"""Rows of people as the wire shows them."""

from cairnloop.kernel.tables import Record
from cairnloop.people.access.sessions import SignedIn
from cairnloop.people.identity import Operator
from cairnloop.people.tables import ApiKey, Customer, User
from cairnloop.wire.people import ApiKeyOut, CustomerBasicOut, CustomerOut, SessionOut, UserOut, naive, zulu


def user_out(user: User) -> UserOut:
    return {
        "id": user.id,
        "object": "user",
        "email": user.email,
        "created_at": naive(user.created_at),
        "disabled_at": zulu(user.disabled_at),
        "archived_at": zulu(user.archived_at),
        "full_name": user.full_name,
        "display_name": user.display_name,
        "profile_photo_url": user.profile_photo_url,
        "role": user.role,
    }


def operator_out(operator: Operator) -> dict[str, object]:
    return {
        "id": operator.user_id,
        "object": "user",
        "email": operator.email,
        "display_name": operator.name,
        "account_id": str(operator.account_id),
        "role": operator.role.value,
    }


def session_out(signed_in: SignedIn) -> SessionOut:
    return {
        "user_id": signed_in.operator.user_id,
        "email": signed_in.operator.email,
        "account_id": str(signed_in.operator.account_id),
        "role": signed_in.operator.role.value,
        "token": signed_in.token,
        "renew_token": signed_in.renew_token,
        "expires_at": zulu(signed_in.expires_at) or "",
    }


def key_out(key: ApiKey) -> ApiKeyOut:
    return {
        "id": str(key.id),
        "object": "personal_api_key",
        "account_id": str(key.account_id),
        "user_id": key.user_id,
        "label": key.label,
        "hint": key.hint,
        "scopes": key.scopes,
        "created_at": naive(key.created_at),
        "expires_at": zulu(key.expires_at),
        "last_used_at": zulu(key.last_used_at),
        "revoked_at": zulu(key.revoked_at),
    }


def customer_basic_out(customer: Customer | Record) -> CustomerBasicOut:
    return {
        "id": str(customer.id),
        "object": "customer",
        "name": customer.name,
        "email": customer.email,
        "created_at": naive(customer.created_at),
        "updated_at": naive(customer.updated_at),
        "phone": customer.phone,
        "external_id": customer.external_id,
        "profile_photo_url": customer.profile_photo_url,
        "company_id": None if customer.company_id is None else str(customer.company_id),
        "host": customer.host,
        "pathname": customer.pathname,
        "current_url": customer.current_url,
        "browser": customer.browser,
        "os": customer.os,
        "metadata": customer.details,
        "title": customer.name or customer.email or "Anonymous User",
    }


def customer_out(customer: Customer) -> CustomerOut:
    return {
        **customer_basic_out(customer),
        "first_seen": customer.first_seen.date().isoformat(),
        "last_seen_at": zulu(customer.last_seen_at) or "",
        "ip": customer.ip,
        "time_zone": customer.time_zone,
        "verified_at": zulu(customer.verified_at),
    }
