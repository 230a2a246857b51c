"""Users, invitations, sessions and keys: one a line, and one of them whole."""

from datetime import datetime

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.things import Thing
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age, brief, clock, day, instant
from cairnloop.tui.view.audit import labelled

STATE, ROLE, AGE = 10, 7, 4
FACTOR = 13
# From this width on there is room for an address.
ROOMY = 64


def said(words: str, width: int, tone: Tone = Tone.MUTED) -> list[Line]:
    """A sentence below what it is about."""
    return [line(Span(f" {text}", tone)) for text in wrap(words, width - 2)]


def user_state(desk: Desk, user: Thing) -> Span:
    if user.wire.get("archived_at"):
        return Span("✓ left", Tone.MUTED)
    if user.wire.get("disabled_at"):
        return Span("✕ disabled", Tone.DANGER)
    return Span("● online", Tone.SUCCESS) if f"user:{user.id}" in desk.presence.metas else Span("○ away", Tone.MUTED)


def user_row(desk: Desk, user: Thing, width: int, now: datetime) -> list[Span]:
    seen, factor = _standing(user, now)
    email = max(0, width // 3) if width >= ROOMY else 0
    room = width - STATE - ROLE - FACTOR - AGE - 4 - (email + 1 if email else 0)
    state = user_state(desk, user)
    spans = [state._replace(text=fill(state.text, STATE)), Span(" "), Span(fill(user.name, room)), Span(" ")]
    if email:
        spans.append(muted(fill(str(user.wire["email"]), email) + " "))
    role = str(user.wire["role"])
    spans += [Span(fill(role, ROLE), Tone.ACCENT if role == "admin" else Tone.INK), Span(" ")]
    return [*spans, factor._replace(text=fill(factor.text, FACTOR)), Span(" "), muted(fill(seen, AGE))]


def _standing(user: Thing, now: datetime) -> tuple[str, Span]:
    """When they were last seen, and whether they sign in with a second factor: for admins to know."""
    standing = user.wire.get("standing")
    if not standing:
        return "", Span("")
    at = instant(standing["last_seen_at"])
    factor = Span("✓ two factors", Tone.SUCCESS) if standing["second_factor"] else Span("password", Tone.MUTED)
    return (age(at, now) if at else "—"), factor


def user_lines(desk: Desk, user: Thing, width: int) -> list[Line]:
    wire, now = user.wire, desk.now
    found = [line(Span(" "), user_state(desk, user), muted(f" · {wire['role']}"))]
    found += labelled("name", str(wire.get("full_name") or user.name), width, bold=True)
    found += labelled("e-mail", str(wire["email"]), width)
    found += labelled("number", user.id, width)
    found += labelled("since", when(wire.get("created_at"), now), width)
    for name, key in (("disabled", "disabled_at"), ("left", "archived_at")):
        if wire.get(key):
            found += labelled(name, when(wire[key], now), width)
    standing = wire.get("standing")
    if standing:
        found += labelled("seen", when(standing["last_seen_at"], now) or "not yet, or too long ago", width)
        found += labelled("factor", "a second factor is on" if standing["second_factor"] else "password only", width)
    elif desk.me is not None and desk.me.role != "admin":
        found += [BLANK, *said("When they were here last and how they sign in is for admins.", width)]
    return found


def when(text: object, now: datetime) -> str:
    at = instant(str(text)) if text else None
    return "" if at is None else f"{day(at, now)} {clock(at, now)}"


INVITED: dict[str, Span] = {
    "open": Span("◷ open", Tone.INFO),
    "accepted": Span("✓ accepted", Tone.SUCCESS),
    "revoked": Span("✕ revoked", Tone.MUTED),
    "expired": Span("✕ expired", Tone.WARNING),
}


def _invited(invitation: Thing) -> Span:
    status = str(invitation.wire.get("status") or "")
    return INVITED.get(status, muted(status))


def invitation_row(desk: Desk, invitation: Thing, width: int, now: datetime) -> list[Span]:
    state, until = _invited(invitation), instant(str(invitation.wire["expires_at"]))
    left = f"{brief(until - now)} left" if until and until > now and invitation.wire["status"] == "open" else ""
    room = width - STATE - ROLE - 10 - 3
    role = fill(str(invitation.wire["role"]), ROLE)
    who = Span(fill(invitation.name, room))
    return [state._replace(text=fill(state.text, STATE)), Span(" "), who, Span(f" {role} "), muted(fill(left, 10))]


def invitation_lines(desk: Desk, invitation: Thing, width: int) -> list[Line]:
    wire, now = invitation.wire, desk.now
    found = [line(Span(" "), _invited(invitation), muted(f" · as {wire['role']}"))]
    found += labelled("for", invitation.name, width, bold=True)
    found += labelled("by", desk.name(int(wire["invited_by"])), width)
    found += labelled("made", when(wire["created_at"], now), width)
    found += labelled("until", when(wire["expires_at"], now), width)
    for name, key in (("taken", "accepted_at"), ("revoked", "revoked_at")):
        if wire.get(key):
            found += labelled(name, when(wire[key], now), width)
    if wire["status"] == "open":
        found += [BLANK, *said("The link was shown once. L makes another, x takes it back.", width)]
    return found


def session_row(desk: Desk, session: Thing, width: int, now: datetime) -> list[Span]:
    here = Span("● this one", Tone.SUCCESS) if session.wire.get("current") else Span("○ other", Tone.MUTED)
    at = instant(str(session.wire["last_used_at"]))
    address = 16
    return [
        here._replace(text=fill(here.text, STATE)),
        Span(" "),
        Span(fill(session.name or "no program named", width - STATE - address - AGE - 3)),
        muted(f" {fill(session.about, address)} {fill(age(at, now), AGE)}"),
    ]


def session_lines(desk: Desk, session: Thing, width: int) -> list[Line]:
    wire, now = session.wire, desk.now
    found = labelled("from", session.about, width, bold=True)
    found += labelled("with", session.name or "no program named", width)
    found += labelled("since", when(wire["created_at"], now), width)
    found += labelled("used", when(wire["last_used_at"], now), width)
    return [*found, BLANK, *said("x ends it at once.", width)]


def key_row(desk: Desk, key: Thing, width: int, now: datetime) -> list[Span]:
    ends = instant(str(key.wire["expires_at"] or ""))
    state = Span("● works", Tone.SUCCESS) if ends is None or ends > now else Span("✕ ended", Tone.WARNING)
    used = instant(str(key.wire["last_used_at"] or ""))
    scopes = 14
    return [
        state._replace(text=fill(state.text, STATE)),
        Span(" "),
        Span(fill(key.name, width - STATE - scopes - AGE - 3)),
        muted(f" {fill(' '.join(key.wire['scopes']), scopes)} {fill(age(used, now) if used else '—', AGE)}"),
    ]


def key_lines(desk: Desk, key: Thing, width: int) -> list[Line]:
    wire, now = key.wire, desk.now
    found = labelled("for", key.name, width, bold=True)
    found += labelled("begins", f"{wire['hint']}…", width)
    found += labelled("may", ", ".join(wire["scopes"]), width)
    found += labelled("made", when(wire["created_at"], now), width)
    found += labelled("until", when(wire["expires_at"], now) or "it is revoked", width)
    found += labelled("used", when(wire["last_used_at"], now) or "never yet", width)
    return [*found, BLANK, *said("What it is was shown once. x revokes it.", width)]
