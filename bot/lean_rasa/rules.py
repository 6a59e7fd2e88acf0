"""Makes Rasa's rule policy look only at the rules that can apply, instead of at all of them three times a turn."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

ANY = None
Found = tuple[str | None, str | None, bool]


class QuickRules:
    """Takes the place of two methods of a loaded policy; what is predicted stays the same (a test compares)."""

    def __init__(self, policy: RulePolicy) -> None:
        self._possible_keys, self._find = policy._get_possible_keys, policy._find_action_from_rules
        self._rules = policy.lookup[RULES]
        self._by_last_state: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        self._reads_text = False
        for key in self._rules:
            states = json.loads(key)
            action, intent = _wanted(states[-1], PREVIOUS_ACTION, ACTION_NAME), _wanted(states[-1], USER, INTENT)
            # the beginning of a conversation fits a rule for it, whatever was said
            self._by_last_state[action, intent if action else ANY].append(key)
            self._reads_text |= any(TEXT in state.get(USER, {}) for state in states)

    @classmethod
    def take_over(cls, policies: Iterable[Any]) -> None:
        """Speed up the rule policies among what a loaded model consists of."""
        for policy in policies:
            if isinstance(policy, RulePolicy):
                quick = cls(policy)
                policy._get_possible_keys, policy._find_action_from_rules = quick.possible_keys, quick.find

    def possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        """The keys of the rules that apply to the states, as RulePolicy._get_possible_keys."""
        if lookup is self._rules and states:
            action = states[-1].get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
            intent = states[-1].get(USER, {}).get(INTENT)
            near = ((action, intent), (action, ANY), (ANY, ANY))
            lookup = {key: lookup[key] for place in set(near) for key in self._by_last_state.get(place, ())}
        return self._possible_keys(lookup, states)  # type: ignore[no-any-return]

    def find(self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool) -> Found:
        """As RulePolicy._find_action_from_rules, but without a search by a text's words where no rule has any."""
        if use_text_for_last_user_input and not self._reads_text and tracker.active_loop_name is None:
            return None, None, False
        return self._find(tracker, domain, use_text_for_last_user_input)  # type: ignore[no-any-return]


def _wanted(state: State, part: str, name: str) -> str | None:
    """What a rule's state needs to be so; ANY where it does not matter."""
    value = state.get(part, {}).get(name)
    return value if value and value != SHOULD_NOT_BE_SET else ANY
