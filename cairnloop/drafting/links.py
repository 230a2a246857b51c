"""Links, images, addresses and HTML that no evidence contains are taken out of a draft, and said so."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cairnloop.drafting.request import Author, DraftRequest
from cairnloop.drafting.urls import links_in, normal_forms, visible

NESTED = 8  # brackets this deep are an attack, so they go as a whole
GONE = "\ue010"  # stands where something was taken out, until the text around it is tidied

LABEL = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*"
TARGET = r"\(\s*(?P<target><[^<>\n]*>|(?:[^()\s\\]|\\.|\([^()\s]*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
IMAGE = re.compile(rf"!\[{LABEL}\]{TARGET}")
IMAGE_BY_NAME = re.compile(rf"!\[(?P<label>{LABEL})\](?:\[(?P<name>[^\[\]]*)\])?")
LINK = re.compile(rf"\[(?P<label>{LABEL})\]{TARGET}")
# A lone number in brackets may be a citation, so it is not read as a link.
LINK_BY_NAME = re.compile(r"\[(?!\d+\](?!\s?\[))(?P<label>[^\[\]]+)\](?:\s?\[(?P<name>[^\[\]]*)\])?")
DEFINITION = re.compile(r"^[ \t]{0,3}\[(?P<name>[^\[\]]+)\]:[ \t]*(?P<target>\S+)[^\n]*(?:\n|\Z)", re.M)
HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.S | re.I)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
PLAIN_TAGS = re.compile(
    r"</?(?:b|i|u|p|br|hr|em|ul|ol|li|strong|code|pre|span|div|sub|sup|mark|small|blockquote|h[1-6])\s*/?>", re.I
)
LINE_TAGS = re.compile(r"<(?:br|hr|/p|/div|/li|/h[1-6]|/blockquote)\b", re.I)

DANGLING = re.compile(
    rf"(?:[ \t]+(?:at|via|under|here|unter|hier))?[ \t]*:?[ \t]*{GONE}[ \t]*(?=[.!?](?:\s|\Z)|$)", re.M
)
EMPTY_PAIR = re.compile(rf"[ \t]*[(\[{{\"“«'`]+[ \t]*{GONE}[ \t]*[)\]}}\"”»'`]+")
EMPTY_LINE = re.compile(rf"^[ \t]*(?:[-*•]|\d{{1,3}}[.)])?[ \t]*{GONE}[ \t]*[.!?:]?[ \t]*(?:\n|\Z)", re.M)


@dataclass(frozen=True, slots=True)
class Permitted:
    """The links, addresses and tags that the evidence, the business or an operator has written."""

    links: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @classmethod
    def by(cls, texts: Iterable[str], urls: Iterable[str] = ()) -> "Permitted":
        shown = [visible(text) for text in texts]
        found = [link for text in shown for _, _, link in links_in(text)]
        tags = [tag[0] for text in shown for pattern in (TAG, HIDDEN) for tag in pattern.finditer(text)]
        return cls(frozenset(form for link in (*found, *urls) for form in normal_forms(link)), frozenset(tags))

    def link(self, link: str) -> bool:
        forms = normal_forms(link)
        # A bare domain has two forms and passes by either; a full URL has one.
        return not self.links.isdisjoint(forms)


def permitted(request: DraftRequest) -> Permitted:
    """What a draft for this request may link to: published articles, the business, and what an operator wrote.

    A resolved case may quote an earlier customer, so its links do not count; nor do this customer's own.
    """
    business = request.business
    spoken = [turn.text for turn in request.turns if turn.author is Author.OPERATOR]
    texts = [evidence.text for evidence in request.articles] + spoken + [request.instruction or ""]
    urls = [*request.addresses, *(evidence.url for evidence in request.articles if evidence.url)]
    if business:
        texts += business.texts()
        urls += [business.scheduling_link] if business.scheduling_link else []
    return Permitted.by(texts, urls)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text that may go out, and one note for each thing that may not."""

    body: str
    notes: tuple[str, ...]


def take_out_links(text: str, allowed: Permitted) -> Cleaned:
    """Keep the words, lose every link, image, e-mail address and HTML tag that nobody trusted has written."""
    sweep = _Sweep(allowed)
    body, passes = visible(text).strip(), 0
    # Taking one thing out can join its neighbours into another, so sweep until nothing moves; each pass shortens.
    while (swept := sweep.once(body)) != body:
        body, passes = swept, passes + 1
        if passes == NESTED:
            body = re.sub(r"[<>\[\]]", " ", body)
    return Cleaned(body, tuple(sweep.notes))


@dataclass(slots=True)
class _Sweep:
    allowed: Permitted
    notes: dict[str, None] = field(default_factory=dict)

    def once(self, text: str) -> str:
        text = HIDDEN.sub(self._tag, text)
        text = TAG.sub(self._tag, text)
        text = IMAGE.sub(self._image, text)
        text = self._by_name(text)
        text = LINK.sub(self._link, text)
        return _tidy(self._bare(text)).strip()

    def _tag(self, match: re.Match[str]) -> str:
        tag = match[0]
        if tag in self.allowed.tags:
            return tag
        inner = tag[1:-1]
        if any(start == 0 for start, _, _ in links_in(inner)):
            return inner if self.allowed.link(inner) else self._gone("link", inner)
        if PLAIN_TAGS.fullmatch(tag):
            return "\n" if LINE_TAGS.match(tag) else ""
        return self._gone("HTML", tag)

    def _image(self, match: re.Match[str]) -> str:
        target = match["target"].strip("<>")
        return match[0] if self.allowed.link(target) else self._gone("image", target)

    def _by_name(self, text: str) -> str:
        """Markdown's reference links: a definition elsewhere says where `[words][name]` leads."""
        kept: set[str] = set()
        lost: set[str] = set()

        def define(match: re.Match[str]) -> str:
            target, name = match["target"].strip("<>"), match["name"].casefold()
            if self.allowed.link(target):
                kept.add(name)
                return match[0]
            lost.add(name)
            self._gone("link", target)
            return ""

        def use(keep: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
            return lambda match: keep(match["label"]) if _name(match) in lost - kept else match[0]

        text = DEFINITION.sub(define, text)
        if lost:
            text = IMAGE_BY_NAME.sub(use(lambda _: GONE), text)
            text = LINK_BY_NAME.sub(use(lambda label: label), text)
        return text

    def _link(self, match: re.Match[str]) -> str:
        target, label = match["target"].strip("<>"), match["label"]
        if GONE in target:
            return label or GONE
        if not self.allowed.link(target):
            self._gone("link", target)
            return label or GONE
        # A label that is itself a link may show one place and lead to another.
        shown = [link for _, _, link in links_in(label)]
        if any(normal_forms(link).isdisjoint(normal_forms(target)) for link in shown):
            self._gone("link", shown[0])
            return target
        return match[0]

    def _bare(self, text: str) -> str:
        out, copied = [], 0
        for start, end, link in links_in(text):
            if not self.allowed.link(link):
                what = "e-mail address" if "@" in link and "/" not in link else "link"
                out += [text[copied:start], self._gone(what, link)]
                copied = end
        return "".join([*out, text[copied:]])

    def _gone(self, what: str, shown: str) -> str:
        article = "an" if what in ("image", "e-mail address") else "a"
        said = f"{article} {what}" if what != "HTML" else what
        shown = " ".join(shown.replace(GONE, "").split())
        shown = shown if len(shown) <= 80 else f"{shown[:79]}…"
        self.notes[f"took out {said} that is in none of the evidence: {shown or '(empty)'}"] = None
        return GONE


def _name(match: re.Match[str]) -> str:
    return (match["name"] or match["label"]).casefold()


def _tidy(text: str) -> str:
    """Close the gaps: empty brackets, list marks with nothing behind them, doubled blanks."""
    if GONE not in text:
        return text
    text = EMPTY_PAIR.sub(GONE, text)
    text = EMPTY_LINE.sub("", text)
    text = DANGLING.sub("", text)
    text = re.sub(rf"[ \t]*{GONE}[ \t]*(?=[.,;:!?)\]]|$)", "", text, flags=re.M)
    text = re.sub(rf"[ \t]*{GONE}[ \t]*", " ", text)
    return re.sub(r"\n{3,}", "\n\n", text)
