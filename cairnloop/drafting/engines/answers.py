"""A model's answer, read and finished: thinking dropped, links checked, citations taken out, doubts noted."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from cairnloop.drafting.citations import take_citations
from cairnloop.drafting.engines import extractive
from cairnloop.drafting.links import permitted, take_out_links
from cairnloop.drafting.prompts import NOT_ENOUGH, PROMPT_VERSION
from cairnloop.drafting.request import Composition, DraftKind, DraftRequest
from cairnloop.drafting.sentences import sentence_spans
from cairnloop.drafting.urls import visible

THINKING = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?(?:</\1>|\Z)\s*", re.S | re.I)
DECLINED = re.compile(rf"^[\s*_#>`\"]*{re.escape(NOT_ENOUGH)}[*_`]*(.*)", re.M | re.I | re.S)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said, before anything was checked."""

    text: str
    model: str
    cut_off: bool = False
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, and whether asking again may help.

    `after` is how many seconds the service wants us to wait, and `without` names a setting it does not understand.
    `alive` says that the service is well and only has nothing for this one question.
    """

    said: str
    again: bool = False
    after: float | None = None
    without: str | None = None
    alive: bool = False


def part(said: object, *path: str | int) -> object:
    """What stands at `path` in a service's answer, or None; the client does not check shapes, so nothing is certain."""
    for step in path:
        if isinstance(step, int):
            said = said[step] if isinstance(said, list) and len(said) > step else None
        else:
            said = said.get(step) if isinstance(said, dict) else getattr(said, step, None)
    return said


def thought_out(text: str) -> str:
    """The answer without the thinking some models write before it."""
    return THINKING.sub("", text).strip()


def composition_of(answer: Answer, request: DraftRequest, engine: str) -> Composition | Failure:
    """The finished draft. A model that finds the evidence wanting makes it an escalation; nothing left is a failure."""
    text = thought_out(answer.text)
    declined = DECLINED.search(text)
    if declined:
        return _declined(declined[1], answer, request, engine)
    notes: list[str] = []
    if answer.cut_off:
        text = _whole_sentences(text)
        notes.append("the model ran out of max_tokens; the draft ends at its last whole sentence")
    cleaned = take_out_links(text, permitted(request))
    cited = take_citations(cleaned.body, {evidence.number for evidence in request.evidence})
    if not cited.body:
        return Failure("an empty answer", again=True)
    notes += [*cleaned.notes, *cited.notes]
    grounds = {number for citation in cited.citations for number in citation.evidence}
    if not grounds:
        notes.append("the model cited nothing; compare the draft with the evidence")
    elif not grounds & {evidence.number for evidence in request.articles}:
        notes.append("the model cited only resolved cases; no article says this")
    return Composition(
        kind=DraftKind.REPLY,
        body=cited.body,
        engine=engine,
        summary=f"Written by {answer.model} from {_listed(sorted(grounds), request)}.",
        model=answer.model,
        prompt_version=PROMPT_VERSION,
        prompt_tokens=answer.prompt_tokens,
        completion_tokens=answer.completion_tokens,
        citations=cited.citations,
        notes=tuple(notes),
        needs_eyes=bool(notes),
    )


def _declined(missing: str, answer: Answer, request: DraftRequest, engine: str) -> Composition:
    said = " ".join(visible(missing).split()).strip('*_`" ')[:300]
    reason = f"the model found that the evidence does not answer it{f': {said}' if said else ''}"
    handed_over = extractive.compose(replace(request, kind=DraftKind.ESCALATION, reason=reason))
    return replace(
        handed_over,
        engine=engine,
        model=answer.model,
        prompt_version=PROMPT_VERSION,
        prompt_tokens=answer.prompt_tokens,
        completion_tokens=answer.completion_tokens,
    )


def _whole_sentences(text: str) -> str:
    """The text without a last sentence that was cut off, unless it is all there is."""
    spans = sentence_spans(text)
    unfinished = bool(spans) and text[spans[-1][0] : spans[-1][1]].rstrip("\"'”’)]")[-1:] not in (".", "!", "?", "…")
    return text[: spans[-2][1]] if unfinished and len(spans) > 1 else text


def _listed(numbers: list[int], request: DraftRequest) -> str:
    labels: Callable[[int], str] = {evidence.number: evidence.label for evidence in request.evidence}.__getitem__
    return ", ".join(f"“{labels(number)}” [{number}]" for number in numbers) or "the evidence, citing none of it"
