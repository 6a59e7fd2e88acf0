"""The phrasebook: enough of it, each sentence one thought in plain words, and faults told with their mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.hotline import TELLING
from bot.knowledge.loader import RecordError
from bot.knowledge.phrasebook import Kind, Sentence, blank_in, load_phrasebook
from bot.replies.budget import fits_one_text
from bot.replies.checks import words_to_avoid
from bot.replies.known import KNOWLEDGE

BOOK = load_phrasebook(KNOWLEDGE / "phrasebook.yml")
SENTENCES = [sentence for section in BOOK.sections for sentence in section.sentences]
FEWEST = 150


def _of(code: str) -> Sentence:
    return next(sentence for sentence in SENTENCES if sentence.code == code)


def test_there_is_enough_for_a_conversation_and_every_way_to_answer_is_used() -> None:
    assert len(SENTENCES) >= FEWEST
    assert {sentence.answer for sentence in SENTENCES} == {None, *Kind}


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: str(sentence.code))
def test_a_sentence_is_one_text_message_without_number_address_or_word_to_avoid(sentence: Sentence) -> None:
    for text in (sentence.text, *sentence.choices.values()):
        assert fits_one_text(text, "en")
        assert not any(character.isdigit() or character in "@/" for character in text)
        assert not words_to_avoid()["en"].search(text)
    assert sentence.telling or not TELLING.search(" ".join((sentence.text, *sentence.choices.values())))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: str(sentence.code))
def test_what_asks_takes_an_answer_and_what_does_not_ask_takes_none(sentence: Sentence) -> None:
    asks_for = "?" in sentence.text or sentence.code == "tell"
    assert asks_for == (sentence.answer is not None)


def test_the_blank_of_a_sentence_is_known() -> None:
    blanks = [blank_in(_of(code).text) for code in ("meet_place", "call_plan", "hello")]
    assert blanks == ["place", "time", None]


GOOD = """
sections:
  - section: own
    title: Ours
    sentences:
      - code: coffee
        text: "Do you want tea or coffee?"
        answer: choices
        choices: {tea: Tea, coffee: Coffee}
"""


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda good: good.replace("Do you want", "{drink}"), "what can be filled in"),
        (lambda good: good.replace("Do you want", "{time} {place}"), "more than one blank"),
        (lambda good: good.replace("answer: choices", "answer: number"), "only there"),
        (lambda good: good.replace("tea: Tea", f"tea: {'T' * 31}"), "write 1 to 30"),
        (lambda good: good.replace("{tea: Tea,", "{" + "".join(f"a{n}: A, " for n in range(9))), "at most 9"),
        (lambda good: good + good.split("sentences:\n")[1], "used twice"),
        (lambda good: good.replace("code: coffee", "code: 9"), "code"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, broken: Callable[[str], str], says: str) -> None:
    file = tmp_path / "own.yml"
    file.write_text(broken(GOOD), "utf-8")
    with pytest.raises(RecordError, match=says):
        load_phrasebook(file)
