"""Choosing a tag by a few of its letters, or making one that is not there yet."""

from collections.abc import Sequence

from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.state.belongings import Tag
from cairnloop.tui.terminal.lines import Line, line, muted

NEW = "new:"
LONGEST = 100
SCATTERED = 2


class ChooseTag(Choose):
    """Comes back with the id of a tag, with `NEW` and a name, or with nothing."""

    def __init__(self, title: str, tags: Sequence[Tag], carried: Sequence[Tag] = (), *, may_add: bool = True) -> None:
        has = {one.id for one in carried}
        choices = [Choice(one.id, one.name, "is there already" if one.id in has else "") for one in tags]
        super().__init__(title, choices, hint="a few letters of its name" + (", or a new name" if may_add else ""))
        self._tags = tags
        self._may_add = may_add

    def matching(self, needle: str) -> list[Choice]:
        """Those whose letters come in this order, the nearest first; last of all the new one."""
        ranked = [(rank, one) for one in self._choices if (rank := fuzzy(needle, one.title)) is not None]
        ranked.sort(key=lambda pair: pair[0])
        name = " ".join(needle.split())[:LONGEST]
        taken = any(one.name.casefold() == name.casefold() for one in self._tags)
        new = [Choice(f"{NEW}{name}", name, "a new tag")] if name and not taken and self._may_add else []
        return [*(one for _, one in ranked), *new]

    def instead(self) -> list[Line]:
        if self._tags or not self._may_add:
            return super().instead()
        return [line(muted("There is no tag yet. Write a name and it is made."))]


def fuzzy(needle: str, name: str) -> tuple[int, int] | None:
    """How well the letters fit, the best first: a beginning, a part, or scattered and how far. None if they do not."""
    sought, said = needle.casefold().replace(" ", ""), name.casefold()
    if needle.casefold() in said:
        at = said.index(needle.casefold())
        return (min(at, 1), at)
    begins, at = -1, -1
    for letter in sought:
        at = said.find(letter, at + 1)
        if at < 0:
            return None
        begins = at if begins < 0 else begins
    return (SCATTERED, at - begins)
