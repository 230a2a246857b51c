"""The one registry of what an operator can do; keys, footer, help, palette, commands and docs are made from it."""

from dataclasses import dataclass
from enum import StrEnum


class Context(StrEnum):
    """Where a key is pressed."""

    INBOX = "inbox"
    CONVERSATION = "conversation"
    WRITING = "writing"
    REVIEW = "review"


class Need(StrEnum):
    """What an action needs besides a keyboard; `grounds` says in words when it is missing."""

    NOTHING = "nothing"
    DECIDE = "decide"  # a role that may decide, and the daemon
    CONVERSE = "converse"  # a role that may write to customers, and the daemon


INBOX = frozenset({Context.INBOX})
CONVERSATION = frozenset({Context.CONVERSATION})
WRITING = frozenset({Context.WRITING})
REVIEW = frozenset({Context.REVIEW})
READING = INBOX | CONVERSATION


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `keys` are separated by blanks and written as people press them.

    `footer` is the rank in the footer, 0 for never, and `word` what stands there.
    """

    id: str
    keys: str
    title: str
    about: str
    contexts: frozenset[Context] = READING
    need: Need = Need.NOTHING
    footer: int = 0
    word: str = ""

    @property
    def label(self) -> str:
        return self.word or self.title.rstrip("…").lower()


C, D = Need.CONVERSE, Need.DECIDE

GROUPS: dict[str, tuple[Action, ...]] = {
    "Drafts": (
        Action("approve", "y", "Approve and send", "Send the draft as it stands.", need=D, footer=1, word="approve"),
        Action("edit", "e", "Edit draft", "Change the draft, look it over, send it.", need=D, footer=2, word="edit"),
        Action("editor", "E", "Edit in $EDITOR", "Change the draft, or write a reply, in your own editor.", need=D),
        Action("discard", "x", "Discard…", "Say no to the draft; the reason goes to the trail.", need=D, footer=3),
        Action("regenerate", "R", "Regenerate…", "Ask for another draft, with a wish.", need=D, footer=6),
        Action("undo", "z", "Undo", "Pull an answer back while it is held.", need=D),
        Action("next-decision", "]", "Next decision", "Go to the next conversation that waits for one.", footer=5),
        Action("previous-decision", "[", "Previous decision", "Go to the one before."),
        Action("older-draft", "{", "Older draft", "See an earlier draft as it was shown then.", CONVERSATION),
        Action("newer-draft", "}", "Newer draft", "See the later one again.", CONVERSATION),
        Action("evidence", "v", "Evidence", "Read what the draft rests on, passage by passage.", footer=7),
    ),
    "Conversations": (
        Action("reply", "r", "Reply", "Write to the customer.", need=C, footer=8),
        Action("note", "N", "Private note", "Write to colleagues; no customer ever sees it.", need=C, footer=10),
        Action("resolve", "c", "Resolve", "Nothing is owed any more.", need=C, footer=9),
        Action("reopen", "o", "Reopen", "Something is owed after all.", need=C, footer=9),
        Action("assign", "a", "Assign…", "Give it to somebody, to yourself, or to nobody.", need=C, footer=11),
        Action("archive", "A", "Archive", "Put a resolved conversation out of sight.", need=C),
        Action(
            "knowledge",
            "K f2",
            "Knowledge…",
            "Search articles and cases, and quote them.",
            READING | WRITING,
            footer=12,
        ),
    ),
    "Writing": (
        Action(
            "review",
            "escape ctrl+enter alt+enter",
            "Look it over",
            "Stop writing; see to whom it goes and how.",
            WRITING,
            footer=1,
            word="look it over, then send",
        ),
        Action("send", "y", "Send", "Let it go. An answer is held for the undo window.", REVIEW, footer=1),
        Action("rewrite", "e enter", "Go on writing", "Back into the text.", REVIEW, footer=2),
        Action("drop", "x", "Throw away", "Throw the text away.", REVIEW, footer=3),
        Action("later", "escape", "Keep for later", "Leave the text here, unsent.", REVIEW, footer=4),
    ),
    "Inbox": (
        Action("needs-decision", "1", "Needs a decision", "Conversations with a draft that waits for you.", INBOX),
        Action("mine", "2", "Mine", "Open conversations assigned to you.", INBOX),
        Action("unassigned", "3", "Unassigned", "Open conversations that nobody has.", INBOX),
        Action("all-open", "4", "All open", "Every open conversation.", INBOX),
        Action("resolved", "5", "Resolved", "Conversations in which nothing is owed.", INBOX),
        Action("archived", "6", "Archived", "Conversations out of sight.", INBOX),
        Action("filter", "/", "Filter…", "Show only loaded rows that contain some text.", INBOX, footer=13),
    ),
    "Moving": (
        Action("down", "j down", "Down", "One row or line down."),
        Action("up", "k up", "Up", "One row or line up."),
        Action("page-down", "pagedown ctrl+d", "Page down", "A page down."),
        Action("page-up", "pageup ctrl+u", "Page up", "A page up."),
        Action("first", "g home", "First", "To the top."),
        Action("last", "G end", "Last", "To the bottom of what is loaded."),
        Action("next-pane", "tab", "Next pane", "Move the keyboard to the next pane."),
        Action("previous-pane", "shift+tab", "Previous pane", "Move it back."),
        Action("open", "enter l", "Open", "Open the conversation.", INBOX, footer=4),
        Action("read-evidence", "enter l", "Read evidence", "All of the marked passage.", CONVERSATION),
        Action("back", "escape h -", "Back", "Close what was said, the filter, or the conversation."),
    ),
    "Anywhere": (
        Action("refresh", ".", "Show what arrived", "Read the screen again, with what has arrived since."),
        Action("command", ":", "Command…", "Type an action by name.", footer=20),
        Action("help", "? f1", "Help", "What can be done here, and with which key.", footer=21),
        Action("palette", "ctrl+p", "Palette…", "Find an action by any part of its name.", READING | WRITING),
        Action("theme", "T", "Switch theme", "Light, dark, high contrast."),
        Action("mouse", "f9", "Mouse on or off", "Leave the mouse to the terminal, to select and copy text."),
        Action("quit", "q", "Quit", "Leave the console; unsent text is asked about. Ctrl-C twice always works."),
    ),
}
ACTIONS: tuple[Action, ...] = tuple(action for actions in GROUPS.values() for action in actions)
BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def of_context(context: Context) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if context in action.contexts)
