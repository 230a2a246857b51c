"""Reactions: what has changed is noted in the transaction that changed it, and counted later."""

from collections.abc import Sequence

from cairnloop.desk.events import ConversationChanged, ConversationsDeleted, HoursChanged
from cairnloop.kernel.database import Tx
from cairnloop.people.events import AccountChanged
from cairnloop.reports.counting import count_again
from cairnloop.reports.rebuilding import count_in_new_hours


async def changed(tx: Tx, events: Sequence[ConversationChanged]) -> None:
    await count_again(tx, [event.conversation_id for event in events])


async def deleted(tx: Tx, events: Sequence[ConversationsDeleted]) -> None:
    await count_again(tx, [one for event in events for one in event.conversation_ids])


async def hours_changed(tx: Tx, events: Sequence[HoursChanged]) -> None:
    for event in events:
        await count_in_new_hours(tx, event.account_id)


async def account_changed(tx: Tx, events: Sequence[AccountChanged]) -> None:
    for event in events:
        if "time_zone" in event.fields:
            await count_in_new_hours(tx, event.account_id)
