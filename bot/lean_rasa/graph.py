"""Runs Rasa's prediction graph node after node, in an order worked out once.

Rasa hands the graph to dask for every text and every prediction; dask then plans and keeps books for parallel work that
a graph of this size never has.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import GraphComponent, GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


class SequentialGraph:
    """Takes the place of a processor's graph runner: the same nodes, loaded once, without dask."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema, self._nodes = schema, nodes
        self._plans: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}

    @classmethod
    def of(cls, runner: DaskGraphRunner) -> SequentialGraph:
        """The graph that a loaded runner has."""
        return cls(runner._graph_schema, runner._instantiated_nodes)

    @property
    def components(self) -> list[GraphComponent]:
        """What the nodes run: classifiers, policies and so on."""
        return [node._component for node in self._nodes.values()]

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The targets' outputs, by name. Raises KeyError when the graph needs an input that is not there."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(wanted)
        outputs: dict[str, Any] = dict(inputs or {})
        for name, needs in self._plans[wanted]:
            _, outputs[name] = self._nodes[name](*((need, outputs[need]) for need in needs))
        return {name: outputs[name] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """The nodes that the targets need with what each takes, every node after those it takes from."""
        plan: dict[str, tuple[str, ...]] = {}

        def visit(name: str) -> None:
            if name in plan or name not in self._nodes:  # done, or an input
                return
            needs = tuple(self._schema.nodes[name].needs.values())
            for need in needs:
                visit(need)
            plan[name] = needs

        for target in targets:
            visit(target)
        return list(plan.items())
