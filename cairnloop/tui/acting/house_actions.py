"""The part of the registry that runs the house: users, inboxes, webhooks, canned replies, tags, settings."""

from cairnloop.tui.acting.vocabulary import (
    CANNED,
    EVERYWHERE,
    HOUSE,
    INBOXES,
    TAGS,
    USERS,
    WEBHOOKS,
    Action,
    Need,
)

SELF, C, R = Need.OWN, Need.CONVERSE, Need.RUN
# Who may do so depends on what the row is: one's own keys, words for everybody, or the house.
EDITED = HOUSE - USERS
# Where there are often many, and the same is wanted of several.
SEVERAL = USERS | WEBHOOKS | CANNED | TAGS

HOUSE_ACTIONS: dict[str, tuple[Action, ...]] = {
    "House": (
        Action("users", "alt+u", "Users", "Who works here; your sessions and keys.", EVERYWHERE),
        Action("inboxes", "alt+i", "Inboxes", "Where conversations come in, and who works there.", EVERYWHERE),
        Action("webhooks", "alt+w", "Webhooks", "Which systems are told of what, and each delivery.", EVERYWHERE),
        Action("canned", "alt+c", "Canned replies", "Replies kept at hand: written, changed, removed.", EVERYWHERE),
        Action("tags", "alt+t", "Tags", "The words that things are sorted by.", EVERYWHERE),
        Action("settings", "alt+s", "Settings", "Name, hours, switches, identity keys.", EVERYWHERE),
        Action("new-entry", "n", "New…", "Invite, open, subscribe, write: whatever this is a list of.", HOUSE, SELF, 2),
        Action("edit-entry", "e E", "Edit…", "In $EDITOR; what changes is read before it is saved.", EDITED, SELF, 3),
        Action(
            "remove-entry",
            "x",
            "Remove…",
            "End, revoke or remove it, or all that is marked; this asks first.",
            HOUSE,
            SELF,
            5,
        ),
        Action(
            "mark-entry", "space", "Mark row", "To act on several of the list at once.", SEVERAL, footer=8, word="mark"
        ),
        Action("mark-entries", "V", "Mark all", "Every row that is shown; again, none of them.", SEVERAL),
        Action("switch-off", "d", "Disable…", "Lock a colleague out; tell a webhook nothing.", USERS | WEBHOOKS, R, 6),
        Action("switch-on", "D", "Enable", "Let them in again; tell it again.", USERS | WEBHOOKS, R, 6),
    ),
    "Users": (
        Action("change-role", "r", "Change role…", "Admin, member or viewer.", USERS, R, 4, "role"),
        Action("archive-user", "A", "Archive user…", "Somebody left; what they did stays.", USERS, R, 7, "archive"),
        Action("sign-out-user", "O", "Sign out…", "End every session of a colleague.", USERS, R),
        Action("reset-factor", "F", "Reset factor…", "For who lost their authenticator.", USERS, R),
        Action(
            "new-link", "L", "New link…", "Another link for an invitation; the old one ends.", USERS, R, 4, "new link"
        ),
        Action("team", "1", "Who is here", "Those who work here.", USERS),
        Action("left-users", "2", "Who has left", "Archived; D takes them back.", USERS),
        Action("invitations", "3", "Invitations", "Seats that wait for somebody.", USERS),
        Action("my-sessions", "4", "My sessions", "Where you are signed in.", USERS),
        Action("my-keys", "5", "My keys", "Your own API keys.", USERS),
    ),
    "Inboxes": (
        Action("edit-widget", "w", "Widget…", "How its widget looks and speaks.", INBOXES, R, 4),
        Action("edit-hours", "t", "Hours…", "When somebody is there, and holidays.", INBOXES, R, 4),
        Action(
            "edit-context", "b", "Business context…", "What its drafts know of the business.", INBOXES, R, 6, "context"
        ),
        Action("edit-entrance", "o", "Who may come in…", "Allowed origins, and proof of identity.", INBOXES, R),
        Action("add-member", "m", "Add member…", "Somebody who works there.", INBOXES, R, 6, "member"),
        Action("remove-member", "M", "Take out member…", "Somebody works there no longer.", INBOXES, R),
        Action("make-primary", "p", "Make primary…", "Let all land here that names no inbox.", INBOXES, R),
        Action("inbox-policy", "P", "Draft policy…", "What drafts may do by themselves.", INBOXES, R, 7, "policy"),
    ),
    "Webhooks": (
        Action("verify-webhook", "v", "Verify", "Send the challenge again.", WEBHOOKS, R, 4),
        Action("rotate-secret", "R", "New secret…", "Made now and shown once.", WEBHOOKS, R),
        Action("replay", "r", "Send again", "The same bytes under the same id.", WEBHOOKS, R, 4),
        Action("subscriptions", "1", "Subscriptions", "Who is told.", WEBHOOKS),
        Action("deliveries", "2", "Deliveries", "All that was sent to the one under the cursor.", WEBHOOKS, footer=7),
        Action("failing-deliveries", "3", "Failing deliveries", "What is tried again.", WEBHOOKS),
        Action("given-up-deliveries", "4", "Given up", "What was tried for days in vain.", WEBHOOKS),
    ),
    "Tags": (
        Action("rename-tag", "r", "Rename tag…", "It keeps all it is on.", TAGS, C, 4, "rename"),
        Action("colour-tag", "c", "Colour…", "Named, or #rrggbb.", TAGS, C, 4),
    ),
}
