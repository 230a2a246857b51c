"""Which flow does which job."""

from datetime import timedelta
from uuid import UUID

from cairnloop.channels.lane import Lane
from cairnloop.daemon.services import Services
from cairnloop.desk.conversation import archiving, assignment, deadlines, giving_back, letting_go, snoozing
from cairnloop.desk.customer import erasing as customer_erasing
from cairnloop.desk.customer import moving as customer_moving
from cairnloop.desk.imports import teaching
from cairnloop.desk.inbox import inboxes
from cairnloop.desk.inbox import removal as inbox_removal
from cairnloop.desk.marks import removal as tag_removal
from cairnloop.desk.message.replies import DELIVER
from cairnloop.desk.search.indexer import INDEX_MESSAGES
from cairnloop.drafting import learning, proposals
from cairnloop.drafting.jobs import DRAFT
from cairnloop.files import forgetting
from cairnloop.kernel import postgres
from cairnloop.kernel.jobs.port import Handlers, Job
from cairnloop.knowledge.embeddings import embed_passages
from cairnloop.knowledge.jobs import EMBED_PASSAGES, INDEX_CASE
from cairnloop.mail.postman import in_groups
from cairnloop.notices.marks import MAIL_NOTICE
from cairnloop.notices.noticing import MAIL_REMINDER, REMIND, REMIND_WAITING, TELL
from cairnloop.notices.reminding import Reminders
from cairnloop.notices.telling import Teller
from cairnloop.people.access import keys, links, sessions
from cairnloop.people.access.mailing import Doorman
from cairnloop.people.access.mails import MAIL_ACCESS_CHANGED, MAIL_INVITATION, MAIL_RESET, MAIL_VERIFICATION
from cairnloop.people.customer import companies
from cairnloop.people.customer.erasure import ERASE_CUSTOMER
from cairnloop.reports.counting import COUNT_REPORTS, Counting
from cairnloop.reports.rebuilding import REBUILD_REPORTS, rebuild_portion
from cairnloop.visits import forgetting as visits_forgetting
from cairnloop.webhooks import pruning
from cairnloop.webhooks.delivering import Courier
from cairnloop.webhooks.recording import DELIVER_WEBHOOK
from cairnloop.webhooks.telling import MAIL_WEBHOOKS_OFF, Herald

# What goes out by the mail server.
MAILS = (
    MAIL_NOTICE,
    MAIL_REMINDER,
    MAIL_INVITATION,
    MAIL_RESET,
    MAIL_VERIFICATION,
    MAIL_ACCESS_CHANGED,
    MAIL_WEBHOOKS_OFF,
)
FORGET_SESSIONS = "forget_sessions"
FORGET_NEWS = "forget_news"


def handlers(s: Services, lane: Lane) -> Handlers:
    """The table of jobs."""
    courier = Courier(s.db, s.outside, s.sealer)
    teller = Teller(s.db, s.mail, s.here)
    reminders = Reminders(s.db, s.mail, s.calendars, s.here)
    doorman = Doorman(s.db, s.mail, s.sealer, s.settings.server.home)

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

    def walk(job: Job) -> tuple[UUID, UUID, UUID | None]:
        """Through the conversations of an inbox, from after one of them."""
        after = job.args.get("after")
        return UUID(job.args["account_id"]), UUID(job.args["inbox_id"]), None if after is None else UUID(after)

    async def move_conversations(job: Job) -> None:
        await inbox_removal.move_conversations(s.db, *walk(job))

    async def forget_learnt(job: Job) -> None:
        await learning.forget_learnt(s.db, *walk(job))

    async def give_back(job: Job) -> None:
        await giving_back.give_back_some(s.db, *walk(job))

    async def carry_customer(job: Job) -> None:
        await customer_moving.carry_on(s.db, UUID(job.args["account_id"]), UUID(job.args["customer_id"]))

    async def erase_customer(job: Job) -> None:
        await customer_erasing.work_off(s.db, UUID(job.args["account_id"]), UUID(job.args["customer_id"]))

    async def take_tag_off(job: Job) -> None:
        await tag_removal.go_on(s.db, UUID(job.args["account_id"]), UUID(job.args["tag_id"]))

    async def clear_company(job: Job) -> None:
        await companies.clear_company(s.db, UUID(job.args["account_id"]), UUID(job.args["company_id"]))

    async def forget_sessions(job: Job) -> None:
        await sessions.forget_expired(s.db)
        await links.forget_expired(s.db)

    async def end_key(job: Job) -> None:
        await keys.end_key(s.db, UUID(job.args["key_id"]))

    async def index_messages(job: Job) -> None:
        await s.indexer.index()

    async def forget_news(job: Job) -> None:
        async with s.db.begin() as tx:
            await postgres.prune(tx)

    async def learn_case(job: Job) -> None:
        await learning.learn_case(s.db, UUID(job.args["account_id"]), UUID(job.args["conversation_id"]))

    async def teach_imported(job: Job) -> None:
        account_id, import_id = UUID(job.args["account_id"]), UUID(job.args["import_id"])
        await teaching.teach(s.db, account_id, import_id, job.args["after"])

    async def embed(job: Job) -> None:
        if s.studio.embedder is not None:
            await embed_passages(s.db, s.studio.embedder, UUID(job.args["account_id"]))

    async def wake(job: Job) -> None:
        await snoozing.snooze_ended(s.db, UUID(job.args["account_id"]), UUID(job.args["conversation_id"]))

    async def hand_out(job: Job) -> None:
        account_id = UUID(job.args["account_id"])
        await assignment.hand_out(s.db, account_id, s.here(account_id))

    async def hand_out_all(job: Job) -> None:
        await assignment.hand_out_all(s.db, s.here)

    async def let_go(job: Job) -> None:
        await letting_go.let_go(s.db, UUID(job.args["account_id"]), int(job.args["user_id"]))

    async def archive_stale(job: Job) -> None:
        if s.settings.desk.archive_after_days:
            await archiving.archive_stale(s.db, timedelta(days=s.settings.desk.archive_after_days))

    async def forget_webhooks(job: Job) -> None:
        if "subscription_id" in job.args:
            await pruning.forget_of(s.db, UUID(job.args["subscription_id"]))
        else:
            await pruning.forget_old(s.db)

    async def forget_orphans(job: Job) -> None:
        await forgetting.forget_orphans(s.db)

    async def give_up_uploads(job: Job) -> None:
        await forgetting.give_up_uploads(s.db, s.cabinet)

    async def forget_visits(job: Job) -> None:
        await visits_forgetting.forget_old(s.db, timedelta(days=s.settings.visits.keep_days))

    async def count_reports(job: Job) -> None:
        await Counting(s.db).all()

    async def rebuild_reports(job: Job) -> None:
        await rebuild_portion(s.db, UUID(job.args["account_id"]))

    async def sweep_files(job: Job) -> None:
        await forgetting.sweep(s.db, s.cabinet)

    return Handlers(
        single={
            DRAFT: draft,
            INDEX_CASE: learn_case,
            teaching.TEACH_IMPORTED: teach_imported,
            EMBED_PASSAGES: embed,
            deadlines.CHECK_DEADLINE: check_deadline,
            inbox_removal.MOVE_CONVERSATIONS: move_conversations,
            inboxes.FORGET_LEARNT: forget_learnt,
            inboxes.GIVE_BACK: give_back,
            snoozing.WAKE: wake,
            assignment.HAND_OUT: hand_out,
            assignment.HAND_OUT_ALL: hand_out_all,
            letting_go.LET_GO: let_go,
            archiving.ARCHIVE_STALE: archive_stale,
            customer_moving.CARRY_CUSTOMER: carry_customer,
            ERASE_CUSTOMER: erase_customer,
            tag_removal.TAKE_TAG_OFF: take_tag_off,
            companies.CLEAR_COMPANY: clear_company,
            FORGET_SESSIONS: forget_sessions,
            TELL: teller.tell,
            REMIND: reminders.look,
            REMIND_WAITING: reminders.look_at_all,
            keys.END_KEY: end_key,
            FORGET_NEWS: forget_news,
            INDEX_MESSAGES: index_messages,
            forgetting.FORGET_ORPHANS: forget_orphans,
            forgetting.SWEEP_FILES: sweep_files,
            forgetting.GIVE_UP_UPLOADS: give_up_uploads,
            pruning.FORGET_WEBHOOKS: forget_webhooks,
            visits_forgetting.FORGET_VISITS: forget_visits,
            COUNT_REPORTS: count_reports,
            REBUILD_REPORTS: rebuild_reports,
        },
        batch={
            DELIVER: lane.deliver,
            DELIVER_WEBHOOK: courier.deliver,
            MAIL_NOTICE: in_groups(teller.notice),
            MAIL_REMINDER: in_groups(reminders.mail),
            MAIL_INVITATION: in_groups(doorman.invitation),
            MAIL_RESET: in_groups(doorman.reset),
            MAIL_VERIFICATION: in_groups(doorman.verification),
            MAIL_ACCESS_CHANGED: in_groups(doorman.access_changed),
            MAIL_WEBHOOKS_OFF: in_groups(Herald(s.db, s.mail).mail),
        },
        buried={DRAFT: no_draft, DELIVER: lane.gave_up, DELIVER_WEBHOOK: courier.gave_up},
    )
