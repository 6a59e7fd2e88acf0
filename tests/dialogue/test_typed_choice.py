"""Choices that are typed instead of picked."""

from __future__ import annotations

import pytest

from bot.channels.contract import OfferedChoice
from bot.conversations.offers import Offer
from bot.dialogue.typed_choice import chosen_in

TITLES = {
    "Checking a job offer": "/job_offer_check",
    "My pay": "/unpaid_wages",
    "Yes": '/inform{"answer": "yes"}',
    "That is all": '/inform{"answer": "enough"}',
    "A person": "/talk_to_human",
}
OFFER = Offer(tuple(OfferedChoice(title, title, payload) for title, payload in TITLES.items()))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("checking a JOB offer.", "Checking a job offer"),
        ("yes!", "Yes"),
        ("that is all", "That is all"),
        ("i think checking a job offer", "Checking a job offer"),
        ("my pay please", "My pay"),
        ("number 2", "My pay"),
        ("2 please", "My pay"),
        ("the 1", "Checking a job offer"),
        ("٢ please", "My pay"),
        ("2 = My pay", "My pay"),
        ("2 times", None),  # no answer to "has somebody hit you?"
        ("3 months", None),
        ("9 please", None),
        ("option 1 or 2", None),
        ("my pay or checking a job offer", None),
        ("a person hit me", None),
        ("that is all they pay", None),
        ("yes once", None),
        ("my pay is late and the boss says it will come when the work is done", None),
        ("", None),
    ],
)
def test_a_choice_is_taken_by_its_title_or_its_number_with_words_for_it(text: str, title: str | None) -> None:
    assert chosen_in(text, OFFER) == (TITLES[title] if title else None)


def test_a_title_in_another_script_is_taken_as_it_stands_on_the_button() -> None:
    offer = Offer((OfferedChoice("t", "فحص عرض عمل", "/job_offer_check"),), language="ar")
    assert chosen_in("فحص عرض عمل", offer) == "/job_offer_check"


def test_nothing_is_chosen_where_nothing_was_offered() -> None:
    assert chosen_in("yes", Offer()) is None
