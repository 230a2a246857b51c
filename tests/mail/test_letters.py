"""Letters: whatever strangers chose to be called or wrote, a letter says what we say, to whom we say it."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from cairnloop.mail.letters import Correspondent, Letter, Link, Quoted, Small, Typed, Words, written
from tests.mail.server import html_of, text_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DESK = Correspondent("desk@trailmark.example", "Trailmark")
HEADERS = {
    *("From", "To", "Subject", "Reply-To", "Date", "Message-ID"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
}
NASTY = st.one_of(
    st.text(st.characters(), max_size=60),
    st.sampled_from(
        [
            "Ada\r\nBcc: everybody@example.com",
            "Ada\nSubject: other\n\n<script>",
            "=?utf-8?q?=0D=0ABcc=3A_x=40y.z?=",
            '"<evil@example.com>, ',
            "\ud800\x00\x1b[2J\u202e",
            "ä" * 200,
            "x" * 900,
        ]
    ),
)


def sent(letter: Letter) -> EmailMessage:
    raw = written(letter, DESK, key="7f9c24e8", at=AT).as_bytes()
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


@settings(max_examples=60)
@given(NASTY, NASTY)
def test_no_name_and_no_subject_adds_a_header_or_a_recipient(name: str, words: str) -> None:
    letter = Letter(
        Correspondent("sam@example.com", name), words, (Quoted(name, words),), Correspondent("kim@example.com", name)
    )
    read = sent(letter)
    assert set(read.keys()) == HEADERS
    assert len(read.keys()) == len(HEADERS)
    assert [one.addr_spec for one in read["to"].addresses] == ["sam@example.com"]
    assert [one.addr_spec for one in read["reply-to"].addresses] == ["kim@example.com"]
    assert "\n" not in read["subject"]
    assert not any(ord(one) < 32 and one not in "\n\t" for one in text_of(read))


@given(st.text(st.sampled_from("<>&\"'/ab=\n"), max_size=40))
def test_what_strangers_wrote_is_no_html(text: str) -> None:
    html = html_of(sent(Letter(DESK, "x", (Words(text), Quoted(text, text), Typed(text), Link(text), Small(text)))))
    body = html.partition("<p>")[2]
    for tag in ("p", "/p", "b", "/b", "br", "code", "/code", "/a", "blockquote", "/blockquote", "/body", "/html"):
        body = body.replace(f"<{tag}>", "")
    for opening in ('<p style="', '<code style="', '<blockquote style="', '<a href="'):
        body = body.replace(opening, "")
    assert "<" not in body


def test_a_letter_says_that_no_answering_machine_shall_answer_and_is_the_same_mail_again() -> None:
    letter = Letter(
        Correspondent("sam@example.com"), "Hello", (Words("Hi\nthere"), Typed("cairnloop tui")), thread="c-1"
    )
    first, second = sent(letter), sent(letter)
    assert first["message-id"] == second["message-id"] == "<7f9c24e8@trailmark.example>"
    assert first["references"] == "<c-1@trailmark.example>"
    assert (first["auto-submitted"], first["x-auto-response-suppress"]) == ("auto-generated", "All")
    assert first["from"] == "Trailmark <desk@trailmark.example>"
    assert first["reply-to"] is None
    assert text_of(first) == "Hi\nthere\n\n    cairnloop tui\n"
    assert "<p>Hi<br>there</p>" in html_of(first)
