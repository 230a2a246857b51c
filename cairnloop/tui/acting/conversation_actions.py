"""The part of the registry that moves conversations, and keeps at hand what one says and sends in them."""

from cairnloop.tui.acting.vocabulary import INBOX, OUTSIDE, READING, REVIEW, WRITING, Action, Need

C = Need.CONVERSE

CONVERSATION_ACTIONS: dict[str, tuple[Action, ...]] = {
    "Moving conversations": (
        Action("snooze", "s", "Snooze…", "Out of sight until a time, or until the customer writes.", need=C, footer=14),
        Action("wake", "w", "Wake", "Back among the open ones, before its time.", need=C),
        Action("priority", "P", "Priority", "It goes before others; pressed again, not any more.", need=C),
        Action("take", "i", "Assign to me", "It is yours from now on.", need=C, word="take"),
        Action("give-back", "I", "Assign to nobody", "Give it back to all.", need=C),
        Action("tag", "t", "Tag…", "Put a tag on it, a new one too.", need=C, footer=15),
        Action("untag", "U", "Untag…", "Take a tag off it.", need=C),
        Action("merge", "M", "Merge…", "Into another of this customer; z takes them apart again.", OUTSIDE, need=C),
        Action("share", "L", "Share link…", "A link for somebody outside, or the end of all links.", OUTSIDE, need=C),
        Action("mark-unread", "n", "Mark as unread", "Let it stand out again.", OUTSIDE, need=C),
        Action("related", "B", "Related…", "The customer's others, and those about the same.", OUTSIDE),
        Action("previous", "b", "Previous one", "The one this customer had before.", OUTSIDE),
        Action("mentions", "@", "Mentions", "Conversations in which a note asks for your eye.", INBOX),
        Action("snoozed", "0", "Snoozed", "Conversations that sleep.", INBOX),
    ),
    "Words and files at hand": (
        Action(
            "canned-reply",
            "m ctrl+t",
            "Canned reply…",
            "Put in what you say often, filled in for this customer; / in an empty reply, too.",
            READING | WRITING,
            need=C,
            footer=16,
            word="canned",
        ),
        Action(
            "complete-mention",
            "tab",
            "Complete the name",
            "Of the colleague whose eye a note asks for, after @; else to the next pane.",
            WRITING,
        ),
        Action(
            "attach",
            "F ctrl+o",
            "Attach a file…",
            "To what you write.",
            READING | WRITING | REVIEW,
            need=C,
            footer=17,
            word="attach",
        ),
        Action("detach", "X", "Leave a file out…", "Of those that you attached.", READING | REVIEW, need=C),
        Action("save-file", "D", "Save a file…", "What a message carries, into your folder for downloads.", READING),
        Action("open-file", "O", "Open a file…", "Save it, and after a yes hand it to its program.", READING),
    ),
}
