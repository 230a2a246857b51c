"""The default engine: composes a draft from the best passages themselves, with no model, key or network."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from cairnloop.drafting.engines import OnDelta
from cairnloop.drafting.engines.passages import STEP, Form, Piece, written
from cairnloop.drafting.engines.phrases import guess_language, phrases_for
from cairnloop.drafting.engines.questions import clarifying_question, escalation_summary
from cairnloop.drafting.engines.relevance import TROUBLE, UPSET, Question, Relevance, question_of
from cairnloop.drafting.engines.selection import BRIEF, ROOMY, passages_for, pieces_for
from cairnloop.drafting.request import Citation, Composition, DraftKind, DraftRequest, Evidence
from cairnloop.drafting.sentences import sentence_spans

VERSION = "extractive-1"
SHORTER = ("short", "brief", "concise", "kurz", "court", "corto")


@dataclass(frozen=True, slots=True)
class ExtractiveEngine:
    """Quotes published articles. The same request gives the same draft."""

    name: str = "extractive"
    clock: Callable[[], float] = time.perf_counter

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition:
        began = self.clock()
        composition = compose(request)
        if on_delta:
            on_delta(composition.body)
        return replace(composition, latency_ms=round((self.clock() - began) * 1000))


def compose(request: DraftRequest) -> Composition:
    """A draft of the kind that was asked for; a reply without any article becomes an escalation."""
    match request.kind:
        case DraftKind.REPLY if request.articles:
            return _reply(request)
        case DraftKind.CLARIFICATION:
            return _clarification(request)
        case DraftKind.REPLY | DraftKind.ESCALATION:
            return _escalation(request)


def _reply(request: DraftRequest) -> Composition:
    question = question_of(request)
    chosen = passages_for(question, request.articles)
    room = BRIEF if _wants_shorter(request.instruction) else ROOMY
    quoted = [(passage, pieces_for(question, passage, room=room)) for passage in chosen]
    quoted.sort(key=lambda quote: not _lone_row(quote[1]))  # a figure that was asked for comes first
    spoken = guess_language(" ".join(passage.text for passage in chosen))
    phrases = phrases_for(spoken, request.language)
    draft = _Writing()
    if UPSET.search(question.text):
        draft.say(phrases.sorry)
    for passage, pieces in quoted:
        draft.quote(passage, pieces)
    steps = any(STEP.search(piece.text) for _, pieces in quoted for piece in pieces)
    draft.say(phrases.after_steps if steps else phrases.after_facts)
    asked_in = guess_language(question.text) or request.language
    foreign = bool(spoken and asked_in and asked_in[:2].lower() != spoken)
    return Composition(
        kind=DraftKind.REPLY,
        body=draft.text,
        engine="extractive",
        prompt_version=VERSION,
        summary="Quoted from " + " and ".join(f"“{passage.label}” [{passage.number}]" for passage in chosen) + ".",
        citations=draft.citations(),
        notes=tuple(_notes(request, question, chosen, (asked_in or "", spoken or "") if foreign else None)),
        needs_eyes=foreign,
    )


def _lone_row(pieces: Sequence[Piece]) -> bool:
    return len(pieces) == 1 and pieces[0].form is Form.ROW


def _wants_shorter(instruction: str | None) -> bool:
    return any(word in (instruction or "").lower() for word in SHORTER)


def _notes(
    request: DraftRequest, question: Question, chosen: Sequence[Evidence], foreign: tuple[str, str] | None
) -> list[str]:
    notes = []
    if foreign:
        notes.append(f"the customer seems to write in '{foreign[0]}', the articles are in '{foreign[1]}'")
    texts = [f"{passage.title} {passage.heading} {passage.text}" for passage in chosen]
    if Relevance(question.weights, texts).total == 0:
        notes.append("the quoted passage shares no word with the question; check that it answers it")
    if request.instruction and not _wants_shorter(request.instruction):
        notes.append("this engine only quotes articles: the instruction chose among passages, it did not change words")
    return notes


def _clarification(request: DraftRequest) -> Composition:
    question = question_of(request)
    asked = clarifying_question(request, question, phrases_for(guess_language(question.text), request.language))
    return Composition(
        kind=DraftKind.CLARIFICATION,
        body=asked.text,
        engine="extractive",
        prompt_version=VERSION,
        summary=f"Asks one question: {asked.why}.",
    )


def _escalation(request: DraftRequest) -> Composition:
    question = question_of(request)
    phrases = phrases_for(guess_language(question.text), request.language)
    draft = _Writing()
    if UPSET.search(question.text) or TROUBLE.search(question.text):
        draft.say(phrases.sorry)
    draft.say(phrases.hand_over)
    if request.business and request.business.scheduling_link:
        draft.say(phrases.pick_a_time.format(link=request.business.scheduling_link))
    return Composition(
        kind=DraftKind.ESCALATION,
        body=draft.text,
        engine="extractive",
        prompt_version=VERSION,
        summary=escalation_summary(request, question),
    )


@dataclass(slots=True)
class _Writing:
    """A body in the making that remembers which stretch came from which evidence."""

    text: str = ""
    quoted: list[tuple[int, int, int]] = field(default_factory=list)

    def say(self, paragraph: str) -> None:
        self.text += f"\n\n{paragraph}" if self.text else paragraph

    def quote(self, passage: Evidence, pieces: Sequence[Piece]) -> None:
        text = written(pieces)
        if pieces[0].form is not Form.SENTENCE and not _lone_row(pieces):
            # A list opens with nothing that says what it is about; its heading does.
            about = passage.heading.rpartition("›")[2].strip() or passage.title
            text = f"{about}:\n{text}"
        self.say(text)
        self.quoted.append((len(self.text) - len(text), len(self.text), passage.number))

    def citations(self) -> tuple[Citation, ...]:
        return tuple(
            Citation(start, end, (number,))
            for start, end in sentence_spans(self.text)
            for first, last, number in self.quoted
            if first <= start and end <= last
        )
