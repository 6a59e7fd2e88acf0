"""Rasa's copies are as good as before, and what is no longer copied was for its log alone."""

from __future__ import annotations

import ast
import copy
import inspect
from typing import Any

from rasa.core import processor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.lean_rasa import copies as quick_copies
from bot.settings import PROJECT_ROOT

LOG = "structlogger.debug"


def test_a_copied_slot_is_a_slot_of_its_own() -> None:
    slots = Domain.load(str(PROJECT_ROOT / "domain.yml")).slots
    general = [copy.copy(slot) for slot in slots]
    quick_copies.take_over()
    quick = [copy.copy(slot) for slot in slots]
    assert [vars(slot) for slot in quick] == [vars(slot) for slot in general]
    assert [type(slot) for slot in quick] == [type(slot) for slot in slots]
    quick[0].value = "changed"
    assert slots[0].value != "changed"


def test_a_copied_tracker_is_as_one_to_which_all_happened_again() -> None:
    domain = Domain.load(str(PROJECT_ROOT / "domain.yml"))
    happened = [
        ActionExecuted("action_listen"),
        UserUttered("who pays me", intent={"name": "claim_compensation"}),
        SlotSet("country", "DE"),
        ActionExecuted("compensation_form"),
        ActiveLoop("compensation_form"),
        BotUttered("When was it?"),
    ]
    tracker = DialogueStateTracker.from_events("somebody", happened, domain.slots)
    again = vars(tracker.travel_back_in_time(float("inf")))
    quick_copies.take_over()
    copied = tracker.copy()
    assert _comparable(vars(copied)) == _comparable(again)
    copied.update(SlotSet("country", "FR"))
    copied.update(ActiveLoop(None))
    assert tracker.get_slot("country") == "DE"
    assert tracker.active_loop_name == "compensation_form"
    assert list(tracker.events) == happened


def _comparable(state: dict[str, Any]) -> dict[str, Any]:
    return {**state, "slots": {name: vars(slot) for name, slot in state["slots"].items()}}


def test_the_processor_copies_deeply_only_for_its_log() -> None:
    tree = ast.parse(inspect.getsource(processor))
    logs = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == LOG]
    logged = {id(node) for log in logs for node in ast.walk(log)}
    copies = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "copy"]
    assert copies
    assert all(id(node) in logged for node in copies)
