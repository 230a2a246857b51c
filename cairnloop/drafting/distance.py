"""How far an operator's reply moved from the draft: 0.0 untouched, 1.0 nothing left."""

CAP = 20_000  # characters compared on each side; beyond it the answer would cost more than it tells


def edit_distance(draft: str, sent: str) -> float:
    """Levenshtein distance by characters over the longer length; surrounding blanks do not count."""
    a, b = draft.strip()[:CAP], sent.strip()[:CAP]
    longest = max(len(a), len(b))
    return levenshtein(a, b) / longest if longest else 0.0


def levenshtein(a: str, b: str) -> int:
    """Edits (insert, delete, replace) from `a` to `b`.

    Myers' bit-vector algorithm (J. ACM 46(3), 1999) in the form of Hyyrö (2003): a column of the table is two
    integers of len(a) bits, so that 8,000 characters against 8,000 take tens of milliseconds.
    """
    a, b = _differing(a, b)
    if len(a) > len(b):
        a, b = b, a
    if not a:
        return len(b)
    places: dict[str, int] = {}
    for index, character in enumerate(a):
        places[character] = places.get(character, 0) | 1 << index
    everything, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    rises, falls, distance = everything, 0, len(a)
    for character in b:
        equal = places.get(character, 0)
        diagonal = (((equal & rises) + rises) ^ rises) | equal | falls
        right = falls | ~(diagonal | rises) & everything
        down = rises & diagonal
        distance += bool(right & last) - bool(down & last)
        right = (right << 1 | 1) & everything
        down = down << 1 & everything
        rises = down | ~(diagonal | right) & everything
        falls = right & diagonal
    return distance


def _differing(a: str, b: str) -> tuple[str, str]:
    """Both texts without the beginning and the end they share."""
    start, shortest = 0, min(len(a), len(b))
    while start < shortest and a[start] == b[start]:
        start += 1
    end = 0
    while end < shortest - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]
