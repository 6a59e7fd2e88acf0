"""All that is changed in a loaded agent. `python -m benchmarks.rasa_changes` says what each change wins."""

from __future__ import annotations

from collections.abc import Callable, Container

from rasa.core.agent import Agent

from bot.lean_rasa import answers, copies
from bot.lean_rasa.graph import SequentialGraph
from bot.lean_rasa.rules import QuickRules

Change = Callable[[Agent], None]


def make_lean(agent: Agent, without: Container[str] = ()) -> None:
    """Make every change, in their order. `without`: those that a measurement leaves out."""
    for name, change in CHANGES.items():
        if name not in without:
            change(agent)


def _sequential_graph(agent: Agent) -> None:
    agent.processor.graph_runner = SequentialGraph.of(agent.processor.graph_runner)


def _quick_rules(agent: Agent) -> None:
    QuickRules.take_over(SequentialGraph.of(agent.processor.graph_runner).components)


CHANGES: dict[str, Change] = {
    "quick rules": _quick_rules,
    "sequential graph": _sequential_graph,
    "few copies": lambda _: copies.take_over(),
    "own actions trusted": lambda _: answers.trust_own_actions(),
}
