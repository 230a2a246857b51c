"""What becomes of a draft, by the house's decision and by the host's."""

import sys
from datetime import timedelta
from types import ModuleType

import pytest

from cairnloop.drafting.policy import Policy, Proposal, Route, Ruling, decide, load_policy, person_is_handling
from cairnloop.drafting.request import DraftKind
from cairnloop.errors import ConfigError
from tests.drafting.make import START

REPLY = Proposal(DraftKind.REPLY, person_is_handling=False, confidence=0.91)


@pytest.mark.parametrize("kind", list(DraftKind))
@pytest.mark.parametrize("handling", [False, True])
@pytest.mark.parametrize(
    ("policy", "route"),
    [(Policy.DENY, Route.DROP), (Policy.DRAFT_ONLY, Route.KEEP), (Policy.REQUIRE_APPROVAL, Route.ASK)],
)
def test_only_allow_looks_at_the_draft(policy: Policy, route: Route, kind: DraftKind, handling: bool) -> None:
    assert decide(Proposal(kind, handling), policy).route is route


def test_allow_sends_a_grounded_reply_and_says_how_sure_it_was() -> None:
    assert decide(REPLY, Policy.ALLOW) == Ruling(Route.SEND, "the reply is grounded in published articles (0.91)")


def test_allow_sends_one_question_but_never_an_escalation() -> None:
    assert decide(Proposal(DraftKind.CLARIFICATION, False), Policy.ALLOW).route is Route.SEND
    assert decide(Proposal(DraftKind.ESCALATION, False), Policy.ALLOW).route is Route.ASK


@pytest.mark.parametrize("kind", list(DraftKind))
def test_nothing_is_sent_while_a_person_is_handling_the_conversation(kind: DraftKind) -> None:
    ruling = decide(Proposal(kind, person_is_handling=True, confidence=1.0), Policy.ALLOW)
    assert ruling == Ruling(Route.ASK, "a person is handling this conversation")


def test_a_doubtful_draft_is_not_sent_unseen() -> None:
    assert decide(Proposal(DraftKind.REPLY, False, 0.99, needs_eyes=True), Policy.ALLOW).route is Route.ASK


def test_every_ruling_gives_its_reason() -> None:
    for policy in Policy:
        for kind in DraftKind:
            for handling in (True, False):
                assert decide(Proposal(kind, handling), policy).why


def test_a_person_handles_what_is_assigned_or_was_answered_lately() -> None:
    def handled(assigned: bool, minutes_ago: int | None) -> bool:
        at = None if minutes_ago is None else START - timedelta(minutes=minutes_ago)
        return person_is_handling(assigned=assigned, last_operator_reply_at=at, now=START, quiet=timedelta(minutes=30))

    assert handled(True, None)
    assert handled(False, 29)
    assert not handled(False, 30)
    assert not handled(False, None)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("acme_policy")
    monkeypatch.setitem(sys.modules, "acme_policy", module)
    return module


def test_a_host_may_decide_instead(host: ModuleType) -> None:
    host.pick = lambda proposal, policy: Ruling(Route.KEEP, f"{proposal.kind} under {policy}")
    assert load_policy("acme_policy:pick")(REPLY, Policy.ALLOW) == Ruling(Route.KEEP, "reply under allow")


@pytest.mark.parametrize("said", [Route.SEND, "send", Ruling(Route.SEND, " ")])
def test_a_host_may_answer_with_a_route_alone(host: ModuleType, said: object) -> None:
    host.pick = lambda proposal, policy: said
    assert load_policy("acme_policy:pick")(REPLY, Policy.DENY) == Ruling(Route.SEND, "decided by acme_policy:pick")


def test_a_host_cannot_talk_over_a_person(host: ModuleType) -> None:
    host.pick = lambda proposal, policy: Route.SEND
    ruling = load_policy("acme_policy:pick")(Proposal(DraftKind.REPLY, person_is_handling=True), Policy.ALLOW)
    assert ruling.route is Route.ASK
    assert "a person is handling" in ruling.why


async def _async_policy(proposal: Proposal, policy: Policy) -> Route:
    return Route.SEND


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (lambda proposal, policy: 1 / 0, "ZeroDivisionError"),
        (lambda: Route.SEND, "TypeError"),
        (lambda proposal, policy: None, "NoneType"),
        (lambda proposal, policy: "approve", "str"),
        (lambda proposal, policy: Ruling("send", "x"), "Ruling"),  # type: ignore[arg-type]
        (_async_policy, "async"),
    ],
)
def test_a_host_that_fails_or_talks_nonsense_leaves_it_to_a_person(host: ModuleType, policy: object, said: str) -> None:
    host.pick = policy
    ruling = load_policy("acme_policy:pick")(REPLY, Policy.ALLOW)
    assert ruling.route is Route.ASK
    assert said in ruling.why
    assert "a person decides" in ruling.why


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("acme_policy", "must look like package.module:callable"),
        ("", "must look like package.module:callable"),
        (":pick", "must look like package.module:callable"),
        ("no_such_module_here:pick", "there is no module 'no_such_module_here'"),
        ("acme_policy:missing", "has no 'missing'"),
        ("acme_policy:constant", "is not callable"),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(host: ModuleType, path: str, said: str) -> None:
    host.constant = 5
    with pytest.raises(ConfigError, match=said):
        load_policy(path)


def test_a_module_that_fails_while_it_is_imported_is_a_config_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("host")
    (folder / "acme_broken_policy.py").write_text("raise RuntimeError('no database')")
    monkeypatch.syspath_prepend(folder)
    with pytest.raises(ConfigError, match="RuntimeError: no database"):
        load_policy("acme_broken_policy:pick")
