"""Imports as the wire shows them."""

from cairnloop.desk.imports.tables import Import
from cairnloop.wire.imports import ImportOut
from cairnloop.wire.people import naive, zulu


def import_out(run: Import) -> ImportOut:
    return {
        "id": str(run.id),
        "object": "import",
        "account_id": str(run.account_id),
        "user_id": run.user_id,
        "system": run.system,
        "account": run.source,
        "learn": run.learn,
        "counts": run.counts,
        "created_at": naive(run.created_at),
        "updated_at": naive(run.updated_at),
        "finished_at": zulu(run.finished_at),
    }
