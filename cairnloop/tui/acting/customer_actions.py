"""The part of the registry that is about who writes: customers, companies, the search, and sections that are kept."""

from cairnloop.tui.acting.vocabulary import (
    COMPANIES,
    CUSTOMERS,
    EVERYWHERE,
    FOUND,
    INBOX,
    OUTSIDE,
    PEOPLE,
    PERSON,
    QUEUE,
    Action,
    Need,
)

C, R = Need.CONVERSE, Need.RUN

CUSTOMER_ACTIONS: dict[str, tuple[Action, ...]] = {
    "Customers": (
        Action("customers", "f6", "Customers", "Who writes to you: find, read, change, merge.", EVERYWHERE),
        Action("companies", "&", "Companies", "Where your customers belong to.", EVERYWHERE),
        Action(
            "who", "J", "Who is this", "All that is known of the customer, over what is open.", OUTSIDE | QUEUE | FOUND
        ),
        Action(
            "open-row",
            "enter l o",
            "Open it",
            "What the row under the cursor stands for.",
            PEOPLE,
            footer=1,
            word="open",
        ),
        Action(
            "find-customers",
            "/",
            "Find customers…",
            "By name, address, id, tag:, company:.",
            CUSTOMERS,
            footer=2,
            word="find",
        ),
        Action(
            "save-list",
            "X",
            "Save list as CSV…",
            "Everybody that the list would show, into a file that only you can read.",
            CUSTOMERS,
            footer=5,
            word="csv",
        ),
        Action(
            "narrow-companies",
            "/",
            "Narrow companies…",
            "Show only loaded rows that contain some text.",
            COMPANIES,
            footer=4,
            word="narrow",
        ),
        Action("new-company", "n", "New company…", "By its name.", COMPANIES, need=C, footer=2, word="new"),
        Action("change-company", "e", "Change company…", "Field by field.", COMPANIES, need=C, footer=3, word="change"),
        Action(
            "remove-company", "delete", "Remove company…", "Its customers stay, and belong to none.", COMPANIES, need=C
        ),
    ),
    "One customer": (
        Action("person-timeline", "1", "Timeline", "What happened with them.", PERSON),
        Action("person-conversations", "2", "Their conversations", "Every one of them, the newest first.", PERSON),
        Action("person-notes", "3", "Notes on them", "What colleagues should know; customers never see it.", PERSON),
        Action(
            "change-customer",
            "e",
            "Change customer…",
            "Name, address, company and so on, field by field.",
            PERSON,
            need=C,
            footer=2,
            word="change",
        ),
        Action(
            "tag-customer",
            "t",
            "Tag customer…",
            "Put a tag on them, or take one off.",
            PERSON,
            need=C,
            footer=4,
            word="tag",
        ),
        Action(
            "note-customer",
            "n N",
            "Note on them…",
            "Only colleagues ever see it.",
            PERSON,
            need=C,
            footer=3,
            word="note",
        ),
        Action("edit-note", "E", "Edit note…", "One of your own, under the cursor.", PERSON, need=C),
        Action("remove-note", "x", "Remove note…", "One of your own, under the cursor.", PERSON, need=C),
        Action(
            "merge-customer",
            "M",
            "Merge customer…",
            "Two records of one person become one.",
            PERSON,
            need=C,
            footer=6,
            word="merge",
        ),
        Action(
            "export-customer",
            "X",
            "Export customer…",
            "All that is held of them, into a file that only you can read.",
            PERSON,
            need=R,
        ),
        Action(
            "erase-customer",
            "delete",
            "Erase customer…",
            "Forget them with everything they wrote, for good.",
            PERSON,
            need=R,
        ),
    ),
    "Search": (
        Action(
            "search",
            "f7 ctrl+f",
            "Search…",
            "Every conversation, by what was written in it; also `:search WORDS`.",
            EVERYWHERE,
        ),
        Action("search-again", "/", "Search again…", "Change what is searched.", FOUND, footer=2, word="change"),
    ),
    "Sections": (
        Action(
            "new-section",
            "+",
            "New section…",
            "Keep what is shown, or another query, as a section.",
            INBOX | FOUND,
            need=C,
        ),
        Action("change-section", "=", "Change section…", "Its name, its query, who sees it.", INBOX, need=C),
        Action("section-up", "<", "Section up", "Move the chosen section up among its kind.", INBOX, need=C),
        Action("section-down", ">", "Section down", "Move it down.", INBOX, need=C),
        Action(
            "remove-section", "delete", "Remove section…", "The section goes; its conversations stay.", INBOX, need=C
        ),
    ),
    "Split view": (
        Action(
            "split",
            "|",
            "Split view",
            "On wide terminals the list stays beside an open conversation.",
            OUTSIDE,
        ),
    ),
}
