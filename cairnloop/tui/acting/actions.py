"""The one registry of what an operator can do; keys, footer, help, palette, commands and docs are made from it."""

from cairnloop.tui.acting.conversation_actions import CONVERSATION_ACTIONS
from cairnloop.tui.acting.customer_actions import CUSTOMER_ACTIONS
from cairnloop.tui.acting.house_actions import HOUSE_ACTIONS
from cairnloop.tui.acting.vocabulary import (
    ARTICLES,
    AUDIT,
    BOOKS,
    CONVERSATION,
    EVERYWHERE,
    HOUSE,
    INBOX,
    JOBS,
    OUTSIDE,
    QUEUE,
    READING,
    REVIEW,
    WRITING,
    Action,
    Context,
    Need,
)

__all__ = ["ACTIONS", "BY_ID", "GROUPS", "Action", "Context", "Need", "of_context"]

C, D = Need.CONVERSE, Need.DECIDE
W, R = Need.WRITE, Need.RUN

GROUPS: dict[str, tuple[Action, ...]] = {
    "Drafts": (
        Action("approve", "y", "Approve and send", "Send the draft as it stands.", need=D, footer=1, word="approve"),
        Action("edit", "e", "Edit draft", "Change the draft, look it over, send it.", need=D, footer=2, word="edit"),
        Action("editor", "E", "Edit in $EDITOR", "Change the draft, or write a reply, in your own editor.", need=D),
        Action("discard", "x", "Discard…", "Say no to the draft; the reason goes to the trail.", need=D, footer=3),
        Action("regenerate", "R", "Regenerate…", "Ask for another draft, with a wish.", need=D, footer=6),
        Action("undo", "z", "Undo", "Pull back an answer that is held, or undo a merge.", EVERYWHERE, need=D),
        Action(
            "decision-queue",
            "d",
            "Decision queue",
            "Decide draft after draft, the longest waiting first.",
            OUTSIDE,
            footer=4,
            word="queue",
        ),
        Action("postpone", "p", "Postpone", "Put it at the end of this sitting's queue.", QUEUE, footer=4),
        Action(
            "escalate",
            "!",
            "Escalate…",
            "Give the conversation to a colleague, with the reason as a private note.",
            QUEUE,
            need=D,
            footer=5,
            word="escalate",
        ),
        Action("next-decision", "]", "Next decision", "Go to the next conversation that waits for one.", footer=5),
        Action("previous-decision", "[", "Previous decision", "Go to the one before."),
        Action("older-draft", "{", "Older draft", "See an earlier draft as it was shown then.", CONVERSATION),
        Action("newer-draft", "}", "Newer draft", "See the later one again.", CONVERSATION),
        Action("evidence", "v", "Evidence", "Read what the draft rests on, passage by passage.", footer=7),
    ),
    "Conversations": (
        Action("reply", "r", "Reply", "Write to the customer.", need=C, footer=8),
        Action(
            "note", "N", "Private note", "Write to colleagues; no customer ever sees it.", OUTSIDE, need=C, footer=10
        ),
        Action("resolve", "c", "Resolve", "Nothing is owed any more.", OUTSIDE, need=C, footer=9),
        Action("reopen", "o", "Reopen", "Something is owed after all.", OUTSIDE, need=C, footer=9),
        Action("assign", "a", "Assign…", "Give it to somebody, to yourself, or to nobody.", OUTSIDE, need=C, footer=11),
        Action("archive", "A", "Archive", "Put a resolved conversation out of sight.", OUTSIDE, need=C),
        Action("customer", "C", "Customer", "Facts and earlier conversations; Enter opens one.", OUTSIDE),
        Action("trail-lines", "H", "Trail lines", "Show every line of the trail, or only turns.", CONVERSATION),
        Action(
            "knowledge",
            "K f2",
            "Knowledge…",
            "Search articles and cases, and quote them.",
            READING | WRITING,
            footer=12,
        ),
    ),
    **CONVERSATION_ACTIONS,
    "Writing": (
        Action(
            "review",
            "escape ctrl+enter alt+enter",
            "Look it over",
            "Stop writing; see to whom it goes and how.",
            WRITING,
            footer=1,
            word="look it over",
        ),
        Action("send", "y", "Send", "Let it go. An answer is held for the undo window.", REVIEW, need=C, footer=1),
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
        Action("saved-1", "7", "Saved section 1", "The first of your own, from the configuration.", INBOX),
        Action("saved-2", "8", "Saved section 2", "The second of your own.", INBOX),
        Action("saved-3", "9", "Saved section 3", "The third of your own.", INBOX),
        Action("sections", "S", "Sections…", "Choose a section by name, your own too.", INBOX),
        Action("filter", "/", "Filter…", "Show only loaded rows that contain some text.", INBOX, footer=13),
        Action("mark", "space", "Mark", "Mark the conversation, to act on several at once.", INBOX),
        Action("mark-range", "V", "Mark range", "From the last mark to here; with none, all that is shown.", INBOX),
        Action("mark-read", "u", "Mark as read", "What is marked, or the row under the cursor.", INBOX, need=C),
    ),
    "Books": (
        Action("articles", "f3", "Articles", "What answers are drafted from: read, change, publish.", EVERYWHERE),
        Action("audit", "f4", "Audit trail", "Who did what, when and why; here, or everywhere.", EVERYWHERE),
        Action("jobs", "f5", "Jobs", "Work in the background, and what was given up.", EVERYWHERE),
        Action("read", "enter l", "Read", "All of the row under the cursor, at full width.", BOOKS, footer=1),
        Action(
            "narrow", "/", "Narrow…", "Show only loaded rows that contain some text.", ARTICLES | JOBS | HOUSE, footer=9
        ),
        Action(
            "search-trail",
            "/",
            "Search the trail…",
            "By actor, action, subject and time.",
            AUDIT,
            footer=2,
            word="search",
        ),
        Action(
            "to-conversation",
            "o",
            "Its conversation",
            "Open what the entry or the job is about.",
            AUDIT | JOBS,
            footer=4,
        ),
    ),
    "Articles": (
        Action(
            "edit-article",
            "E e",
            "Edit article",
            "In $EDITOR; it is kept as a draft.",
            ARTICLES,
            need=W,
            footer=2,
            word="edit",
        ),
        Action("difference", "d", "Difference", "What the draft would change.", ARTICLES, footer=3),
        Action("other-words", "v", "Other words", "What is published, or what waits.", ARTICLES, footer=5),
        Action("publish", "P", "Publish…", "Read what changes, then let it count.", ARTICLES, need=W, footer=4),
        Action("versions", "H", "Versions…", "Read any version as it was.", ARTICLES, footer=6),
        Action("all-articles", "1", "All articles", "Last changed first.", ARTICLES),
        Action("published-articles", "2", "Published articles", "What answers may quote.", ARTICLES),
        Action("draft-articles", "3", "Draft articles", "Not published yet.", ARTICLES),
        Action("archived-articles", "4", "Archived articles", "Out of use.", ARTICLES),
    ),
    "Jobs": (
        Action("mark-job", "space", "Mark job", "To retry or discard several at once.", JOBS, footer=5, word="mark"),
        Action("retry-job", "r", "Retry", "Give it fresh attempts, beginning now.", JOBS, need=R, footer=2),
        Action("discard-job", "x", "Discard job…", "Remove it for good.", JOBS, need=R, footer=3, word="discard"),
        Action("dead-jobs", "1", "Dead jobs", "Given up; they wait for a decision.", JOBS),
        Action("waiting-jobs", "2", "Waiting jobs", "Due now or later.", JOBS),
        Action("running-jobs", "3", "Running jobs", "Being done right now.", JOBS),
    ),
    **HOUSE_ACTIONS,
    **CUSTOMER_ACTIONS,
    "Moving": (
        Action("down", "j down", "Down", "One row or line down.", EVERYWHERE),
        Action("up", "k up", "Up", "One row or line up.", EVERYWHERE),
        Action("page-down", "pagedown ctrl+d", "Page down", "A page down.", EVERYWHERE),
        Action("page-up", "pageup ctrl+u", "Page up", "A page up.", EVERYWHERE),
        Action("first", "g home", "First", "To the top.", EVERYWHERE),
        Action("last", "G end", "Last", "To the bottom of what is loaded.", EVERYWHERE),
        Action("next-pane", "tab", "Next pane", "Move the keyboard to the next pane.", EVERYWHERE),
        Action("previous-pane", "shift+tab", "Previous pane", "Move it back.", EVERYWHERE),
        Action("open", "enter l", "Open", "Open the conversation.", INBOX | QUEUE, footer=4),
        Action("read-evidence", "enter l", "Read evidence", "All of what is marked.", CONVERSATION),
        Action(
            "back", "escape h -", "Back", "Close what was said, the filter, the conversation, or the queue.", EVERYWHERE
        ),
    ),
    "Anywhere": (
        Action("refresh", ".", "Show what arrived", "Read the screen again, with what has arrived since.", EVERYWHERE),
        Action("command", ":", "Command…", "Type an action by name.", EVERYWHERE | REVIEW, footer=20),
        Action(
            "help",
            "? f1",
            "Help",
            "What can be done here, and with which key.",
            EVERYWHERE | WRITING | REVIEW,
            footer=21,
        ),
        Action(
            "palette", "ctrl+p", "Palette…", "Find an action by any part of its name.", EVERYWHERE | WRITING | REVIEW
        ),
        Action(
            "status", "f8", "Status", "How the house is doing: what is wrong, what is safe, what to do.", EVERYWHERE
        ),
        Action("reports", "ctrl+r", "Reports", "What the desk did in a week, a month, a quarter.", EVERYWHERE),
        Action("copy", "Y", "Copy…", "A message, the answer, an id or a link, to the clipboard.", OUTSIDE),
        Action("theme", "T", "Switch theme", "Light, dark, high contrast.", EVERYWHERE),
        Action(
            "mouse", "f9", "Mouse on or off", "Leave the mouse to the terminal, to select and copy text.", EVERYWHERE
        ),
        Action(
            "quit", "q", "Quit", "Leave the console; unsent text is asked about. Ctrl-C twice always works.", EVERYWHERE
        ),
    ),
}
ACTIONS: tuple[Action, ...] = tuple(action for actions in GROUPS.values() for action in actions)
BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def of_context(context: Context) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if context in action.contexts)
