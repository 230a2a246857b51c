"""What the decision queue says around the draft."""

from datetime import timedelta

from cairnloop.client.channel import Link
from cairnloop.tui.acting.keymap import keymap
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.outbox import Decision, Verb
from cairnloop.tui.state.queue import QueuePage, Waiting
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import Line
from cairnloop.tui.view.linked import answer_title, evidence
from cairnloop.tui.view.queue import came_back, nothing, question, queue_top, review
from tests.tui.make import after, draft, live, message, thread
from tests.tui.trailmark import LIN, NOW

KEYS = keymap({})


def queueing(*ids: str, **fields: object) -> Desk:
    found = tuple(Waiting(f"d-{id}", id, NOW) for id in ids)
    read = [e.ThreadRead(thread(id, drafts=(draft(f"d-{id}", id, **fields),))) for id in ids]
    return after(live(), e.QueueRead((QueuePage("pending", found, None),)), *read, d.QueueEntered())


def approved(desk: Desk, key: str = "k") -> Desk:
    assert desk.draft is not None
    return after(desk, d.DecisionMade(Decision(key, Verb.APPROVE, desk.draft, "Ada Park")))


def text(lines: list[Line]) -> str:
    return "\n".join(line.text for line in lines)


def test_the_top_counts_the_sitting_and_drops_the_least_telling_where_there_is_no_room() -> None:
    desk = after(queueing("a", "b", "c"), e.Ticked(NOW + timedelta(seconds=20)))
    desk = after(approved(desk), d.Postponed(), e.CountsRead({"decision": 31}))
    assert "1 decided · median 20 s · 1 postponed" in queue_top(desk, 120).text
    assert "◆ 31 wait" in queue_top(desk, 120).text
    assert "1 decided" in queue_top(desk, 50).text
    assert "postponed" not in queue_top(desk, 50).text


def test_a_count_that_could_not_be_read_is_not_called_zero() -> None:
    assert "◆ not counted" in queue_top(after(live(), e.CountsUnread()), 80).text
    assert "◇ none waits" in queue_top(after(live(), e.CountsRead({"decision": 0})), 80).text


def test_an_empty_queue_says_whether_it_is_read_failed_or_done() -> None:
    assert "Reading…" in text(nothing(after(live(), d.QueueEntered()), KEYS, 80))
    failed = after(
        live(), e.QueueUnread(Trouble("It could not be read.", "Nothing was changed.", "Press . to try again."))
    )
    assert "✕ It could not be read." in text(nothing(failed, KEYS, 80))
    empty = text(nothing(queueing(), KEYS, 140))
    assert "Nothing waits for a decision." in empty
    assert "appears here for you to approve" in empty
    lost = approved(after(queueing("a"), e.LinkChanged(Link.LOST)))
    assert "1 decision is kept and goes out when the connection is back." in text(nothing(lost, KEYS, 80))


def test_the_line_above_the_keys_says_where_an_answer_goes_or_why_it_cannot() -> None:
    desk = queueing("a")
    assert review(desk, KEYS).text == " ➤ to Ada Park by chat · held: z takes it back y send "
    assert "kept, goes out when the connection is back" in review(after(desk, e.LinkChanged(Link.LOST)), KEYS).text
    settled = after(desk, e.DraftChanged(draft("d-a", "a", status="approved", version=2, decided_by=LIN)))
    assert "◇ This draft is already approved by Lin. · ] shows the next" in review(settled, KEYS).text
    assert "✕ there is no draft to send" in review(queueing("a", status="failed"), KEYS).text


def test_what_was_said_since_our_answer_is_the_question_and_what_was_before_is_told_in_short() -> None:
    ours = message("m0", "a", at=NOW - timedelta(hours=1), body="Did it help?", customer_id=None, user_id=1)
    asked = [message(f"m{at}", "a", at=NOW + timedelta(minutes=at), body=f"No {at}.") for at in (1, 2)]
    desk = after(queueing("a"), e.ThreadRead(thread("a", messages=(ours, *asked), drafts=(draft("d-a", "a"),))))
    lines = [line.text for line in question(desk, 60)]
    assert lines[0].endswith("Did it help?")
    assert lines[1:] == [" ┃ No 1.", " ┃ No 2."]


def test_what_came_back_says_what_was_not_done_and_why() -> None:
    desk = approved(queueing("a", "b"))
    desk = after(desk, d.Applying("k"), d.DecisionReturned("k", "The customer wrote again."), d.Stepped(-1))
    said = " ".join(text(came_back(desk, 60)).split())
    assert "↩ Your approval was not applied: The customer wrote again. Nothing was sent by you." in said


def test_a_sentence_without_evidence_says_so_and_a_passage_unlike_it_too() -> None:
    piece = {"number": 1, "source": "article", "title": "Huts", "text": "The map shows huts."}
    cited = [{"start": 7, "end": 30, "evidence": [1]}]
    found = draft("d-a", "a", body="Hello. Refunds take five days.", evidence=[piece], citations=cited)
    assert answer_title(found) == "Answer ◆ grounded reply · 1/2 cited"
    desk = queueing("a")
    assert "This sentence names no evidence." in text([one for _, one in evidence(desk, found, 60, with_claim=False)])
    there = after(desk, d.SentencePicked(1, 2))
    said = text([one for _, one in evidence(there, found, 90, with_claim=True)])
    assert "“Refunds take five days.”" in said
    assert "▲ No sentence here says it in like words: read it yourself." in said


def test_a_queue_that_nobody_answers_for_is_not_said_to_be_read() -> None:
    desk = after(Desk(now=NOW), e.LinkChanged(Link.LOST), d.QueueEntered())
    text = " ".join(line.text.strip() for line in nothing(desk, KEYS, 76))
    assert "Reading" not in text
    assert "The queue could not be read: the connection is lost and being tried again." in text
