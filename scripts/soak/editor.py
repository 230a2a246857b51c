"""Somebody who keeps the articles: new words for one of them every few seconds, published at once."""

import asyncio
import random
from dataclasses import dataclass, field

from cairnloop.client import Client
from tests.journey.daemons import insist
from tests.journey.survival import ARTICLES


@dataclass
class Editor:
    desk: Client
    chance: random.Random
    seconds: tuple[float, float] = (2.0, 12.0)
    marks: dict[str, str] = field(default_factory=dict)
    """By path, a word that only its newest words hold."""
    replaced: list[str] = field(default_factory=list)
    """The marks of editions that are not to be found any more."""

    async def publish_all(self) -> None:
        for path, markdown in ARTICLES.items():
            await self._publish(path, markdown)

    async def work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await asyncio.sleep(self.chance.uniform(*self.seconds))
            path = self.chance.choice(list(ARTICLES))
            self.replaced += [] if path not in self.marks else [self.marks[path]]
            self.marks[path] = f"edition{self.chance.getrandbits(40)}"
            await self._publish(path, f"{ARTICLES[path]}\n\nThis is {self.marks[path]} of it.")

    async def _publish(self, path: str, markdown: str) -> None:
        file = {"path": path, "markdown": markdown}
        said = await insist(lambda: self.desk.import_articles([file], publish=True))
        if said["failed"]:
            raise AssertionError(f"{path} was not imported: {said}")

    async def check(self) -> list[str]:
        """Every article stands as it was last published, is found by its mark, and by no earlier one."""
        found: list[str] = []
        page = await insist(lambda: self.desk.articles(limit=200))
        by_path = {one["path"]: one["id"] for one in page.rows}
        for path, mark in self.marks.items():
            article = await self.desk.article(by_path[path])
            live = next(one for one in article["revisions"] if one["id"] == article["published_revision_id"])
            if live["version"] != article["version"] or mark not in article["body"]:
                found.append(f"the article {path} should be {mark} and is {article['body'][-60:]!r}")
            if by_path[path] not in [hit["article_id"] for hit in await self.desk.search(mark)]:
                found.append(f"the article {path} is not found by {mark}")
        found += [f"{mark} is found, and was replaced" for mark in self.replaced[-50:] if await self._finds(mark)]
        return found

    async def _finds(self, mark: str) -> bool:
        """Among the articles: cases go on quoting what was said at the time."""
        return any(hit["article_id"] and mark in hit["text"] for hit in await self.desk.search(mark))
