"""What operators are told of customers at once: met, changed, merged, gone."""

from collections.abc import Sequence
from typing import Any

from cairnloop.desk import topics
from cairnloop.kernel.database import Tx
from cairnloop.people.events import CustomerChanged, CustomerErasing, CustomerMet, CustomersMerged


async def met(tx: Tx, events: Sequence[CustomerMet]) -> None:
    for event in events:
        news: dict[str, Any] = {"id": str(event.customer_id), "customer": event.shape}
        tx.announce(topics.operators(event.account_id), "customer:created", news)


async def changed(tx: Tx, events: Sequence[CustomerChanged]) -> None:
    for event in events:
        news: dict[str, Any] = {"id": str(event.customer_id), "updates": event.shape}
        tx.announce(topics.operators(event.account_id), "customer:updated", news)


async def merged(tx: Tx, events: Sequence[CustomersMerged]) -> None:
    for event in events:
        topic = topics.operators(event.account_id)
        tx.announce(topic, "customer:merged", {"id": str(event.merged), "into": str(event.customer_id)})
        tx.announce(topic, "customer:updated", {"id": str(event.customer_id), "updates": event.shape})


async def erasing(tx: Tx, events: Sequence[CustomerErasing]) -> None:
    for event in events:
        tx.announce(topics.operators(event.account_id), "customer:deleted", {"id": str(event.customer_id)})
