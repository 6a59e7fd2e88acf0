"""Rasa's copies are as good as before, and what is no longer copied was for its log alone."""

from __future__ import annotations

import ast
import copy
import inspect

from rasa.core import processor
from rasa.shared.core.domain import Domain

from bot.dialogue import quick_copies
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


def test_the_processor_copies_deeply_only_for_its_log() -> None:
    tree = ast.parse(inspect.getsource(processor))
    logs = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == LOG]
    logged = {id(node) for log in logs for node in ast.walk(log)}
    copies = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "copy"]
    assert copies
    assert all(id(node) in logged for node in copies)
