"""Choices that are typed instead of picked."""

from __future__ import annotations

import pytest

from bot.conversations.contract import OfferedChoice
from bot.conversations.offers import Offer
from bot.dialogue.keywords import recognise
from bot.dialogue.typed_choice import numbered_in, titled_in
from bot.dialogue.wording import says, spaced_words
from bot.dialogue.yes_no import said_in
from bot.i18n.catalogues import available_languages, spellings
from bot.replies.phrases.guides import ENOUGH_WORDS, LAST_CHOICE, NUMBER_WORDS, NUMBERS, SKIP_WORDS
from bot.replies.phrases.service import NO, YES

TITLES = {
    "Checking a job offer": "/job_offer_check",
    "My pay": "/unpaid_wages",
    "Yes": '/inform{"question": "child", "answer": "yes"}',
    "That is all": '/inform{"question": "child", "answer": "enough"}',
    "A person": "/talk_to_human",
}
OFFER = Offer(tuple(OfferedChoice(title, title, payload) for title, payload in TITLES.items()))
ALL_NUMBERS = (*NUMBERS, LAST_CHOICE)


def chosen_in(text: str, offer: Offer) -> str | None:
    return numbered_in(text, offer) or titled_in(text, offer)


def offered(language: str, number: int = 9, titles: tuple[str, ...] = ()) -> Offer:
    """Choices whose payloads are "1", "2", and so on."""
    named = titles or tuple(f"{place}. choice" for place in range(1, number + 1))
    return Offer(
        tuple(OfferedChoice(title, title, str(place)) for place, title in enumerate(named, 1)), language=language
    )


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
        ("the second one, please", "My pay"),
        ("second: my pay", "My pay"),
        ("option two", "My pay"),
        ("1st", "Checking a job offer"),
        ("the last one", "A person"),
        ("one man hit me", None),
        ("two months", None),
        ("first they took my passport", None),
        ("the first two", None),
        ("one or two", None),
        ("not the first one", None),
        ("no one", None),
        ("yes, one", None),
        ("seven", None),
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
    assert chosen_in("one", Offer()) is None


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("es", "la primera", 1),
        ("es", "dos por favor", 2),
        ("es", "la última", 9),
        ("fr", "la deuxième svp", 2),
        ("fr", "une", 1),
        ("de", "den ersten", 1),
        ("de", "die dritte bitte", 3),
        ("it", "la sei", 6),
        ("it", "l'ultima", 9),
        ("pt", "a segunda, por favor", 2),
        ("ro", "a doua", 2),
        ("pl", "drugą proszę", 2),
        ("pl", "dwa", 2),
        ("ru", "первое", 1),
        ("ru", "вторую пожалуйста", 2),
        ("ru", "2-я", 2),
        ("ru", "pervyj", 1),
        ("uk", "п’ятий", 5),
        ("bg", "втората моля", 2),
        ("sq", "e dyta", 2),
        ("tr", "üçüncüsü", 3),
        ("tr", "altı", 6),
        ("ar", "الأول", 1),
        ("ar", "الرقم ثلاثة", 3),
        ("ar", "tlata", 3),
        ("fa", "اول", 1),
        ("fa", "دومی لطفا", 2),
        ("fa", "sevom", 3),
        ("ur", "دوسرا والا", 2),
        ("ur", "pehli wali", 1),
        ("hi", "दूसरा", 2),
        ("hi", "द्वितीय", 2),
        ("hi", "teesra wala please", 3),
        ("bn", "প্রথমটা", 1),
        ("bn", "২য়", 2),
        ("ne", "दोस्रो चाहिँ", 2),
        ("vi", "cái thứ hai", 2),
        ("vi", "số ba", 3),
        ("zh", "第一个", 1),
        ("zh", "选二", 2),
        ("zh", "最后一个", 9),
        ("zh", "di san ge", 3),
        ("zh", "二个月", None),
        ("zh", "一个人打我", None),
        ("es", "cuarto", None),  # a room
        ("es", "uno me pega", None),
        ("sq", "para", None),  # money
        ("hi", "no one", None),
        ("ru", "первый раз слышу", None),
        ("de", "eine Frau", None),
        ("fa", "دو ماه", None),
        ("it", "ci sei", None),
        ("vi", "ba tháng", None),
    ],
)
def test_a_number_in_words_is_taken_in_every_language_as_its_digit_is(
    language: str, text: str, number: int | None
) -> None:
    assert numbered_in(text, offered(language)) == (str(number) if number else None)


@pytest.mark.parametrize("language", available_languages())
def test_every_word_for_a_number_picks_its_choice_alone_and_beside_a_word_for_it(language: str) -> None:
    beside = spellings(NUMBER_WORDS, (language,))[0]
    for place, words in enumerate(ALL_NUMBERS, start=1):
        for word in spellings(words, (language,)):
            assert numbered_in(word.lower(), offered(language)) == str(place), word
            assert numbered_in(f"{beside} {word}", offered(language)) == str(place), word


@pytest.mark.parametrize("language", available_languages())
def test_no_word_for_a_number_is_a_word_for_something_else_that_is_asked(language: str) -> None:
    for words in ALL_NUMBERS:
        for word in spellings(words, (language,)):
            assert recognise(word) is None, word
            assert not any(says(word, other) for other in (YES, NO, SKIP_WORDS, ENOUGH_WORDS)), word
            assert said_in(word, language) is None, word


@pytest.mark.parametrize("language", available_languages())
def test_no_word_stands_for_two_numbers(language: str) -> None:
    found = [word for words in ALL_NUMBERS for word in spaced_words(words, language)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(("language", "text"), [("pt", "segunda"), ("en", "the second"), ("vi", "cái thứ ba")])
def test_where_years_are_offered_only_a_digit_is_a_number(language: str, text: str) -> None:
    years = offered(language, titles=("2026", "2025", "2024", "?"))
    assert numbered_in(text, years) is None
    assert numbered_in(text, offered(language)) is not None
    assert numbered_in("2", years) == "2"
