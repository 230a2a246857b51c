"""Articles as they are listed and read: how each stands, its words, and what a draft would change."""

from datetime import datetime

from cairnloop.tui.state.articles import Article, ArticleRow, Articles, Face, Version
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age, clock, day
from cairnloop.tui.view.difference import Change, change, difference
from cairnloop.tui.view.marks import marker
from cairnloop.tui.view.prose import prose
from cairnloop.tui.view.trouble import trouble_lines

STATE, AGE, PATH = 11, 4, 24
ROOMY = 60
STATES: dict[str, Span] = {
    "published": Span("● published", Tone.SUCCESS),
    "draft": Span("◇ draft", Tone.INFO),
    "archived": Span("▪ archived", Tone.MUTED),
    "superseded": Span("▪ superseded", Tone.MUTED),
}
EMPTY: dict[str, tuple[str, ...]] = {
    "": (
        "There are no articles yet.",
        "Bring in a folder of Markdown files from a shell:",
        "  cairnloop kb import docs/ --publish",
        "Without --publish they come as drafts, to be read and published here.",
        "Answers are drafted from what is published.",
    ),
    "published": ("Nothing is published yet.", "Read a draft and publish it with P: then answers may quote it."),
    "draft": ("No article is a draft.", "Import without --publish, or change an article with E, and it waits here."),
    "archived": ("No article is archived.", "What is taken out of use moves here; its versions stay."),
}


HINTS: dict[Face, str] = {
    Face.DRAFT: "These words wait. d shows what they change, P publishes.",
    Face.PUBLISHED: "Other words wait as a draft: v shows them, d what they change.",
    Face.DIFFERENCE: "d shows the whole draft again, P publishes it.",
}


def state_of(row: ArticleRow) -> Span:
    """A published article with words that wait is neither: it says so."""
    if row.status == "published" and row.draft:
        return Span("✎ changed", Tone.WARNING)
    return STATES.get(row.status, muted(row.status))


def article_line(desk: Desk, row: ArticleRow, width: int, ground: Ground, now: datetime) -> Line:
    """Always in the same columns: how it stands, its title, where it came from, when it was changed."""
    path = PATH if width >= ROOMY else 0
    title = max(8, width - 2 - STATE - 1 - AGE - 2 - (path + 2 if path else 0))
    state = Span("✎ unsaved", Tone.DANGER) if row.id in desk.articles.kept else state_of(row)
    spans = [
        marker(ground),
        state._replace(text=fill(state.text, STATE)),
        Span(" "),
        Span(fill(row.title, title), Tone.INK),
    ]
    if path:
        spans += [Span("  "), muted(fill(row.path, path))]
    spans += [Span("  "), muted(fill(age(row.updated_at, now), AGE))]
    return Line(tuple(spans), ground)


def article_title(articles: Articles) -> str:
    """What stands over the words."""
    article, row = articles.article, articles.paged.row
    if article is None or row is None:
        return row.title if row else "Article"
    version = _version_title(articles, article)
    # Where the list is out of sight, so is the name of the article.
    return f"{row.title} · {version[0].lower()}{version[1:]}" if articles.paged.whole else version


def _version_title(articles: Articles, article: Article) -> str:
    draft, published = article.draft, article.published
    match articles.shown:
        case Face.DIFFERENCE if draft is not None:
            return f"Version {draft.number} against {f'{published.number}, published' if published else 'nothing'}"
        case Face.PUBLISHED if published is not None:
            return f"Version {published.number} · published"
        case _:
            newest = article.newest
            return f"Version {newest.number} · {newest.state}" if newest else "No words yet"


def article_lines(desk: Desk, width: int) -> list[Line]:
    """The article under the cursor: how it stands, and its words or what changes in them."""
    articles = desk.articles
    row, article = articles.paged.row, articles.article
    if row is None:
        return [line(muted(f" {text}")) for text in wrap("The article under the cursor is shown here.", width - 2)]
    if article is None:
        trouble = articles.unreadable.get(row.id)
        if trouble is None:
            return [line(muted(" Reading…"))]
        return trouble_lines(trouble, width)
    head = [*_standing(desk, article, width), BLANK]
    if articles.shown is Face.DIFFERENCE and article.draft is not None:
        return [*head, *change_lines(article, article.draft, width)]
    body = article.body(articles.shown)
    return [*head, *(prose(body, width) if body.strip() else [line(muted(" It has no words yet. E writes some."))])]


def _standing(desk: Desk, article: Article, width: int) -> list[Line]:
    newest = article.newest
    said = [f"{newest.author}, {when(newest.at, desk.now)}" if newest else "", article.row.path]
    found = [line(Span(" "), state_of(article.row), muted("".join(f" · {text}" for text in said if text)))]
    if article.row.id in desk.articles.kept:
        words = "✎ Words of yours are kept here that could not be saved. E opens them again."
        found += [line(Span(f" {text}", Tone.DANGER)) for text in wrap(words, width - 2)]
    elif article.draft is not None and article.published is not None:
        found += [line(Span(f" {text}", Tone.WARNING)) for text in wrap(HINTS[desk.articles.shown], width - 2)]
    return found


def changes(article: Article) -> Change:
    return change(article.published_body or "", article.newest_body)


def change_lines(article: Article, draft: Version, width: int) -> list[Line]:
    """What publishing this draft would change."""
    published = article.published
    found = [line(Span(f" {text}", bold=True)) for text in wrap(changes(article).words, width - 2)]
    if published is not None and published.title != draft.title:
        for sign, title, tone in (("-", published.title, Tone.DANGER), ("+", draft.title, Tone.SUCCESS)):
            first, *rest = wrap(f"Title: {title}", width - 4)
            found.append(line(Span(f" {sign} ", tone, bold=True), Span(first, tone)))
            found += [line(Span("   "), Span(text, tone)) for text in rest]
    return [*found, BLANK, *difference(article.published_body or "", article.newest_body, width)]


def publishing_lines(article: Article, draft: Version, width: int) -> list[Line]:
    """What is read before the words begin to count."""
    if article.published is None:
        first = f"Version {draft.number} is the first that is published."
    else:
        first = f"Version {draft.number} takes the place of version {article.published.number}, which is kept."
    then = "From then on it is searched and quoted, and its words never change again."
    said = [line(f" {text}") for text in wrap(f"{first} {then}", width - 2)]
    return [*said, BLANK, *change_lines(article, draft, width)]


def version_line(version: Version, now: datetime) -> tuple[str, str]:
    """A version to choose: what it is, and of whom and when."""
    return f"Version {version.number} · {version.state}", f"{version.author}, {when(version.at, now)}"


def when(at: datetime | None, now: datetime) -> str:
    return f"{day(at, now)} {clock(at, now)}" if at is not None else "at some time"
