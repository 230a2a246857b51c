"""Presence: what clients are told adds up to what is true, on one node and on several."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from cairnloop.kernel.presence import Diff, Entry, Tracker


def test_somebody_who_joins_is_in_the_state_with_a_ref() -> None:
    tracker = Tracker("n1")
    entry, diff = tracker.join("room:1", "user:1", {"user_id": 1})
    shown = {"user:1": {"metas": [{"user_id": 1, "phx_ref": entry.ref}]}}
    assert tracker.state("room:1") == shown
    assert diff.payload() == {"joins": shown, "leaves": {}}
    assert tracker.state("room:2") == {}


def test_two_tabs_are_two_metas_and_one_may_close() -> None:
    tracker = Tracker("n1")
    first, _ = tracker.join("room:1", "user:1", {"tab": 1})
    second, _ = tracker.join("room:1", "user:1", {"tab": 2})
    assert [meta["tab"] for meta in tracker.state("room:1")["user:1"]["metas"]] == [1, 2]
    diff = tracker.leave(first)
    assert diff.payload()["leaves"] == {"user:1": {"metas": [{"tab": 1, "phx_ref": first.ref}]}}
    assert tracker.keys("room:1") == {"user:1"}
    tracker.leave(second)
    assert tracker.state("room:1") == {}


def test_an_update_joins_anew_names_the_old_ref_and_takes_it_away() -> None:
    tracker = Tracker("n1")
    old, _ = tracker.join("room:1", "user:1", {"busy": False})
    new, diff = tracker.update(old, {"busy": True})
    meta = {"busy": True, "phx_ref": new.ref, "phx_ref_prev": old.ref}
    assert diff.payload()["joins"] == {"user:1": {"metas": [meta]}}
    assert diff.payload()["leaves"] == {"user:1": {"metas": [{"busy": False, "phx_ref": old.ref}]}}
    assert tracker.state("room:1") == {"user:1": {"metas": [meta]}}


def test_leaving_twice_is_no_news() -> None:
    tracker = Tracker("n1")
    entry, _ = tracker.join("room:1", "user:1", {})
    assert tracker.leave(entry)
    assert not tracker.leave(entry)


def test_what_another_node_did_is_news_once() -> None:
    here, there = Tracker("n1"), Tracker("n2")
    _, diff = there.join("room:1", "user:2", {})
    assert here.apply(diff) == diff
    assert not here.apply(diff)
    assert here.state("room:1") == there.state("room:1")


def test_a_node_that_arrives_late_learns_everything_and_only_the_rest_is_news() -> None:
    here, there = Tracker("n1"), Tracker("n2")
    known, diff = there.join("room:1", "user:1", {})
    here.apply(diff)
    there.leave(known)
    there.join("room:1", "user:2", {})
    there.join("room:2", "user:3", {})
    diffs = here.merge("n2", there.export())
    assert [(d.topic, [e.key for e in d.joins], [e.key for e in d.leaves]) for d in diffs] == [
        ("room:1", ["user:2"], ["user:1"]),
        ("room:2", ["user:3"], []),
    ]
    assert here.merge("n2", there.export()) == []


def test_a_lost_node_takes_its_people_along_and_nobody_else() -> None:
    here, there = Tracker("n1"), Tracker("n2")
    mine, _ = here.join("room:1", "user:1", {})
    for key in ("user:1", "user:2"):
        here.apply(there.join("room:1", key, {})[1])
    (diff,) = here.drop_node("n2")
    assert {entry.key for entry in diff.leaves} == {"user:1", "user:2"}
    assert here.export() == (mine,)
    assert here.keys("room:1") == {"user:1"}


def test_nobody_else_decides_what_this_node_owns() -> None:
    here = Tracker("n1")
    mine, _ = here.join("room:1", "user:1", {})
    assert here.merge("n1", ()) == []
    assert here.merge("n2", [Entry("n3", "n3.1", "room:1", "user:9", {})]) == []
    assert here.export() == (mine,)


def mirrored(shown: dict[str, Any], diff: Diff) -> dict[str, Any]:
    """What a published client makes of a diff: joins are added, leaves are removed, by ref."""
    payload = diff.payload()
    state = {key: list(presence["metas"]) for key, presence in shown.items()}
    for key, presence in payload["joins"].items():
        refs = {meta["phx_ref"] for meta in presence["metas"]}
        state[key] = [meta for meta in state.get(key, []) if meta["phx_ref"] not in refs] + presence["metas"]
    for key, presence in payload["leaves"].items():
        refs = {meta["phx_ref"] for meta in presence["metas"]}
        state[key] = [meta for meta in state.get(key, []) if meta["phx_ref"] not in refs]
    return {key: {"metas": metas} for key, metas in state.items() if metas}


class TwoNodes(RuleBasedStateMachine):
    """Two nodes tell each other everything, in order; a client of the first follows by diffs alone."""

    entries = Bundle("entries")
    keys = st.sampled_from(["a", "b"])

    def __init__(self) -> None:
        super().__init__()
        self.trackers = {"n1": Tracker("n1"), "n2": Tracker("n2")}
        self.shown: dict[str, Any] = {}

    def tell(self, diff: Diff, node: str) -> None:
        other = "n2" if node == "n1" else "n1"
        news = self.trackers[other].apply(diff)
        self.shown = mirrored(self.shown, diff if node == "n1" else news)

    @rule(target=entries, node=st.sampled_from(["n1", "n2"]), key=keys)
    def join(self, node: str, key: str) -> Entry:
        entry, diff = self.trackers[node].join("t", key, {})
        self.tell(diff, node)
        return entry

    @rule(target=entries, entry=consumes(entries))
    def update(self, entry: Entry) -> Entry:
        new, diff = self.trackers[entry.node].update(entry, {"again": True})
        self.tell(diff, entry.node)
        return new

    @rule(entry=consumes(entries))
    def leave(self, entry: Entry) -> None:
        self.tell(self.trackers[entry.node].leave(entry), entry.node)

    @rule()
    def compare(self) -> None:
        assert self.trackers["n1"].merge("n2", self.trackers["n2"].export()) == []

    @invariant()
    def both_and_the_client_agree(self) -> None:
        state = by_ref(self.trackers["n1"].state("t"))
        assert state == by_ref(self.trackers["n2"].state("t"))
        assert state == by_ref(self.shown)


def by_ref(state: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {key: {meta["phx_ref"]: meta for meta in presence["metas"]} for key, presence in state.items()}


TestTwoNodes = TwoNodes.TestCase


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=30))
def test_a_topic_that_everybody_left_is_forgotten(steps: list[tuple[str, bool]]) -> None:
    tracker = Tracker("n1")
    present: list[Entry] = []
    for key, comes in steps:
        if comes or not present:
            present.append(tracker.join("t", key, {})[0])
        else:
            tracker.leave(present.pop())
    for entry in present:
        tracker.leave(entry)
    assert tracker == Tracker("n1", _issued=tracker._issued)
