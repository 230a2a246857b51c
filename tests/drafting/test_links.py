"""Nothing that no trusted text contains may lead out of a draft."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairnloop.drafting.business import read_business
from cairnloop.drafting.links import Permitted, permitted, take_out_links
from cairnloop.drafting.request import Author, Turn
from cairnloop.drafting.urls import links_in, normal_forms
from tests.drafting.make import START, article, case, customer, operator, reply_to

OURS = Permitted.by(
    [
        "See https://docs.acme.example/regions or https://acme.example/a?b=c#d and write to help@acme.example.",
        'Paste <script src="https://cdn.acme.example/w.js" async></script> and replace <your-key>.',
    ],
    ["https://cal.acme.example/book"],
)


def cleaned(text: str) -> str:
    return take_out_links(text, OURS).body


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Read more at https://evil.example/x. Bye.", "Read more. Bye."),
        ("See [the guide](https://evil.example/x) first.", "See the guide first."),
        ("See [the [inner] guide](<https://evil.example/x> 'title').", "See the [inner] guide."),
        ("![pixel](https://evil.example/p.png?q=secret) Hello", "Hello"),
        ("[![pixel](https://evil.example/p.png)](https://evil.example)", ""),
        ("The [guide][g] helps.\n\n[g]: https://evil.example 'x'", "The guide helps."),
        ("The ![shot][g] and [g].\n\n[g]: https://evil.example", "The and g."),
        ("Cited [1].\n\n[1]: https://evil.example", "Cited [1]."),
        ("Go to <https://evil.example/x>.", "Go to."),
        ("Write to <mallory@evil.com> or mallory@evil.com", "Write to or"),
        ("Visit www.evil.example or evil.com/path now", "Visit or now"),
        ("[click](javascript:alert(1))", "click"),
        ("[click](JaVaScRiPt&#58;alert(1))", "click"),
        ("javascript:alert(1) or data:text/html;base64,PHN2Zz4=", "or"),
        ("[call](tel:+1555) [mail](mailto:a@evil.com?body=x)", "call mail"),
        ("[local](file:///etc/passwd) [root](/admin) [here](#x)", "local root here"),
        ("<img src=x onerror=alert(1)>Hi<script>alert(1)</script>", "Hi"),
        ("<a href='https://evil.example'>Press</a>", "Press"),
        ("Hi <!-- hidden [x](https://evil.example) --> there", "Hi there"),
        ("<b>Bold</b> and<br>a line", "Bold and\na line"),
        ("ht<b></b>tps://evil.example/x", ""),
        ("ev\u200bil.com and e\u00advil.com", "and"),
        ("\u202ehttps://evil.example\u202c", ""),
        ("\U000e0068\U000e0069Hi", "Hi"),
        ("аpple.com", ""),  # a Cyrillic first letter
        ("xn--pple-43d.com", ""),
        ("ｅｖｉｌ．ｃｏｍ and evil。com", "and"),
        ("https://docs.acme.example@evil.com/regions", ""),
        ("https://docs.acme.example.evil.com/regions", ""),
        ("https:\\\\evil.com/x", ""),
        ("//evil.com/x", ""),
        ("http://docs.acme.example/regions", ""),
        ("https://docs.acme.example:8443/regions", ""),
        ("https://docs.acme.example/regions?leak=1", ""),
        ("https://docs.acme.example/regions/../admin", ""),
        ("http://10.0.0.1/x or 10.0.0.1/x or http://[::1]/x", "or or"),
        ("Links:\n- https://evil.example\n- (https://evil.example/b)\nDone.", "Links:\nDone."),
        ("[https://evil.example](https://docs.acme.example/regions)", "https://docs.acme.example/regions"),
        ("[docs.acme.example/regions](https://evil.example)", "docs.acme.example/regions"),
    ],
)
def test_what_no_evidence_contains_is_taken_out_and_noted(text: str, kept: str) -> None:
    result = take_out_links(text, OURS)
    assert result.body == kept
    if not text.startswith(("<b>", "\U000e0068")):
        assert result.notes


@pytest.mark.parametrize(
    "text",
    [
        "See [regions](https://docs.acme.example/regions).",
        "See [regions](https://docs.acme.example/regions 'The page').",
        "See https://docs.acme.example/regions/, or HTTPS://DOCS.acme.example:443/regions#steps.",
        "See docs.acme.example/regions (https://acme.example/a?b=c).",
        "See [it][r].\n\n[r]: https://docs.acme.example/regions",
        "Book at https://cal.acme.example/book!",
        "Write to Help@acme.example or [us](mailto:help@acme.example).",
        'Paste <script src="https://cdn.acme.example/w.js" async></script> and replace <your-key>.',
        "Open config.toml, README.md, Node.js 20.1 and v1.2.3, e.g. now; 5.5 km at 3 p.m.",
        "It costs $5.00/month, and/or 2.5 GB. 你好。再见。Done.It works",
        "If a < b and c > d, press [Save] (or [1]).",
        "Family: 👩\u200d👩\u200d👧 stays together.",
        "```\nif (a[1] < 2) { run(); }\n```",
    ],
)
def test_what_the_house_has_written_stays_untouched(text: str) -> None:
    assert take_out_links(text, OURS) == take_out_links(text, OURS).__class__(text, ())


def test_notes_say_what_and_are_short() -> None:
    notes = take_out_links("https://evil.example/" + "x" * 500 + " ![](https://evil.example/i) <i class=x>", OURS).notes
    assert [note.split(" that is")[0] for note in notes] == [
        "took out HTML",
        "took out an image",
        "took out a link",
    ]
    assert all(len(note) < 200 for note in notes)


def test_a_thing_taken_out_twice_is_noted_once() -> None:
    assert len(take_out_links("https://evil.example/x https://evil.example/x", OURS).notes) == 1


def test_permission_comes_from_articles_business_and_operators_alone() -> None:
    request = reply_to(
        operator("See https://operator.example/a"),
        customer("See https://customer.example/a", 1),
        Turn(Author.BOT, "See https://bot.example/a", START),
        evidence=(
            article(
                1,
                "A",
                "",
                "See https://article.example/a",
                url="https://url.example/a",
            ),
            case(2, "B", "See https://case.example/a"),
        ),
        instruction="Mention https://wish.example/a",
        addresses=frozenset({"https://link.example/a"}),
        business=read_business(
            {
                "name": "S",
                "services": {"Wash": "https://service.example/a"},
                "faqs": {"Where?": "https://faq.example/a"},
                "scheduling_link": "https://cal.example/a",
            }
        ),
    )
    allowed = permitted(request)
    trusted = ["operator", "article", "url", "link", "wish", "service", "faq", "cal"]
    for host in [*trusted, "customer", "bot", "case"]:
        assert allowed.link(f"https://{host}.example/a") is (host in trusted), host


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "HTTPS://A.EXAMPLE:443/x/"),
        ("https://a.example/x#part", "https://a.example/x"),
        ("http://a.example", "a.example:80/"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("mailto:A@b.example", "a@B.example"),
        ("https://a.example/?x=1&amp;y=2", "https://a.example/?x=1&y=2"),
    ],
)
def test_two_ways_to_write_one_address_are_the_same(one: str, other: str) -> None:
    assert normal_forms(one) & normal_forms(other)


PARTS = (
    "https:// evil.com evil .com / ? # x [ ] ( ) ! < > a ![ ]( [x] : . , \n <b> </b> <!-- --> <script> javascript: "
    "data:x www. @ \u200b \u202e \u00ad 。 ． ＠ // \\ \\\\ 1 - * ` \" ' docs.acme.example help@acme.example <a href= "
    "mailto: https://docs.acme.example/regions xn-- [1] ]: \ue010 é \u0301 http &#58;"
)
NASTY = st.lists(st.sampled_from([*PARTS.split(" "), " "]), max_size=24).map("".join)


@settings(max_examples=400)
@given(NASTY)
def test_nothing_leads_anywhere_untrusted_and_a_second_look_finds_nothing(text: str) -> None:
    body = cleaned(text)
    assert [link for _, _, link in links_in(body) if not OURS.link(link)] == []
    again = take_out_links(body, OURS)
    assert (again.body, again.notes) == (body, ())
    assert "\ue010" not in body


@given(st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd", "Zs")), max_size=80))
def test_words_alone_are_never_touched(text: str) -> None:
    assert cleaned(text) == text.strip()


@pytest.mark.parametrize(
    "unit",
    [
        "a-",
        "[a",
        "a.b.",
        "<a ",
        "a+",
        "((((",
        "[a](b",
        "![](",
        "1.1.1.1.",
        "<!--",
        "<script",
        "ht<b>",
        "<b",
        "a@",
        "[a]:",
    ],
)
def test_hostile_texts_cost_little(unit: str) -> None:
    began = time.perf_counter()
    cleaned(unit * (8000 // len(unit)))
    assert time.perf_counter() - began < 1.0
