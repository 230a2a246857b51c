"""What becomes of a draft: sent, put before a person, kept aside or dropped, and why."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from inspect import iscoroutine

from cairnloop.drafting.request import DraftKind
from cairnloop.errors import ConfigError


class Policy(StrEnum):
    """What an inbox allows a draft to do."""

    ALLOW = "allow"
    REQUIRE_APPROVAL = "require_approval"
    DRAFT_ONLY = "draft_only"
    DENY = "deny"


class Route(StrEnum):
    """Where a draft goes from here."""

    SEND = "send"  # to the customer, as a bot message
    ASK = "ask"  # pending, and counted among what needs a decision
    KEEP = "keep"  # pending, but nobody is asked
    DROP = "drop"  # nothing is stored


@dataclass(frozen=True, slots=True)
class Ruling:
    """A route and the reason beside it; the operator and the audit log read `why`."""

    route: Route
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a decision may look at. `confidence` is the grounding's, 0..1 where it is known."""

    kind: DraftKind
    person_is_handling: bool
    confidence: float | None = None
    needs_eyes: bool = False


Decide = Callable[[Proposal, Policy], Ruling]


def decide(proposal: Proposal, policy: Policy) -> Ruling:
    """The house's own decision."""
    match policy:
        case Policy.DENY:
            return Ruling(Route.DROP, "this inbox does not use drafts")
        case Policy.DRAFT_ONLY:
            return Ruling(Route.KEEP, "this inbox keeps drafts beside the conversation and asks nobody")
        case Policy.REQUIRE_APPROVAL:
            return Ruling(Route.ASK, "this inbox wants a person to approve every draft")
        case Policy.ALLOW:
            return _unattended(proposal)


def _unattended(proposal: Proposal) -> Ruling:
    if proposal.person_is_handling:
        return Ruling(Route.ASK, HANDLED)
    if proposal.needs_eyes:
        return Ruling(Route.ASK, "something in this draft is doubtful, see its notes")
    match proposal.kind:
        case DraftKind.ESCALATION:
            return Ruling(Route.ASK, "an escalation always goes to a person")
        case DraftKind.CLARIFICATION:
            # It claims nothing, so it cannot be wrong; and grounding allows one per conversation, so it cannot nag.
            return Ruling(Route.SEND, "it asks one question and claims nothing")
        case DraftKind.REPLY:
            sure = "" if proposal.confidence is None else f" ({proposal.confidence:.2f})"
            return Ruling(Route.SEND, f"the reply is grounded in published articles{sure}")


HANDLED = "a person is handling this conversation"


def person_is_handling(
    *, assigned: bool, last_operator_reply_at: datetime | None, now: datetime, quiet: timedelta = timedelta(hours=1)
) -> bool:
    """Assigned to somebody, or answered by somebody so recently that a bot would talk over them."""
    return assigned or (last_operator_reply_at is not None and now - last_operator_reply_at < quiet)


def load_policy(dotted_path: str) -> Decide:
    """The host's decision at `package.module:callable`, made safe to ask. Raises ConfigError when it is not there.

    The host's callable takes a Proposal and the inbox's Policy and returns a Ruling, a Route or a route's name.
    """
    module_name, colon, name = dotted_path.strip().partition(":")
    if not (module_name and colon and name):
        raise ConfigError(f"policy '{dotted_path}' must look like package.module:callable")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        missing = f"there is no module '{error.name}'"
        raise ConfigError(f"policy '{dotted_path}' could not be loaded: {missing}") from error
    except Exception as error:  # a host's module may fail in any way
        raise ConfigError(f"policy '{dotted_path}' could not be loaded: {_said(error)}") from error
    host = module
    for part in name.split("."):
        if not hasattr(host, part):
            raise ConfigError(f"policy '{dotted_path}' could not be loaded: '{module_name}' has no '{name}'")
        host = getattr(host, part)
    if not callable(host):
        raise ConfigError(f"policy '{dotted_path}' is not callable")
    return guarded(host, dotted_path)


def guarded(host: Callable[[Proposal, Policy], object], name: str) -> Decide:
    """Ask the host, but let neither its mistakes nor its zeal reach a customer."""

    def ask_host(proposal: Proposal, policy: Policy) -> Ruling:
        try:
            said = host(proposal, policy)
        except Exception as error:  # noqa: BLE001 - host code may raise anything; a person decides instead
            return Ruling(Route.ASK, f"the policy {name} failed ({_said(error)}), so a person decides")
        ruling = _ruling(said, name)
        if ruling.route is Route.SEND and proposal.person_is_handling:
            return Ruling(Route.ASK, f"{HANDLED}, whatever {name} allows")
        return ruling

    return ask_host


def _ruling(said: object, name: str) -> Ruling:
    if isinstance(said, Ruling) and isinstance(said.route, Route) and isinstance(said.why, str):
        return said if said.why.strip() else Ruling(said.route, f"decided by {name}")
    if isinstance(said, str) and said in set(Route):
        return Ruling(Route(said), f"decided by {name}")
    if iscoroutine(said):
        said.close()
        return Ruling(Route.ASK, f"the policy {name} is async, which is not understood, so a person decides")
    return Ruling(Route.ASK, f"the policy {name} answered with {type(said).__name__} and no route, so a person decides")


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(": ")[:200]
