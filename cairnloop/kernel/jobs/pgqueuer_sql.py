"""The statements by which jobs are claimed, settled and shown in PgQueuer's table."""

from cairnloop.kernel.jobs.retry import SUSPECT_AFTER

CRASHES = "coalesce((headers->>'crashes')::int, 0)"

# A key that is taken is always answered by an update, for that locks the job: it cannot start before this transaction
# has committed, so the work it was kept or moved for is there when it looks.
ENQUEUE = """
INSERT INTO pgqueuer AS job (priority, entrypoint, payload, execute_after, dedupe_key, headers, status)
SELECT priority, entrypoint, payload, execute_after, dedupe_key,
    jsonb_build_object('max_attempts', max_attempts), 'queued'
FROM unnest($1::int[], $2::text[], $3::bytea[], $4::timestamptz[], $5::text[], $6::int[])
    WITH ORDINALITY AS spec (priority, entrypoint, payload, execute_after, dedupe_key, max_attempts, place)
ORDER BY place
ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL
"""
ENQUEUE_KEEP = ENQUEUE + "DO UPDATE SET updated = now()"
ENQUEUE_POSTPONE = (
    ENQUEUE + "DO UPDATE SET updated = now(), execute_after = excluded.execute_after, payload = excluded.payload"
)

CANCEL = "DELETE FROM pgqueuer WHERE dedupe_key = $1 AND status = 'queued' RETURNING id"

# Every kind and priority that has waiting jobs, found by leaping from one to the next in pgqueuer_claim_idx.
LEVELS = """
levels AS (
    (SELECT entrypoint AS kind, priority FROM pgqueuer WHERE status = 'queued' ORDER BY entrypoint, priority LIMIT 1)
    UNION ALL
    SELECT next.kind, next.priority FROM levels CROSS JOIN LATERAL (
        SELECT entrypoint AS kind, priority FROM pgqueuer
        WHERE status = 'queued' AND (entrypoint, priority) > (levels.kind, levels.priority)
        ORDER BY entrypoint, priority LIMIT 1
    ) AS next
)
"""

# One short walk along the index for every level, stopping at the first job whose time has not come: neither a long
# backlog nor a crowd of sleeping jobs is ever sorted or scanned. Starting frees the key and counts as an attempt.
CLAIM = f"""
WITH RECURSIVE rooms AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) AS room (kind, lane, room)
),
{LEVELS},
due AS (
    SELECT head.id, head.priority, head.execute_after, rooms.lane, rooms.room
    FROM levels JOIN rooms ON rooms.kind = levels.kind
    CROSS JOIN LATERAL (
        SELECT id, priority, execute_after FROM pgqueuer
        WHERE status = 'queued' AND entrypoint = levels.kind AND priority = levels.priority AND execute_after <= $4
        ORDER BY execute_after, id LIMIT rooms.room
        FOR UPDATE SKIP LOCKED
    ) AS head
),
placed AS (
    SELECT id, room, row_number() OVER (PARTITION BY lane ORDER BY priority DESC, execute_after, id) AS place FROM due
),
claimed AS (
    UPDATE pgqueuer
    SET status = 'picked', updated = now(), heartbeat = now(), queue_manager_id = $5, dedupe_key = NULL,
        attempts = attempts + CASE WHEN {CRASHES} < {SUSPECT_AFTER} THEN 1 ELSE 0 END
    -- As an array: joined, the planner would expect many and read the whole table.
    WHERE id = ANY(ARRAY(SELECT id FROM placed WHERE place <= room))
    RETURNING *
)
SELECT * FROM claimed ORDER BY priority DESC, execute_after, id
"""  # noqa: S608 - parts of our own

SOONEST_OF_ALL = f"""
WITH RECURSIVE {LEVELS}
SELECT min(head.execute_after) AS soonest FROM levels CROSS JOIN LATERAL (
    SELECT execute_after FROM pgqueuer
    WHERE status = 'queued' AND entrypoint = levels.kind AND priority = levels.priority
    ORDER BY execute_after, id LIMIT 1 -- by all of pgqueuer_claim_idx, so that no other index is tried
) AS head
"""  # noqa: S608 - parts of our own
SOONEST = SOONEST_OF_ALL + "WHERE levels.kind = ANY($1::text[])"

COUNT_START = "UPDATE pgqueuer SET attempts = attempts + 1 WHERE id = $1 AND queue_manager_id = $2"

# An account, or with nothing the house itself.
OWNER = "coalesce(convert_from(payload, 'UTF8')::jsonb ->> 'account_id', '')"
# Only who still holds a job may say how it ended: a daemon that was taken for dead no longer does. What failed says
# whose it is in a place that an index can read.
DONE = "DELETE FROM pgqueuer WHERE id = ANY($1::bigint[]) AND queue_manager_id = $2"
FAILED = f"""
UPDATE pgqueuer AS job
SET status = ended.status::pgqueuer_status, execute_after = ended.at, updated = now(), queue_manager_id = NULL,
    headers = job.headers || jsonb_build_object('error', ended.error, 'crashes', 0, 'owner', {OWNER})
FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[]) AS ended (id, status, at, error)
WHERE job.id = ended.id AND job.queue_manager_id = $5
"""  # noqa: S608 - parts of our own
HAND_BACK = """
UPDATE pgqueuer SET status = 'queued', updated = now(), queue_manager_id = NULL
WHERE queue_manager_id = $1 AND status = 'picked'
"""

# Jobs without a sign of life for $1, except $2, which run right here.
RESCUE = f"""
UPDATE pgqueuer
SET status = 'queued', updated = now(), queue_manager_id = NULL,
    headers = headers || jsonb_build_object('crashes', {CRASHES} + 1)
WHERE id IN (
    SELECT id FROM pgqueuer
    WHERE status = 'picked' AND heartbeat < now() - $1::interval AND NOT id = ANY($2::bigint[])
    FOR UPDATE SKIP LOCKED
)
RETURNING id
"""  # noqa: S608 - parts of our own


def _of(parameter: str) -> str:
    """Jobs of the account in this parameter, and the house's own, which name none; all when it is null."""
    owner = "(convert_from(payload, 'UTF8')::jsonb ->> 'account_id')"
    return f"({parameter}::text IS NULL OR coalesce({owner}, {parameter}) = {parameter})"


SHOWN = "id, entrypoint, payload, status::text AS status, execute_after, attempts, headers"
BEHIND = "(execute_after, id) > (coalesce($3::timestamptz, '-infinity'), coalesce($4::bigint, 0))"
UP_TO = "(execute_after, id) <= (coalesce($5::timestamptz, 'infinity'), coalesce($6::bigint, 9223372036854775807))"


def _page(status: str) -> str:
    """Few jobs, or an index of their own: one walk along it."""
    return f"""
SELECT {SHOWN} FROM pgqueuer WHERE status = '{status}' AND {_of("$2")} AND {BEHIND} AND {UP_TO}
ORDER BY execute_after, id LIMIT $1
"""  # noqa: S608 - parts of our own


# Waiting jobs are read as they are claimed: the first few of every kind and priority, however many there are.
PAGE_QUEUED = f"""
WITH RECURSIVE {LEVELS}
SELECT head.* FROM levels CROSS JOIN LATERAL (
    SELECT {SHOWN} FROM pgqueuer
    WHERE status = 'queued' AND entrypoint = levels.kind AND priority = levels.priority AND {_of("$2")}
        AND {BEHIND} AND {UP_TO}
    ORDER BY execute_after, id LIMIT $1
) AS head
ORDER BY execute_after, id LIMIT $1
"""  # noqa: S608 - parts of our own
PAGE = {"queued": PAGE_QUEUED, "picked": _page("picked"), "failed": _page("failed")}
# One range of the index for the account, and one for the house's own.
PAGE_DEAD_OF = f"""
SELECT head.* FROM unnest(ARRAY[$2::text, '']) AS who (owner) CROSS JOIN LATERAL (
    SELECT {SHOWN} FROM pgqueuer
    WHERE status = 'failed' AND headers ->> 'owner' = who.owner AND {BEHIND} AND {UP_TO}
    ORDER BY execute_after, id LIMIT $1
) AS head
ORDER BY execute_after, id LIMIT $1
"""  # noqa: S608 - parts of our own
# The place behind which some kind and priority has jobs that a page did not look at.
SEEN_TO = f"""
WITH RECURSIVE {LEVELS}
SELECT head.* FROM levels CROSS JOIN LATERAL (
    SELECT execute_after, id FROM pgqueuer
    WHERE status = 'queued' AND entrypoint = levels.kind AND priority = levels.priority
        AND (execute_after, id) > (coalesce($1::timestamptz, '-infinity'), coalesce($2::bigint, 0))
    ORDER BY execute_after, id OFFSET $3 LIMIT 1
) AS head
ORDER BY execute_after, id LIMIT 1
"""  # noqa: S608 - parts of our own
COUNT_DEAD_OF = """
SELECT count(*) AS found FROM (
    SELECT FROM pgqueuer WHERE status = 'failed' AND headers ->> 'owner' = ANY(ARRAY[$1::text, '']) LIMIT $2
) AS few
"""
COUNT = """
SELECT count(*) AS found FROM (
    SELECT FROM pgqueuer WHERE status = $1::pgqueuer_status LIMIT $2
) AS few
"""
COUNT_WAITING = """
SELECT count(*) AS found FROM (
    SELECT FROM pgqueuer WHERE status = 'queued' AND entrypoint = ANY($1::text[]) LIMIT $2
) AS few
"""
COUNT_DUE = f"""
WITH RECURSIVE {LEVELS}
SELECT least(coalesce(sum(head.found), 0), $2)::int AS found FROM levels CROSS JOIN LATERAL (
    SELECT count(*) AS found FROM (
        SELECT FROM pgqueuer
        WHERE status = 'queued' AND entrypoint = levels.kind AND priority = levels.priority AND execute_after <= $1
        LIMIT $2
    ) AS few
) AS head
"""  # noqa: S608 - parts of our own
RETRY = f"""
UPDATE pgqueuer SET status = 'queued', execute_after = $2, attempts = 0, updated = now()
WHERE id = $1 AND status = 'failed' AND {_of("$3")} RETURNING id
"""  # noqa: S608 - parts of our own
DISCARD = f"DELETE FROM pgqueuer WHERE id = $1 AND status = 'failed' AND {_of('$2')} RETURNING id"  # noqa: S608
