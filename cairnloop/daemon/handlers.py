"""Which flow does which job."""

from uuid import UUID

from cairnloop.channels.lane import Lane
from cairnloop.daemon.services import Services
from cairnloop.desk import deadlines
from cairnloop.desk.replies import DELIVER
from cairnloop.drafting import learning, proposals
from cairnloop.drafting.jobs import DRAFT
from cairnloop.kernel import postgres
from cairnloop.kernel.jobs.port import Handlers, Job
from cairnloop.knowledge.embeddings import embed_passages
from cairnloop.knowledge.jobs import EMBED_PASSAGES, INDEX_CASE
from cairnloop.people import sessions

FORGET_SESSIONS = "forget_sessions"
FORGET_NEWS = "forget_news"


def handlers(s: Services, lane: Lane) -> Handlers:
    """The table of jobs."""

    async def draft(job: Job) -> None:
        await proposals.propose(
            s.db,
            s.studio,
            UUID(job.args["conversation_id"]),
            instruction=job.args.get("instruction") or None,
            again=bool(job.args.get("again")),
        )

    async def no_draft(job: Job, why: str) -> None:
        await proposals.record_failure(s.db, UUID(job.args["conversation_id"]), why)

    async def check_deadline(job: Job) -> None:
        await deadlines.check(s.db, UUID(job.args["deadline_id"]))

    async def forget_sessions(job: Job) -> None:
        await sessions.forget_expired(s.db)

    async def forget_news(job: Job) -> None:
        async with s.db.begin() as tx:
            await postgres.prune(tx)

    async def learn_case(job: Job) -> None:
        await learning.learn_case(s.db, UUID(job.args["account_id"]), UUID(job.args["conversation_id"]))

    async def embed(job: Job) -> None:
        if s.studio.embedder is not None:
            await embed_passages(s.db, s.studio.embedder, UUID(job.args["account_id"]))

    return Handlers(
        single={
            DRAFT: draft,
            INDEX_CASE: learn_case,
            EMBED_PASSAGES: embed,
            deadlines.CHECK_DEADLINE: check_deadline,
            FORGET_SESSIONS: forget_sessions,
            FORGET_NEWS: forget_news,
        },
        batch={DELIVER: lane.deliver},
        buried={DRAFT: no_draft, DELIVER: lane.gave_up},
    )
