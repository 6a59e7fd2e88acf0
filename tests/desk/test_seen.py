"""What a machine made of a text is told in words, and never where there is nothing to add."""

from __future__ import annotations

import datetime

import pytest

from bot.conversations.messages import Author, Message
from bot.conversations.seen import Reading, Seen, SeenPlace, SeenSentence
from bot.desk import texts
from bot.desk.seen import Answered, gloss_of
from bot.knowledge.phrasebook import Kind


def _message(seen: Seen | None, author: Author = Author.CONTACT) -> Message:
    moment = datetime.datetime(2026, 12, 2, tzinfo=datetime.timezone.utc)
    return Message(1, 1, author, "text", "x", None, "nlu_fallback", moment, seen=seen)


def _answered(reading: Reading, reads: str = "en") -> Answered | None:
    gloss = gloss_of(_message(Seen("vi", "Latn", reading=reading)), reads)
    return gloss.answered if gloss else None


def test_a_language_is_named_with_its_letters_and_each_sentence_by_what_it_is_about() -> None:
    sentences = (SeenSentence("a", ("lock",)), SeenSentence("b", ()), SeenSentence("c", ("hunger", "station")))
    gloss = gloss_of(_message(Seen("ti", "Ethi", sentences)), "en")
    assert gloss is not None
    assert gloss.language == "Tigrinya, Ethiopic letters"
    assert gloss.words == ["locked in", "hunger, station"]


def test_a_language_that_nobody_knows_is_named_by_its_letters() -> None:
    gloss = gloss_of(_message(Seen(None, "Cyrl")), "en")
    assert gloss is not None
    assert gloss.language == "Language not known, Cyrillic letters"


@pytest.mark.parametrize("author", [Author.BOT, Author.OPERATOR])
def test_only_what_a_contact_wrote_has_a_gloss(author: Author) -> None:
    assert gloss_of(_message(Seen("ti", "Ethi"), author), "en") is None
    assert gloss_of(_message(None), "en") is None


def test_what_the_operator_reads_needs_none() -> None:
    assert gloss_of(_message(Seen("en", "Latn", (SeenSentence("a", ("lock",)),))), "fr") is None
    assert gloss_of(_message(Seen("fr", "Latn", (SeenSentence("a", ("lock",)),))), "fr") is None


def test_places_and_days_are_said_in_the_operators_language() -> None:
    seen = Seen("vi", "Latn", (), (SeenPlace("Hamburg", "DE"),), (("2025-05-01", "2025-05-31"),))
    gloss = gloss_of(_message(seen), "fr")
    assert gloss is not None
    assert (gloss.places, gloss.dates) == (["Hamburg, Allemagne"], ["mai 2025"])


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Reading("danger", Kind.YES_NO, ("no",)), "No"),
        (Reading("who_is_with_you", Kind.CHOICES, ("family",)), "My family"),
        (Reading("injured_where", Kind.CHOICES, ("head", "arm")), "Head or neck; Arm or hand"),
        (Reading("call_time", Kind.TIME, ("14:30",)), "14:30"),
        (Reading("place", Kind.PLACE, ("Hamburg", "DE")), "Hamburg, Germany"),
        (Reading("country", Kind.PLACE, ("", "DE")), "Germany"),
        (Reading("how_many", Kind.NUMBER, ("3",)), "3"),
        (Reading("unpaid_months", Kind.NUMBER, ("2", "years")), "2 years"),
        (Reading("unpaid_months", Kind.NUMBER, ("3", "weeks")), "3 weeks"),
        (Reading("hit_when", Kind.DATE, ("2026-12-01", "2026-12-01")), "December 1, 2026"),
        (Reading("hit_when", Kind.DATE, ("2026-11-30", "2026-12-01")), "November 30, 2026 – December 1, 2026"),
    ],
)
def test_an_answer_is_said_as_what_it_means(reading: Reading, said: str) -> None:
    answered = _answered(reading)
    assert answered is not None
    assert (answered.answer, answered.doubts) == (said, ())


def test_doubts_are_told() -> None:
    answered = _answered(Reading("call_time", Kind.TIME, ("06:30",), is_sure=False, is_all=False))
    assert answered is not None
    assert answered.answer == "06:30 / 18:30"
    assert answered.doubts == (texts.PERHAPS_LATER, texts.MORE_WORDS)


def test_an_answer_to_a_question_that_is_none_any_more_is_left_as_it_was_written() -> None:
    assert _answered(Reading("gone", Kind.TIME, ("06:30",))) is None


def test_yes_and_no_are_said_in_the_operators_language() -> None:
    answered = _answered(Reading("police", Kind.YES_NO, ("no",)), "fr")
    assert answered is not None
    assert answered.question  # whichever language has it so far
