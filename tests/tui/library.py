"""The books of the desk in memory: articles, the trail and jobs, answered as the daemon does."""

import hashlib
from typing import Any

from cairnloop.client import Refused
from cairnloop.client.calls import Page
from tests.tui.trailmark import ago, naive, zulu

Wire = dict[str, Any]

MOVING = """# Moving your maps

Your maps live in **one region**. An admin can move them.

## Steps

1. Open Settings → Region and choose the new one.
2. Wait for the mail. It takes about an hour.

Signposts keep their QR codes. See [the list of regions](https://trailmark.example/regions).
"""
CHANGED = MOVING.replace("about an hour", "about two hours").replace("An admin", "An owner or an admin")
ARTICLES: list[tuple[str, str, list[tuple[str, str]], float]] = [
    ("Moving your maps", "guides/moving.md", [("published", MOVING), ("draft", CHANGED)], 3),
    ("Refunds", "billing/refunds.md", [("published", "Ask within thirty days.\n")], 26),
    ("Offline maps", "guides/offline.md", [("draft", "Open the map once while you have signal.\n")], 30),
    ("Old prices", "billing/old.md", [("superseded", "From 2024.\n")], 400),
]
# actor, kind, id, action, subject, reason, detail
TRAIL: list[tuple[str, str, str, str, str, str | None, Wire]] = [
    ("Sam", "user", "1", "draft.approved", "draft", None, {"version": 1}),
    ("Draft policy", "policy", "drafting.policy", "draft.held", "draft", "this inbox wants a person", {}),
    ("Lin", "user", "2", "draft.discarded", "draft", "wrong tone", {"version": 2, "kind": "reply"}),
    ("Bo Reyes", "customer", "p1", "conversation.opened", "conversation", None, {}),
    ("Cairnloop", "system", "cairnloop", "article.imported", "article", None, {"path": "billing/refunds.md"}),
]
JOBS: list[tuple[str, str, float, int, str | None]] = [
    ("channels.deliver", "dead", 90, 10, "ConnectError: the mail server at 10.0.0.5 refused the connection"),
    ("channels.deliver", "dead", 40, 10, "ConnectError: the mail server at 10.0.0.5 refused the connection"),
    ("drafting.draft", "dead", 12, 3, "The model answered 401: the key is not known.\nCheck model.api_key."),
    ("desk.check_deadline", "waiting", -25, 0, None),
    ("knowledge.index_case", "running", 0, 1, None),
]


def digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


class Library:
    """The part of the desk in memory that the books ask. `found` of the trail is narrowed by actor and action only."""

    calls: list[tuple[Any, ...]]
    fails: dict[str, list[Exception]]

    def fill_library(self, *, filled: bool) -> None:
        self.shelf = {f"a{n}": self._article(f"a{n}", *one) for n, one in enumerate(ARTICLES if filled else [])}
        self.trail = [self._entry(90 - n, n, *one) for n, one in enumerate(TRAIL if filled else [])]
        self.work = {f"j{n}": self._job(f"j{n}", *one) for n, one in enumerate(JOBS if filled else [])}

    def _article(self, id: str, title: str, path: str, versions: list[tuple[str, str]], hours: float) -> Wire:
        found = [
            {
                "id": f"{id}v{number}", "version": number, "state": state, "title": title, "body": body,
                "digest": digest(body), "author": "Lin", "created_at": naive(ago(hours=hours)), "published_at": None,
            }
            for number, (state, body) in enumerate(versions, start=1)
        ]  # fmt: skip
        return {"id": id, "title": title, "path": path, "updated_at": naive(ago(hours=hours)), "versions": found}

    def _entry(self, seq: int, at: int, actor: str, kind: str, id: str, action: str, subject: str, *rest: Any) -> Wire:
        reason, detail = rest
        return {
            "seq": seq, "at": zulu(ago(minutes=7 + 400 * at)), "actor": actor, "actor_kind": kind, "actor_id": id,
            "action": action, "subject_kind": subject, "subject_id": f"{seq}0a1b2c3d", "reason": reason,
            "conversation_id": "c1" if subject == "draft" else None, "detail": detail,
        }  # fmt: skip

    def _job(self, id: str, kind: str, state: str, minutes: float, attempt: int, error: str | None) -> Wire:
        return {
            "id": id, "kind": kind, "args": {"conversation_id": "c1"} if kind == "drafting.draft" else {"n": id},
            "state": state, "run_at": zulu(ago(minutes=minutes)), "attempt": attempt, "max_attempts": 10,
            "error": error,
        }  # fmt: skip

    def _called(self, name: str, *args: Any) -> None:
        raise NotImplementedError

    def _page_of(self, rows: list[Wire], after: str | None, limit: int) -> Any:
        start = int(after or 0)
        return Page(rows[start : start + limit], str(start + limit) if len(rows) > start + limit else None)

    def _shelved(self, article: Wire) -> Wire:
        states = [one["state"] for one in article["versions"]]
        status = "published" if "published" in states else "draft" if "draft" in states else "archived"
        plain = {key: value for key, value in article.items() if key != "versions"}
        return {**plain, "object": "article", "status": status, "draft": states[-1] == "draft"}

    def _whole(self, article_id: str) -> Wire:
        article = self.shelf[article_id]
        revisions = [{k: v for k, v in one.items() if k != "body"} for one in reversed(article["versions"])]
        newest = article["versions"][-1]
        return {**self._shelved(article), "body": newest["body"], "version": newest["version"], "revisions": revisions}

    async def articles(self, *, status: str | None = None, after: str | None = None, limit: int = 50) -> Any:
        self._called("articles", status, after)
        rows = [self._shelved(one) for one in self.shelf.values()]
        return self._page_of([row for row in rows if status in (None, row["status"])], after, limit)

    async def article(self, article_id: str) -> Any:
        self._called("article", article_id)
        return self._whole(article_id)

    async def revision(self, article_id: str, revision_id: str) -> Any:
        self._called("revision", article_id, revision_id)
        return next(one for one in self.shelf[article_id]["versions"] if one["id"] == revision_id)

    def _require(self, newest: Wire, seen: int | None, seen_digest: str | None) -> None:
        if (newest["version"], newest["digest"]) != (seen, seen_digest):
            raise Refused(409, "stale_version", "Somebody saved other words of this article meanwhile.")

    def write_article(self, article_id: str, body: str, author: str = "Lin") -> None:
        """Somebody keeps other words as the draft."""
        versions = self.shelf[article_id]["versions"]
        newest = versions[-1]
        if newest["state"] != "draft":
            newest = {**newest, "id": f"{article_id}v{len(versions) + 1}", "version": len(versions) + 1}
            versions.append(newest)
        newest.update(state="draft", body=body, digest=digest(body), author=author)

    async def save_article(
        self, article_id: str, markdown: str, *, seen: int | None = None, digest: str | None = None
    ) -> Any:
        self._called("save_article", article_id, markdown, seen)
        self._require(self.shelf[article_id]["versions"][-1], seen, digest)
        self.write_article(article_id, markdown.rpartition("---\n")[2].strip() + "\n", "Sam")
        return self._whole(article_id)

    async def publish(self, article_id: str, *, seen: int | None = None, digest: str | None = None) -> Any:
        self._called("publish", article_id, seen)
        versions = self.shelf[article_id]["versions"]
        self._require(versions[-1], seen, digest)
        for one in versions:
            one["state"] = "superseded"
        versions[-1]["state"] = "published"
        return self._shelved(self.shelf[article_id])

    async def audit(self, *, before: int | None = None, limit: int = 50, **asked: Any) -> Any:
        self._called("audit", {name: value for name, value in asked.items() if value is not None}, before)
        actor, action = asked.get("actor"), asked.get("action") or ""
        if actor == "nobody":
            raise Refused(422, "invalid", "actor: nobody here is called “nobody”")
        rows = [
            one for one in self.trail
            if one["seq"] < (before or 10**9) and one["action"].startswith(action)
            and (actor is None or actor in one["actor"].casefold())
            and asked.get("conversation_id") in (None, one["conversation_id"])
        ]  # fmt: skip
        return Page(rows[:limit], rows[limit - 1]["seq"] if len(rows) > limit else None)

    async def jobs(self, *, state: str | None = None, after: str | None = None, limit: int = 50) -> Any:
        self._called("jobs", state, after)
        rows = [one for one in self.work.values() if state in (None, one["state"])]
        counts = {
            name: sum(one["state"] == name for one in self.work.values()) for name in ("waiting", "running", "dead")
        }
        page = self._page_of(rows, after, limit)
        return {"data": page.rows, "counts": {**counts, "due": 0}, "next": page.next}

    async def retry_job(self, job_id: str) -> Any:
        self._called("retry_job", job_id)
        self.work[job_id].update(state="waiting", attempt=0)
        return {"id": job_id}

    async def discard_job(self, job_id: str) -> Any:
        self._called("discard_job", job_id)
        del self.work[job_id]
        return {"id": job_id}
