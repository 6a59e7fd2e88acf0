"""How many training and evaluation texts there are, and how many there should be."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from bot.nlu.families import PARENTS
from bot.running.additions.yaml_files import read_yaml

NLU, EVALUATION = "data/nlu", "data/evaluation"
LEAST_TEXTS = 40  # of a topic in a language: docs/understanding.md shows what fewer do
LEAST_OF = {
    "out_of_scope": 200,
    **dict.fromkeys(PARENTS, 14),  # of one screen each; a classifier of their own tells them apart
    **dict.fromkeys(("greet", "thank", "goodbye", "affirm", "deny", "stop"), 15),
}
LEAST_EVALUATED = 80  # of a language
NEVER_TYPED = frozenset({"inform"})  # what a choice sends


def least_of(topic: str) -> int:
    """How many training texts of a topic a language needs."""
    return LEAST_OF.get(topic, LEAST_TEXTS)


def training_texts(file: Path) -> Counter[str]:
    """How many texts an NLU file has of each topic; none without a file. Raises Mendable."""
    counted: Counter[str] = Counter()
    content = read_yaml(file)
    for block in content.get("nlu") or ():
        lines = str(block.get("examples") or "").splitlines()
        counted[str(block.get("intent"))] += sum(line.startswith("- ") and bool(line[2:].strip()) for line in lines)
    return counted


def evaluation_texts(file: Path) -> Counter[str]:
    """How many texts an evaluation file has of each topic; none without a file."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return Counter(str(json.loads(line)["topic"]) for line in lines if line.strip())
