"""Drafts a good support person would send, from articles alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.drafting.business import read_business
from cairnloop.drafting.engines.extractive import VERSION, ExtractiveEngine, compose
from cairnloop.drafting.engines.phrases import PHRASES, guess_language
from cairnloop.drafting.request import DraftKind
from tests.drafting.make import CANCEL, MOVE, article, case, customer, operator, reply_to, request_for

PLANS = article(
    3,
    "Plans and prices",
    "",
    "There are three plans.\n\n | Footpath | Ridge | Summit\nMonthly price | free | €29 | €89\n"
    "Photo storage | 1 GB | 50 GB | 500 GB\nTrails | 20 | 400 | unlimited",
)
BILLING = article(
    4, "Change or cancel your plan", "", "Only owners see the billing page. You find it under Settings → Billing."
)
BLANK = article(
    5,
    "Put a map on your website",
    "It stays empty",
    "- Your site must be on the list of allowed sites.\n- A content security policy may block the frame.",
)
GERMAN = article(
    1,
    "Rechnungen",
    "Herunterladen",
    "Sie finden die Rechnungen unter Einstellungen → Abrechnung. Das ist nicht für alle.",
)


async def test_a_how_to_is_answered_with_the_passage_and_a_calm_closing() -> None:
    draft = await ExtractiveEngine().compose(reply_to("hi! how do I move our data to Europe?"))
    assert draft.body == f"{MOVE.text}\n\nIf something looks different on your side, tell us what you see there."
    assert (draft.kind, draft.engine, draft.prompt_version) == (DraftKind.REPLY, "extractive", VERSION)
    assert draft.summary == "Quoted from “Where your data is stored › Move to the other region” [1]."
    assert not draft.needs_eyes


async def test_every_quoted_sentence_says_where_it_comes_from_and_the_customer_sees_no_marks() -> None:
    draft = compose(reply_to("how do I move our data?"))
    quoted = {draft.body[one.start : one.end]: one.evidence for one in draft.citations}
    assert quoted["A move is free once a year."] == (1,)
    assert len(quoted) == 3
    assert "[" not in draft.body


def test_the_same_request_gives_the_same_draft() -> None:
    request = reply_to("How do I cancel, and how do I move our data?", evidence=(MOVE, CANCEL, PLANS, BILLING))
    assert compose(request) == compose(request)


async def test_it_is_heard_once_and_timed() -> None:
    heard: list[str] = []
    ticks = iter([1.0, 1.25])
    draft = await ExtractiveEngine(clock=lambda: next(ticks)).compose(reply_to("move data?"), heard.append)
    assert heard == [draft.body]
    assert draft.latency_ms == 250


def test_a_figure_is_answered_with_its_row_and_nothing_else() -> None:
    draft = compose(reply_to("how much photo storage is there on Ridge?", evidence=(PLANS,)))
    assert draft.body.split("\n\n")[0] == "Photo storage: Footpath 1 GB, Ridge 50 GB, Summit 500 GB."


def test_two_questions_get_two_answers_in_the_order_asked() -> None:
    request = reply_to("How do I cancel? And how do I move our data to another region?", evidence=(MOVE, CANCEL))
    first, second, _ = compose(request).body.split("\n\n")
    assert (first, second) == (CANCEL.text, MOVE.text)


def test_where_to_go_is_said_before_what_to_do_there() -> None:
    draft = compose(reply_to("how do I cancel", evidence=(CANCEL, BILLING)))
    assert draft.body.startswith(f"{BILLING.text}\n\n{CANCEL.text}")


def test_a_list_without_a_lead_is_introduced_by_its_heading() -> None:
    draft = compose(reply_to("the map on our website stays empty", evidence=(BLANK,)))
    assert draft.body.startswith("It stays empty:\n- Your site must be on the list")


def test_ordered_steps_are_never_cut_apart() -> None:
    steps = "\n".join(
        f"{number}. Do the thing number {number} and wait until the lamp is green again." for number in range(1, 15)
    )
    passage = article(1, "Reset the lamp", "Steps", f"Follow these steps:\n\n{steps}\n\nUnrelated words about boots.")
    body = compose(reply_to("how do I reset the lamp when it is not green", evidence=(passage,))).body
    assert "Follow these steps:\n1. Do the thing number 1 " in body
    assert "14. Do the thing number 14" in body


def test_a_long_passage_is_cut_to_its_answer_at_sentence_ends() -> None:
    noise = " ".join(f"Boots number {index} are made of leather and of rubber." for index in range(30))
    passage = article(1, "Boots", "", f"{noise} Wax the seams twice a year. {noise}")
    body = compose(reply_to("how often should I wax the seams?", evidence=(passage,))).body
    answer = body.split("\n\n")[0]
    assert "Wax the seams twice a year." in answer
    assert len(answer) <= 560
    assert answer.endswith(".")


def test_only_the_open_question_counts_once_an_operator_has_answered() -> None:
    request = reply_to(
        customer("How do I move our data to another region?"),
        operator("Under Settings → Data → Region.", 1),
        customer("Thanks! And how do I cancel the plan?", 2),
    )
    assert compose(request).body.startswith("Press Cancel plan")


def test_somebody_upset_is_met_with_a_word_of_regret() -> None:
    assert compose(reply_to("This is really frustrating. How do I cancel?")).body.startswith(
        "Sorry about the trouble.\n\n"
    )


def test_an_operators_wish_for_less_is_granted_and_other_wishes_are_answered_honestly() -> None:
    long = article(1, "Boots", "", " ".join(f"Wax seam number {index} with the thick brush." for index in range(12)))
    whole = compose(reply_to("wax the seams?", evidence=(long,)))
    short = compose(reply_to("wax the seams?", evidence=(long,), instruction="make it shorter please"))
    assert len(short.body) < len(whole.body)
    wish = compose(reply_to("How do I move our data?", instruction="mention that it is free"))
    assert "did not change words" in wish.notes[0]


def test_cases_are_never_quoted_to_another_customer() -> None:
    draft = compose(reply_to("move data?", evidence=(case(1, "Ada moved", "Ada's data was moved on Monday."), MOVE)))
    assert "Ada" not in draft.body
    assert {number for one in draft.citations for number in one.evidence} == {MOVE.number}


def test_a_reply_without_any_article_becomes_a_hand_over() -> None:
    draft = compose(reply_to("move data?", evidence=(case(1, "Ada moved", "Ada's data was moved."),)))
    assert draft.kind is DraftKind.ESCALATION
    assert "Ada" not in draft.body


def test_a_passage_that_shares_no_word_is_flagged() -> None:
    assert "shares no word" in compose(reply_to("Fahrplan?", evidence=(MOVE,))).notes[0]


def test_the_frame_speaks_the_articles_language_and_a_mismatch_wants_eyes() -> None:
    draft = compose(reply_to("Wo finde ich die Rechnungen und wie kann ich das ändern?", evidence=(GERMAN,)))
    assert draft.body.endswith(PHRASES["de"].after_steps)
    assert not draft.needs_eyes
    foreign = compose(reply_to("Where do I find the invoices, and how do I change it?", evidence=(GERMAN,)))
    assert foreign.needs_eyes
    assert "'en'" in foreign.notes[0]


PIECES = st.sampled_from(
    [
        "Move it.",
        "to move:",
        "\n\n",
        "\n",
        "1. Move",
        "- it",
        "a | b",
        "| | c",
        "It leans.",
        "```",
        "→",
        "data?",
        " ",
        "You",
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map(" ".join)


@given(st.lists(TEXTS, max_size=4), TEXTS, st.sampled_from(DraftKind))
def test_whatever_was_found_there_is_a_draft_and_its_citations_hold(
    texts: list[str], question: str, kind: DraftKind
) -> None:
    evidence = tuple(article(number, "Move", "It", text) for number, text in enumerate(texts, 1))
    draft = compose(request_for(kind, question or "?", evidence=evidence))
    assert draft.body.strip()
    for one in draft.citations:
        (number,) = one.evidence
        words = draft.body[one.start : one.end].split()
        assert words
        # A passage that just stops is given its full stop; the words are the article's own.
        said = {word.rstrip(".") for word in words}
        assert said & {word.rstrip(".") for word in f"{texts[number - 1]} It:".replace("|", " ").split()}


class TestClarification:
    def test_it_asks_which_of_two(self) -> None:
        draft = compose(request_for(DraftKind.CLARIFICATION, "move or cancel the plan?", evidence=(MOVE, CANCEL)))
        assert "“Move to the other region” or about “Change or cancel your plan”" in draft.body
        assert draft.body.count("?") == 1

    def test_two_sections_of_one_article_are_told_apart_by_their_headings(self) -> None:
        pause = article(1, CANCEL.title, "Pause during the winter", "You can pause a plan once a year.")
        draft = compose(request_for(DraftKind.CLARIFICATION, "stop the plan", evidence=(CANCEL, pause)))
        assert "“Cancel” or about “Pause during the winter”" in draft.body

    def test_a_failure_without_its_message_is_asked_for(self) -> None:
        draft = compose(request_for(DraftKind.CLARIFICATION, "it doesn't work", evidence=(MOVE, CANCEL)))
        assert draft.body.startswith("What exactly do you see when it happens?")

    def test_one_topic_is_named(self) -> None:
        draft = compose(request_for(DraftKind.CLARIFICATION, "the embedded map is broken", evidence=(BLANK,)))
        assert "“Put a map on your website”" in draft.body

    def test_an_answer_that_depends_on_the_plan_asks_for_it(self) -> None:
        draft = compose(request_for(DraftKind.CLARIFICATION, "how many trails", evidence=(PLANS,)))
        assert draft.body == PHRASES["en"].which_plan

    @pytest.mark.parametrize("said", ["hello?", "help", "…"])
    def test_nothing_to_go_by_asks_for_the_goal(self, said: str) -> None:
        draft = compose(request_for(DraftKind.CLARIFICATION, said, evidence=(MOVE,)))
        assert draft.body == PHRASES["en"].what_goal
        assert draft.citations == ()

    def test_it_is_asked_in_the_customers_language(self) -> None:
        draft = compose(request_for(DraftKind.CLARIFICATION, "Das geht nicht und ich weiß nicht wie", evidence=()))
        assert draft.body == PHRASES["de"].what_error


class TestEscalation:
    REQUEST = request_for(
        DraftKind.ESCALATION,
        "Can we insure our horses with you?",
        evidence=(MOVE, case(2, "Insurance once", "No.")),
        reason="the best passage covers 10 % of the question",
    )

    def test_the_customer_is_handed_over_and_promised_nothing(self) -> None:
        body = compose(self.REQUEST).body
        assert body == PHRASES["en"].hand_over
        assert not any(word in body for word in ("soon", "shortly", "hours", "today", "will"))

    def test_the_operator_reads_what_was_asked_found_and_missing(self) -> None:
        label = "Where your data is stored › Move to the other region"
        assert compose(self.REQUEST).summary.splitlines() == [
            "Asked: “Can we insure our horses with you?”",
            f"Closest articles, not close enough to answer from: “{label}” [1]",
            "Similar resolved conversations, to read and not to quote: “Insurance once” [2]",
            "Nowhere in them: insure, horses",
            "Why a person: the best passage covers 10 % of the question",
        ]

    def test_nothing_found_is_said(self) -> None:
        summary = compose(request_for(DraftKind.ESCALATION, "Horses?")).summary
        assert "Found: no published article about it." in summary

    def test_a_way_to_book_a_time_is_offered_where_there_is_one(self) -> None:
        business = read_business({"name": "S", "scheduling_link": "https://cal.example/s"})
        assert "https://cal.example/s" in compose(request_for(DraftKind.ESCALATION, "Horses?", business=business)).body


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I move the data to my club?", "en"),
        ("Wie kann ich die Daten verschieben?", "de"),
        ("Comment est-ce que je peux déplacer les données pour mon club ?", "fr"),
        ("¿Cómo puedo mover los datos de mi club?", "es"),
        ("ok", None),
        ("", None),
    ],
)
def test_languages_are_guessed_by_their_small_words(text: str, language: str | None) -> None:
    assert guess_language(text) == language


def test_every_phrase_keeps_its_places() -> None:
    for phrases in PHRASES.values():
        assert "{a}" in phrases.which_of
        assert "{b}" in phrases.which_of
        assert "{a}" in phrases.what_error_about
        assert "{link}" in phrases.pick_a_time
