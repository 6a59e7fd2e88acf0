"""What is in a parse: what the pipeline adds beside Rasa's intent and entities, and how the ranking is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

RANKING = "intent_ranking"  # {"name", "confidence"} of the likeliest topics, the likeliest first; Rasa's own name
CONCEPTS = "concepts"  # words that name a thing of the lexicons, in their order
PEAKS = "peaks"  # of a longer text: how likely each topic is in the passage where it is likeliest
PARTS = "parts"  # how likely each topic is in the clause or short stretch where it is likeliest
CLOSER = "closer"  # what a text asks more closely than its topic tells, if anything: bot/nlu/closer.py
NEEDS = "needs"  # all that a text asks for where that is more than one thing, the most urgent first


def by_topic(ranking: Iterable[Mapping[str, Any]] | None) -> dict[str, float]:
    """How likely each topic of a ranking is."""
    return {str(topic["name"]): float(topic["confidence"]) for topic in ranking or ()}
