from __future__ import annotations

import io

import pytest

from bot.knowledge.phrasebook import blank_in, load_phrasebook
from bot.knowledge.rights import load_indicators
from bot.replies.known import KNOWLEDGE, rights
from tools.extract import (
    TELLING,
    extract_indicators,
    extract_phrasebook,
    extract_phrases,
    extract_rights,
    extract_topic,
)

PHRASES = b"""
A = phrase("topic title", "My pay")
B = phrase("somewhere", "Other")
"""


@pytest.mark.long("reads the texts of all topics")
def test_every_text_of_a_topic_is_found_but_those_for_operators() -> None:
    for topic in rights().topics:
        with (KNOWLEDGE / "topics" / f"{topic.topic}.yml").open("rb") as file:
            found = {message[2]: message[3] for message in extract_topic(file, (), (), {})}
        titles = {text for context, text in found if context == "topic title"}
        assert titles == {topic.title, topic.sms_title} - {None}
        assert (f"{topic.topic}.answer", topic.answer) in found
        for text in (*topic.steps, *topic.cautions):
            assert (text.id, text.text) in found
        for rule in topic.rules:
            assert ((rule.id, rule.text) in found) != rule.operator_only
            if rule.telling and not rule.operator_only:
                assert TELLING in found[rule.id, rule.text]


def test_the_advice_that_all_topics_share_is_found() -> None:
    with (KNOWLEDGE / "rights.yml").open("rb") as file:
        found = {message[2] for message in extract_rights(file, (), (), {})}
    assert found == {(advice.id, advice.text) for advice in rights().digital_safety}


def test_every_question_of_the_signs_file_is_found() -> None:
    signs = load_indicators(KNOWLEDGE / "indicators.yml")
    with (KNOWLEDGE / "indicators.yml").open("rb") as file:
        found = {message[2] for message in extract_indicators(file, (), (), {})}
    for sign in (*signs.signs, signs.child_question, *signs.job_offer):
        assert (sign.id, sign.question) in found
        assert (f"{sign.id}.named", sign.signs_named) in found
    for sector in signs.sectors:
        assert (f"{sector.id}.name", sector.name) in found
        assert {(question.id, question.question) for question in sector.questions} <= found
    for role in signs.professionals:
        assert {(line.id, line.text) for line in (*role.signs, *role.first_steps, *role.do_nots)} <= found


def test_every_sentence_of_the_phrasebook_is_found_and_every_answer_under_it() -> None:
    with (KNOWLEDGE / "phrasebook.yml").open("rb") as file:
        found = {message[2]: message[3] for message in extract_phrasebook(file, (), (), {})}
    for section in load_phrasebook(KNOWLEDGE / "phrasebook.yml").sections:
        for sentence in section.sentences:
            notes = found["telling sentence" if sentence.telling else "ready sentence", sentence.text]
            assert any("in braces" in note for note in notes) == bool(blank_in(sentence.text))
            assert all(("ready answer", text) in found for text in sentence.choices.values())


def test_a_phrase_carries_the_note_of_its_context() -> None:
    found = list(extract_phrases(io.BytesIO(PHRASES), {"phrase": ((1, "c"), 2)}, (), {}))
    (first, second) = found
    assert first[2][:2] == ("topic title", "My pay")
    assert "At most 24 characters" in " ".join(first[3])
    assert second[3] == []
