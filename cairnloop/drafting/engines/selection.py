"""Which passages answer a question, and which of their pieces a reply should carry."""

from collections.abc import Mapping, Sequence

from cairnloop.drafting.engines.passages import STEP, Form, Piece, pieces_of, written
from cairnloop.drafting.engines.relevance import HOW_TO, TROUBLE, Question, Relevance
from cairnloop.drafting.request import Evidence
from cairnloop.knowledge.words import is_everyday, stems

ROOMY, BRIEF = 560, 240  # characters of one passage in a reply
# What is worth how much, beside the words in common: the rank of the article and of the passage (the search knows the
# whole knowledge base, we only see a few passages of it), a heading that fits, and trouble asked about and told of.
ARTICLE_RANK, RANK, HEADING, SAME_MOOD = 0.8, 0.2, 0.25, 0.15
ENOUGH_TO_ADD, ON_TOPIC, ACTION = 0.3, 0.25, 0.3
ANSWERS_PART = 0.7  # a word that only means something similar (0.6) does not make a second answer
NEAR_THE_TOP = 3
INTRODUCTION, THIN = 240, 200
ROWS = 3


def passages_for(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """One passage, or two when there are two questions or the first passage leaves its article's answer half said."""
    relevance = Relevance(question.weights, [_whole(passage) for passage in evidence])
    standing = _standing(evidence)
    asked_apart = _by_part(question, evidence, relevance, standing)
    if len(asked_apart) > 1:
        return asked_apart
    rated = {one.number: _rating(question, one, relevance) + standing[one.number] for one in evidence}
    first = max(evidence, key=lambda passage: (rated[passage.number], -passage.number))
    introduction = _introduction(question, first, evidence)
    if introduction:
        return [introduction, first]
    # What another article says to a single question is nearly always beside the point.
    siblings = [passage for passage in evidence if passage is not first and _same_article(passage, first)]
    going_on = _going_on(first, siblings, relevance)
    second = max(going_on, key=lambda passage: rated[passage.number] + going_on[passage], default=None)
    return [first, second] if second else [first]


def _going_on(first: Evidence, siblings: Sequence[Evidence], relevance: Relevance) -> dict[Evidence, float]:
    """The sections of the same article that may follow, with what speaks for each beside its rating."""
    if len(first.text) < THIN and not first.heading:
        # An article's opening line alone rarely helps; the section that says what to do does.
        steps = {passage: ACTION * bool(STEP.search(passage.text)) for passage in siblings}
        return {passage: step for passage, step in steps.items() if step or _own(passage, relevance) >= ON_TOPIC}
    left = relevance.left_by([_whole(first)])
    gains = {passage: relevance.covered([_whole(passage)], left) * relevance.share(left) for passage in siblings}
    return {passage: gain for passage, gain in gains.items() if gain >= ENOUGH_TO_ADD}


def _own(passage: Evidence, relevance: Relevance) -> float:
    """What the passage covers by itself, without its article's title."""
    return relevance.covered([passage.heading, passage.text])


def _same_article(one: Evidence, other: Evidence) -> bool:
    return one.owner_id == other.owner_id and one.title == other.title


def _whole(passage: Evidence) -> str:
    return f"{passage.title}\n{passage.heading}\n{passage.text}"


def _rating(question: Question, passage: Evidence, relevance: Relevance) -> float:
    mood = bool(TROUBLE.search(question.text)) and bool(TROUBLE.search(passage.heading))
    heading = relevance.covered([passage.heading])
    return relevance.covered(_quotable(passage, relevance)) + HEADING * heading + SAME_MOOD * mood


def _quotable(passage: Evidence, relevance: Relevance) -> list[str]:
    """The texts a reply could carry: of a table one row, for a table mentions everything and answers one thing."""
    pieces = pieces_of(passage.text)
    rows = [piece.text for piece in pieces if piece.form is Form.ROW]
    if not rows:
        return [_whole(passage)]
    prose = [piece.text for piece in pieces if piece.form is not Form.ROW]
    return [passage.title, passage.heading, *prose, max(rows, key=lambda row: relevance.covered([row]))]


def _standing(evidence: Sequence[Evidence]) -> dict[int, float]:
    """What each passage is worth by rank alone: its own, and that of its article's best passage."""
    best: dict[object, int] = {}
    for place, passage in enumerate(evidence, start=1):
        best.setdefault((passage.owner_id, passage.title), place)
    return {
        passage.number: ARTICLE_RANK / best[passage.owner_id, passage.title] + RANK / place
        for place, passage in enumerate(evidence, start=1)
    }


def _by_part(
    question: Question, evidence: Sequence[Evidence], relevance: Relevance, standing: Mapping[int, float]
) -> list[Evidence]:
    """Somebody who asks two things gets the best passage for each, if each has one."""
    chosen: list[Evidence] = []
    parts = [frozenset(stem for stem in stems(part) if not is_everyday(stem)) for part in question.parts]
    for part in [part for part in parts if part & relevance.worth.keys()][:2]:
        rated = {
            passage.number: relevance.covered([_whole(passage)], part)
            + HEADING * relevance.covered([passage.heading], part)
            + standing[passage.number] / 2
            for passage in evidence
        }
        best = max(evidence, key=lambda passage: (rated[passage.number], -passage.number))
        # One word in common may be chance, unless the search thought well of the passage too.
        sure = len(part & relevance.worth.keys()) > 1 or best in evidence[:NEAR_THE_TOP]
        if best not in chosen and sure and relevance.covered([_whole(best)], part) >= ANSWERS_PART:
            chosen.append(best)
    return chosen


def _introduction(question: Question, first: Evidence, evidence: Sequence[Evidence]) -> Evidence | None:
    """Where to go often stands once, above the sections that say what to do there."""
    if not HOW_TO.search(question.text) or "→" in first.text or not first.heading:
        return None
    for passage in evidence:
        opening = _same_article(passage, first) and not passage.heading
        if opening and "→" in passage.text and len(passage.text) <= INTRODUCTION:
            return passage
    return None


def pieces_for(question: Question, passage: Evidence, *, room: int = ROOMY) -> list[Piece]:
    """The pieces of one passage to quote: all of it when it is short, else its best stretch and rows."""
    pieces = pieces_of(passage.text)
    relevance = Relevance(question.weights, [piece.text for piece in pieces])
    if any(piece.form is Form.ROW for piece in pieces):
        pieces = _best_rows(pieces, relevance)
    if len(written(pieces)) <= room:
        return list(pieces)
    best, rated = list(pieces[:1]), -1.0
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            stretch = pieces[start:end]
            length = len(written(stretch))
            if not _stands_alone(pieces, start, end) or (length > room and _could_be_shorter(stretch)):
                continue
            # A little for beginning where the author began, and a little against every further line.
            rating = relevance.covered(piece.text for piece in stretch) + (0.1 if start == 0 else 0.0) - length / 5000
            if rating > rated:
                best, rated = list(stretch), rating
    return best


def _stands_alone(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Neither end may cut a thought: no leaning first sentence, no lead without its list, no list without its lead."""
    opens = start == 0 or not (pieces[start].leans or pieces[start - 1].leads)
    return opens and not (pieces[end - 1].leads and end < len(pieces))


def _could_be_shorter(stretch: Sequence[Piece]) -> bool:
    """A list with its lead, or one long sentence, is as short as it gets."""
    return sum(not piece.leads for piece in stretch) > 1


def _best_rows(pieces: Sequence[Piece], relevance: Relevance) -> tuple[Piece, ...]:
    """The rows that answer, without the prose around them when that answers less; all rows when none stands out."""
    rows = [piece for piece in pieces if piece.form is Form.ROW]
    told = {row: relevance.covered([row.text]) for row in rows}
    best = max(told.values())
    if best == 0:
        return tuple(pieces)
    kept = sorted((row for row in rows if told[row] >= 0.8 * best), key=lambda row: -told[row])[:ROWS]
    prose = relevance.covered(piece.text for piece in pieces if piece.form is not Form.ROW)
    return tuple(piece for piece in pieces if piece in kept or (piece.form is not Form.ROW and prose > best))
