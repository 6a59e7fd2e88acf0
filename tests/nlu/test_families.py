"""Families of topics, what cannot wait, and what is asked more closely: every topic has its place."""

from __future__ import annotations

from ruamel.yaml import YAML

from bot.nlu.families import BY_URGENCY, FAMILIES, FAMILY_OF, NOT_TAUGHT, PARENTS, family_shares
from bot.replies.known import rights
from bot.settings import PROJECT_ROOT

INTENTS = frozenset(YAML(typ="safe").load((PROJECT_ROOT / "domain.yml").read_text("utf-8"))["intents"])


def test_every_name_is_an_intent() -> None:
    assert {*BY_URGENCY, *FAMILY_OF, *PARENTS, *PARENTS.values(), *NOT_TAUGHT} <= INTENTS


def test_a_topic_is_of_one_family() -> None:
    assert len(FAMILY_OF) == sum(map(len, FAMILIES.values()))


def test_what_is_asked_for_in_one_text_can_be_answered() -> None:
    answered = {about.topic for about in rights().topics} | {"emergency", "distress", "legal_aid", "compensation"}
    assert set(BY_URGENCY) <= answered


def test_a_family_is_as_likely_as_its_topics() -> None:
    assert round(family_shares({"unpaid_wages": 0.5, "working_conditions": 0.3, "greet": 0.2})["work"], 6) == 0.8
