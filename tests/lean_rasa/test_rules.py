"""Rules that are found quickly are the ones that Rasa's own policy finds."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.core.processor import MessageProcessor

from bot.lean_rasa.rules import QuickRules

SPOKEN = {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "greet"}}


@pytest.fixture(scope="module")
def policy(small_model: Path) -> RulePolicy:
    nodes = MessageProcessor._load_model(small_model)[2]._instantiated_nodes.values()
    return next(node._component for node in nodes if isinstance(node._component, RulePolicy))


def conversations(policy: RulePolicy) -> list[list[dict[str, Any]]]:
    """Every rule as a conversation that it fits, with another beginning, with another end, and without its user."""
    ruled = [json.loads(key) for key in policy.lookup[RULES]]
    shown = [[*before, *states] for before, states in itertools.product(([], [SPOKEN], [{}]), ruled)]
    shown += [[*states, SPOKEN] for states in ruled]
    return shown + [[*states[:-1], {"prev_action": states[-1]["prev_action"]}] for states in ruled]


def test_the_same_rules_apply(policy: RulePolicy) -> None:
    quick, found = QuickRules(policy), 0
    for states in conversations(policy):
        for lookup in (policy.lookup[RULES], policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]):
            expected = policy._get_possible_keys(lookup, states)
            assert quick.possible_keys(lookup, states) == expected, states
            found += len(expected)
    assert found >= len(policy.lookup[RULES])


def test_a_rule_about_what_comes_after_any_action_or_text_is_looked_at(policy: RulePolicy) -> None:
    anything = {
        '[{"prev_action": {"action_name": "action_listen"}}]': "utter_greet",
        '[{"user": {"intent": "greet"}}]': "utter_thank",
        '[{"prev_action": {"action_name": "should_not_be_set"}, "user": {"intent": "greet"}}]': "utter_menu",
        "[{}]": "utter_goodbye",
    }
    kept, policy.lookup[RULES] = policy.lookup[RULES], anything
    try:
        quick = QuickRules(policy)
        for states in (
            [SPOKEN],
            [{}],
            [{"user": {"intent": "greet"}}],
            [SPOKEN, {"prev_action": {"action_name": "x"}}],
        ):
            assert quick.possible_keys(anything, states) == policy._get_possible_keys(anything, states), states
    finally:
        policy.lookup[RULES] = kept


async def test_a_loaded_assistant_has_them(small_assistant: Any) -> None:
    components = small_assistant._agent.processor.graph_runner.components
    (rules,) = (component for component in components if isinstance(component, RulePolicy))
    assert isinstance(rules._get_possible_keys.__self__, QuickRules)
    assert isinstance(rules._find_action_from_rules.__self__, QuickRules)
