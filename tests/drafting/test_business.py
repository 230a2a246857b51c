"""Business context in every shape it arrives in."""

import pytest

from cairnloop.drafting.business import BusinessContext, Faq, Offering, read_business
from cairnloop.errors import Invalid

WASH = Offering("Wash", "Full wash", "20 €")
ASKED = Faq("Open on Sunday?", "No.")


@pytest.mark.parametrize(
    "services",
    [
        [{"name": "Wash", "description": "Full wash", "price": "20 €"}],
        {"Wash": {"description": "Full wash", "price": "20 €"}},
        {"0": {"name": "Wash", "description": "Full wash", "price": "20 €"}},
        {"first": {"name": "Wash", "description": "Full wash", "price": "20 €"}},
    ],
)
def test_services_are_read_as_a_list_or_a_map(services: object) -> None:
    assert read_business({"business_name": "Shine", "services": services}).services == (WASH,)


@pytest.mark.parametrize(
    "faqs",
    [
        [{"question": "Open on Sunday?", "answer": "No."}],
        [{"q": "Open on Sunday?", "a": "No."}],
        {"Open on Sunday?": "No."},
        {"1": {"question": "Open on Sunday?", "answer": "No."}},
    ],
)
def test_faqs_are_read_as_a_list_or_a_map(faqs: object) -> None:
    assert read_business({"business_name": "Shine", "faqs": faqs}).faqs == (ASKED,)


def test_short_services_are_names_or_names_with_a_description() -> None:
    assert read_business({"name": "Shine", "services": ["Wash"]}).services == (Offering("Wash"),)
    assert read_business({"name": "Shine", "services": {"Wash": "Full wash"}}).services == (
        Offering("Wash", "Full wash"),
    )
    assert read_business({"name": "Shine", "services": [{"name": "Wash", "price": 20}]}).services[0].price == "20"


def test_both_vocabularies_mean_the_same() -> None:
    ours = {"name": "Shine", "description": "Cars.", "instructions": "Be kind."}
    theirs = {"business_name": "Shine", "business_description": "Cars.", "additional_context": "Be kind."}
    assert read_business(ours) == read_business(theirs) == BusinessContext("Shine", "Cars.", "Be kind.")
    assert read_business(ours | theirs).instructions == "Be kind."


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({}, "business_name"),
        ({"business_name": "  "}, "business_name"),
        ({"business_name": "x" * 256}, "business_name"),
        ({"business_name": 5}, "business_name"),
        ({"business_name": "S", "business_description": "x" * 2001}, "business_description"),
        ({"business_name": "S", "additional_context": "x" * 5001}, "additional_context"),
        ({"business_name": "S", "scheduling_link": "javascript:alert(1)"}, "scheduling_link"),
        ({"business_name": "S", "scheduling_link": "https:// x"}, "scheduling_link"),
        ({"business_name": "S", "services": "Wash"}, "services"),
        ({"business_name": "S", "services": [{"price": "1"}]}, "services"),
        ({"business_name": "S", "services": [{"name": ["x"]}]}, "services"),
        ({"business_name": "S", "services": ["x"] * 101}, "services"),
        ({"business_name": "S", "faqs": ["Open?"]}, "faqs"),
        ({"business_name": "S", "faqs": [{"question": "x" * 1001, "answer": "y"}]}, "faqs"),
    ],
)
def test_what_cannot_be_read_names_its_field(raw: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        read_business(raw)
    assert list(raised.value.errors) == [field]


def test_everything_it_says_may_be_asked_for_its_links() -> None:
    business = read_business({"name": "S", "services": {"Wash": "See a.example"}, "faqs": {"Where?": "b.example"}})
    assert "a.example" in " ".join(business.texts())
    assert "b.example" in " ".join(business.texts())
