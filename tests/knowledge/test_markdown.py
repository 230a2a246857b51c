"""Reading Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import Invalid
from cairnloop.knowledge.markdown import plain_text, read_body, read_document

ARTICLE = """---
title: Moving
tags: [clubs]
---

Before anything [read this](https://a.example/x "why").

## Steps

1. First
2. Second with `code`

   more of it

### On a phone

- tap ![icon](tap.png)
- hold

| plan | price |
|---|---|
| small | free |

```bash
curl -X POST
```

#### Deep

stays inside

## After
"""


def test_sections_follow_h2_and_h3_and_deeper_headings_stay_text() -> None:
    document = read_document(ARTICLE)
    assert document.title == "Moving"
    assert document.meta["tags"] == ["clubs"]
    assert [section.heading for section in document.sections] == ["", "Steps", "Steps › On a phone", "After"]
    phone = document.sections[2].blocks
    assert phone[0] == "- tap icon\n- hold"
    assert phone[1] == "plan | price\nsmall | free"
    assert phone[2] == "curl -X POST"
    assert phone[3:] == ("Deep", "stays inside")
    assert document.sections[1].blocks == ("1. First\n2. Second with code\nmore of it",)


def test_links_and_images_are_kept_as_written() -> None:
    document = read_document(ARTICLE)
    assert document.links == {"https://a.example/x"}
    assert document.images == {"tap.png"}


def test_the_first_h1_is_the_title_when_nothing_else_says_it() -> None:
    document = read_document("# Hello *there*\n\ntext")
    assert document.title == "Hello there"
    assert document.sections[0].blocks == ("text",)


def test_an_article_without_a_title_is_refused_with_the_remedy() -> None:
    with pytest.raises(Invalid, match="title:"):
        read_document("only text")


def test_broken_front_matter_is_named() -> None:
    with pytest.raises(Invalid, match="front matter"):
        read_document("---\ntitle: [\n---\ntext")


def test_front_matter_that_is_no_mapping_is_named() -> None:
    with pytest.raises(Invalid, match="front matter"):
        read_document("---\n- a\n- b\n---\ntext")


def test_html_is_never_text() -> None:
    assert plain_text("<script>alert(1)</script>\n\nhello") == "hello"


def test_a_body_that_begins_with_a_rule_is_not_front_matter() -> None:
    assert read_body("---\nprice: 3\n---\nwords", title="T").title == "T"


@given(st.text(max_size=400))
def test_any_text_can_be_read_as_a_body(text: str) -> None:
    read_body(text, title="T")
