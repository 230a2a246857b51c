"""What the operators know: which deed was done, which may have been, and what was answered to the others."""

from collections import Counter
from dataclasses import dataclass, field

# Who did what to which thing: user id, the trail's name for the action, and the thing's id.
Deed = tuple[str, str, str]


@dataclass
class Ledger:
    """What the operators know to have happened, by message and draft id."""

    approved: dict[str, str] = field(default_factory=dict)
    """Message to the draft it was made from."""
    written: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    discarded: set[str] = field(default_factory=set)
    deeds: Counter[Deed] = field(default_factory=Counter)
    """Done for certain: the daemon said so, or was asked afterwards."""
    doubts: Counter[Deed] = field(default_factory=Counter)
    """Asked for without hearing an answer, and beyond finding out."""
    answers: Counter[str] = field(default_factory=Counter)
    contradicted: list[str] = field(default_factory=list)
