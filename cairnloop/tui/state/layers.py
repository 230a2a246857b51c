"""What lies below what is on screen, so that going back comes back to it: books that something was opened from."""

from dataclasses import dataclass

from cairnloop.tui.state.book import Book

# Whoever goes from one to the next and never back keeps no more than this.
MOST = 20


@dataclass(frozen=True, slots=True)
class Layer:
    """A book, the question it stood at, and what lies over it: the id of a conversation, or the name of a book."""

    book: Book
    asked: str
    under: str


Layers = tuple[Layer, ...]


def laid(layers: Layers, layer: Layer) -> Layers:
    return (*layers, layer)[-MOST:]


def over(layers: Layers, what: str | None) -> Layer | None:
    """The book right below `what`."""
    return layers[-1] if layers and layers[-1].under == what else None


def moved_on(layers: Layers, before: str | None, now: str) -> Layers:
    """Another conversation takes the place of one that was opened from a book: back still leads to the book."""
    if over(layers, before) is None:
        return layers
    *rest, last = layers
    return (*rest, Layer(last.book, last.asked, now))


def without_books(layers: Layers, book: Book | None) -> Layers:
    """Another book takes the place of this one: those that it lay over are left with it."""
    while layers and book is not None and layers[-1].under == book.value:
        layers, book = layers[:-1], layers[-1].book
    return layers
