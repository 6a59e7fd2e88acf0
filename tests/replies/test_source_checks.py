"""The English source texts can be read in one way only, and `rightsline check` says where they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from ruamel.yaml import YAML

from bot.knowledge.rights import Rights
from bot.replies import source_checks
from bot.replies.known import rights
from bot.replies.source_checks import source_problems

WORDS = [{"match": r"\bin confidence\b", "write": "confidential"}]


def problems_with(tmp_path: Path, texts: dict[str, str], *exceptions: dict[str, str]) -> list[str]:
    """The problems of a template with these texts (by context), and these exceptions."""
    template = Catalog()
    for context, text in texts.items():
        template.add(text, context=context)
    with (tmp_path / "rightsline.pot").open("wb") as file:
        write_po(file, template)
    with (tmp_path / "source.yml").open("w", encoding="utf-8") as file:
        YAML().dump({"words": WORDS, "exceptions": list(exceptions)}, file)
    return source_problems(rights(), tmp_path)


def test_our_own_texts_have_no_problems() -> None:
    assert source_problems(rights()) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("It pays only if there was violence.", "begins with 'It'"),
        ("They need your agreement.", "begins with 'They'"),
        ("Are you hurt, or do you need a doctor? Write yes or no.", "asks two questions"),
        ("Ask the lawyer first: is it free, and is it private?", "asks two questions"),
        ("Who could harm you there? Who could help?", "asks two questions"),
        ("Get the person's agreement before you refer, and share little.", "has 'refer' without its object"),
        ("Others are trained to identify and refer.", "has 'identify' without its object"),
        ("A computer answers in confidence.", "write: confidential"),
    ],
)
def test_what_translators_read_in_two_ways_is_a_problem(tmp_path: Path, text: str, problem: str) -> None:
    (found,) = problems_with(tmp_path, {"a text": text})
    assert found.startswith(f"a text: {text[:40]}: ")
    assert problem in found


@pytest.mark.parametrize(
    "text",
    [
        "The fund pays only if there was violence.",
        "It is a crime to use a child in this way.",
        "The helplines are closed. They open tomorrow.",
        "Is the job, the pay, the place or the boss very different from what they promised you?",
        "Do they keep you away from other people, or take or control your phone?",
        "Get the person's agreement before you refer them to help.",
        "NO, NOPE, NO IT, IN CONFIDENCE",
    ],
)
def test_what_can_be_read_in_one_way_is_none(tmp_path: Path, text: str) -> None:
    assert problems_with(tmp_path, {"a text": text}) == []


@pytest.mark.parametrize(
    ("strength", "text", "problem"),
    [
        ("must", "A boss should pay you.", "says 'should'"),
        ("should", "A boss must pay you.", "says 'must'"),
        ("may_consider", "The country must think about a permit to stay.", "says 'must'"),
        ("must", "A boss must pay you.", None),
        ("should", "A boss should pay you.", None),
    ],
)
def test_a_text_binds_as_its_source_does(tmp_path: Path, strength: str, text: str, problem: str | None) -> None:
    rule = _rule_of(rights(), strength)
    found = problems_with(tmp_path, {rule: text})
    assert not found if problem is None else problem in found[0]


def test_an_exception_has_a_reason_and_a_text_that_needs_it(tmp_path: Path) -> None:
    exception = {"rule": "subject", "context": "a text", "reason": "the number stands beside it"}
    assert problems_with(tmp_path, {"a text": "They tell the police."}, exception) == []
    (unused,) = problems_with(tmp_path, {"a text": "The helpline tells the police."}, exception)
    assert "no text needs this exception any more" in unused
    (other_rule,) = problems_with(tmp_path, {"a text": "They tell it in confidence."}, exception)
    assert "write: confidential" in other_rule
    with pytest.raises(ValueError, match="reason"):
        problems_with(tmp_path, {}, {"rule": "subject", "context": "a text"})
    with pytest.raises(ValueError, match="reason"):
        problems_with(tmp_path, {}, {**exception, "reason": ""})


def test_an_exception_for_one_text_covers_no_other(tmp_path: Path) -> None:
    exception = {"rule": "subject", "context": "a text", "text": "It rains.", "reason": "weather"}
    subject, unused = problems_with(tmp_path, {"a text": "It pays."}, exception)
    assert "begins with 'It'" in subject
    assert source_checks.SOURCE in unused


def _rule_of(known: Rights, strength: str) -> str:
    return next(rule.id for topic in known.topics for rule in topic.rules if rule.strength == strength)
