"""What the operator asks the daemon to do with articles and jobs, and how each outcome is told."""

from collections.abc import Awaitable, Callable, Sequence

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.tui.remote.book_reading import BookReader
from cairnloop.tui.remote.each import each
from cairnloop.tui.remote.reading import Tell
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.articles import Article, Version
from cairnloop.tui.state.jobs import JobRow
from cairnloop.tui.state.trouble import Trouble


class BookDeeds:
    """One method per deed. What there is to say has been told when it returns."""

    def __init__(self, daemon: Client, reader: BookReader, tell: Tell) -> None:
        self._daemon = daemon
        self._reader = reader
        self._tell = tell

    async def save(self, article: Article, markdown: str) -> None:
        """Keep words as the article's draft. What is refused stays here, to be opened again."""
        article_id, newest = article.row.id, article.newest
        seen, digest = (newest.number, newest.digest) if newest else (0, None)
        self._tell(b.WordsKept(article_id, markdown))
        try:
            said = await self._daemon.save_article(article_id, markdown, seen=seen, digest=digest)
            saved = await self._reader.completed(said)
        except (Refused, Unreachable) as error:
            kept = "Your words are kept here while this console runs."
            if isinstance(error, Refused) and error.status == 409:
                await self._reader.article(article_id)
                press = "What they wrote is shown now. E opens your words again; saving those takes its place."
            else:
                press = "E opens your words again."
            self._fail(f"Your words were not saved: {error.detail}", kept, press)
            return
        self._tell(b.ArticleRead(saved))
        self._tell(b.WordsKept(article_id))
        number = saved.newest.number if saved.newest else 1
        self._tell(e.Told(f"Kept as draft, version {number}. P publishes it; until then nothing changes."))

    async def publish(self, article: Article, draft: Version) -> None:
        """Let these words count, and no others that somebody may have saved meanwhile."""
        article_id = article.row.id
        try:
            await self._daemon.publish(article_id, seen=draft.number, digest=draft.digest)
        except Refused as error:
            await self._reader.article(article_id)
            safe = "What was published before still is."
            self._fail(f"It was not published: {error.detail}", safe, "It is shown as it now stands; look again.")
            return
        except Unreachable as error:
            what = f"No answer, so it is not known whether it was published: {error.detail}"
            self._fail(what, "Publishing twice does no harm.", ". reads it again when the link is live.")
            return
        await self._reader.article(article_id)
        self._tell(e.Told(f"Published, version {draft.number}. Drafts may quote it from now on."))

    async def retry(self, jobs: Sequence[JobRow]) -> None:
        await self._each(jobs, self._daemon.retry_job, "will run again", "retried")

    async def discard(self, jobs: Sequence[JobRow]) -> None:
        await self._each(jobs, self._daemon.discard_job, "removed for good", "discarded")

    async def _each(
        self, jobs: Sequence[JobRow], act: Callable[[str], Awaitable[object]], done: str, past: str
    ) -> None:
        outcome = await each(jobs, lambda job: act(job.id))
        gone = len(outcome.done)
        self._tell(b.JobsGone(frozenset(job.id for job in outcome.done)))
        if outcome.refused:
            job, error = outcome.refused[0]
            some = f"“{job.kind}” was" if len(jobs) == 1 else f"{len(jobs) - gone} of {len(jobs)} jobs were"
            self._fail(f"{some} not {past}: {error.detail}", _safe(gone, done), "Press . to read the list again.")
        else:
            self._tell(e.Told(f"{_jobs(gone)} {done}."))
        await self._reader.job_counts()

    def _fail(self, what: str, safe: str, press: str) -> None:
        self._tell(e.Failed(Trouble(what, safe, press)))


def _jobs(number: int) -> str:
    return "1 job" if number == 1 else f"{number} jobs"


def _safe(done: int, words: str) -> str:
    return f"{_jobs(done)} {words}; the others stay as they were." if done else "They stay as they were."
