"""Moving one conversation: to sleep, before others, under a tag, into another one, into the sight of outsiders."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.tui.remote.deeds import Deeds
from cairnloop.tui.remote.reading import Tell
from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import events as e
from cairnloop.tui.state.belongings import Tag, mention_of, tag_of, tags_of
from cairnloop.tui.state.desk import Merge
from cairnloop.tui.terminal.times import instant, when

if TYPE_CHECKING:
    from cairnloop.wire.conversations import NewShareOut

UNCHANGED = "Nothing was changed"
# Mentions that wait for the operator's eye, as far as they are counted.
MOST_MENTIONS = 200


class Moves:
    """One method per deed; each returns whether it was done. What there is to say has then been told."""

    def __init__(self, daemon: Client, deeds: Deeds, tell: Tell, now: Callable[[], datetime]) -> None:
        self._daemon = daemon
        self._deeds = deeds
        self._tell = tell
        self._now = now

    async def snooze(self, conversation_id: str, until: datetime | None) -> bool:
        async def do() -> None:
            basic = await self._daemon.snooze(conversation_id, None if until is None else until.isoformat())
            self._tell(e.ConversationChanged(dict(basic)))
            how = "until the customer writes" if until is None else when(until, self._now())
            self._tell(e.Told(f"Asleep {how}. w wakes it; a word of the customer always does."))

        what = "The conversation could not be snoozed"
        return await self._deeds.attempt(conversation_id, "snoozing it", what, UNCHANGED, "s tries again", do)

    async def weigh(self, conversation_id: str, *, urgent: bool) -> bool:
        async def do() -> None:
            basic = await self._daemon.weigh(conversation_id, "priority" if urgent else "not_priority")
            self._tell(e.ConversationChanged(dict(basic)))
            self._tell(e.Told("It goes before others. P takes that back." if urgent else "It goes before none."))

        what = "Its priority was not changed"
        return await self._deeds.attempt(conversation_id, "weighing it", what, UNCHANGED, "P tries again", do)

    async def tag(self, conversation_id: str, tag: Tag) -> bool:
        async def do() -> None:
            said = await self._daemon.tag(conversation_id, tag.id)
            self._tell(c.Tagged(conversation_id, tags_of(said)))
            self._tell(e.Told(f"Tagged {tag.name}. U takes it off."))

        what = f"It was not tagged {tag.name}"
        return await self._deeds.attempt(conversation_id, "tagging it", what, UNCHANGED, "t tries again", do)

    async def untag(self, conversation_id: str, tag: Tag) -> bool:
        async def do() -> None:
            said = await self._daemon.untag(conversation_id, tag.id)
            self._tell(c.Tagged(conversation_id, tags_of(said)))
            self._tell(e.Told(f"No longer tagged {tag.name}."))

        what = f"{tag.name} was not taken off"
        return await self._deeds.attempt(conversation_id, "untagging it", what, UNCHANGED, "U tries again", do)

    async def new_tag(self, name: str) -> Tag:
        """Raises Refused and Unreachable."""
        return tag_of(await self._daemon.add_tag({"name": name}))

    async def merge(self, source: str, target: str) -> bool:
        async def do() -> None:
            merged = await self._daemon.merge(source, target)
            until = instant(merged["undo_until"]) or self._now()
            self._tell(c.MergeMade(Merge(source, target, until)))
            self._tell(c.LedOn(source, target))
            self._tell(e.ConversationChanged(dict(merged)))
            self._tell(e.Told(f"Merged. z takes them apart again {when(until, self._now())}."))

        what = "They were not merged"
        return await self._deeds.attempt(source, "merging it", what, "Both stay as they were", "M tries again", do)

    async def unmerge(self, merge: Merge) -> bool:
        async def do() -> None:
            self._tell(e.ConversationChanged(dict(await self._daemon.unmerge(merge.source))))
            self._tell(c.MergeUndone(merge))
            self._tell(e.Told("Taken apart again. What was written since stays where it was written."))

        what = "They could not be taken apart"
        safe = "All that was said stands in the one that stayed"
        return await self._deeds.attempt(merge.source, "taking them apart", what, safe, "z tries again", do)

    async def share(self, conversation_id: str, hours: int) -> "NewShareOut":
        """Raises Refused and Unreachable."""
        return await self._daemon.share(conversation_id, hours)

    async def revoke(self, conversation_id: str) -> bool:
        async def do() -> None:
            ended = await self._daemon.revoke_shares(conversation_id)
            self._tell(
                e.Told(f"{'1 link' if ended == 1 else f'{ended} links'} ended: nobody outside can read it any more.")
            )

        what = "The links still work"
        return await self._deeds.attempt(conversation_id, "ending links", what, UNCHANGED, "L tries again", do)

    async def mentions(self) -> None:
        """Which notes wait for the operator's eye."""
        try:
            page = await self._daemon.mentions(seen=False, limit=MOST_MENTIONS)
        except (Refused, Unreachable):
            return  # the section lists them all the same; only their count and their marks are missing
        self._tell(c.MentionsRead(tuple(mention_of(one) for one in page.rows)))
