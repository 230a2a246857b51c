"""The connection as the operator sees it, and who else is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cairnloop.client.link import Link
from cairnloop.tui.terminal.times import brief
from cairnloop.wire.terminal import harmless

# A connection that is gone for longer than this is called offline.
PATIENCE = timedelta(seconds=5)
# Whoever typed and then said nothing has stopped.
TYPING_FADES = timedelta(seconds=8)


@dataclass(frozen=True, slots=True)
class LinkState:
    """`since` is when the state began; `ever` whether we were live at all."""

    link: Link = Link.CONNECTING
    since: datetime | None = None
    ever: bool = False

    def became(self, link: Link, at: datetime) -> "LinkState":
        # Attempts that fail again and again are one long absence.
        since = self.since if link is self.link and self.since is not None else at
        return LinkState(link, since, self.ever or link is Link.LIVE)

    def offline(self, now: datetime) -> bool:
        return self.link is Link.LOST and self.since is not None and now - self.since >= PATIENCE

    def words(self, now: datetime) -> tuple[str, str]:
        """Symbol and words."""
        match self.link:
            case Link.LIVE:
                return "⟳", "live"
            case Link.CONNECTING:
                return "…", "connecting"
            case Link.REFUSED:
                return "✕", "signed out"
            case Link.LOST if self.offline(now) and self.since is not None:
                return "✕", f"offline {brief(now - self.since)}"
            case Link.LOST:
                return "…", "reconnecting"

    @property
    def blocked(self) -> str | None:
        """Why nothing can be changed at the moment, if so."""
        match self.link:
            case Link.LIVE:
                return None
            case Link.REFUSED:
                return "this session has ended; sign in again"
            case Link.CONNECTING:
                return "the daemon is being called"
            case Link.LOST:
                return "the connection is lost and being tried again"


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in: names of operators and ids of customers, each by connection."""

    metas: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Presence":
        return cls().changed(state, {})

    def changed(self, joins: Mapping[str, Any], leaves: Mapping[str, Any]) -> "Presence":
        found = {key: dict(metas) for key, metas in self.metas.items()}
        for key, entry in joins.items():
            for meta in entry.get("metas", ()):
                metas = found.setdefault(key, {})
                metas.pop(str(meta.get("phx_ref_prev")), None)
                metas[str(meta.get("phx_ref"))] = meta
        for key, entry in leaves.items():
            for meta in entry.get("metas", ()):
                found.get(key, {}).pop(str(meta.get("phx_ref")), None)
        return Presence({key: metas for key, metas in found.items() if metas})

    @property
    def operators(self) -> int:
        return sum(key.startswith("user:") for key in self.metas)

    def viewers(self, conversation_id: str, me: int | None) -> tuple[str, ...]:
        """The names of colleagues who have this conversation open."""
        others = ((key, metas) for key, metas in self.metas.items() if key.startswith("user:") and key != f"user:{me}")
        looking = (
            str(meta.get("name") or "a colleague")
            for _, metas in others
            for meta in metas.values()
            if meta.get("viewing") == conversation_id
        )
        return tuple(dict.fromkeys(harmless(name) for name in looking))

    def viewed(self, me: int | None) -> frozenset[str]:
        """The conversations that colleagues have open."""
        others = (metas for key, metas in self.metas.items() if key.startswith("user:") and key != f"user:{me}")
        return frozenset(str(meta["viewing"]) for metas in others for meta in metas.values() if meta.get("viewing"))

    def is_here(self, user_id: int) -> bool:
        return f"user:{user_id}" in self.metas

    def customer_is_in(self, customer_id: str) -> bool:
        return f"customer:{customer_id}" in self.metas


@dataclass(frozen=True, slots=True)
class Typing:
    """Who is writing where, and since when we know."""

    writers: Mapping[tuple[str, str], datetime] = field(default_factory=dict)

    def heard(self, conversation_id: str, name: str, on: bool, at: datetime) -> "Typing":
        others = {key: since for key, since in self.writers.items() if key != (conversation_id, name)}
        return Typing({**others, (conversation_id, name): at} if on else others)

    def faded(self, now: datetime) -> "Typing":
        if all(now - since < TYPING_FADES for since in self.writers.values()):
            return self
        return replace(self, writers={key: at for key, at in self.writers.items() if now - at < TYPING_FADES})

    def where(self, conversation_id: str) -> tuple[str, ...]:
        """The names of those who write there; the customer is the empty name."""
        return tuple(name for place, name in self.writers if place == conversation_id)
