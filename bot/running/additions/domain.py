"""The Rasa project's own files: which topics there are, and what the rules answer to each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.running.additions.yaml_files import read_yaml

DOMAIN, RULES, STORIES = "domain.yml", "data/stories/rules.yml", "data/stories"
UTTER = "utter_"
LIKE = "shelter"  # a topic that is answered by a text of its own: a new one stands wherever this one does


@dataclass(frozen=True)
class Project:
    """What domain.yml and the stories say. `answers`: by topic the actions that follow, `told`: file and response."""

    topics: tuple[str, ...]
    responses: frozenset[str]
    answers: dict[str, tuple[str, ...]]
    told: tuple[tuple[str, str], ...]


def read_project(root: Path) -> Project:
    """Read both. Raises Mendable for a file that is no YAML."""
    domain = read_yaml(root / DOMAIN)
    intents = [next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain.get("intents") or ()]
    responses = [name for name in (*(domain.get("responses") or {}), *(domain.get("actions") or ())) if _is_told(name)]
    answers: dict[str, list[str]] = {}
    told = [(DOMAIN, str(name)) for name in responses]
    for file in sorted((root / STORIES).rglob("*.yml")):
        for steps in _steps_in(read_yaml(file)):
            asked: list[str] = []
            for step in steps:
                asked = _intents_of(step) or asked
                if action := step.get("action"):
                    for intent in asked:
                        answers.setdefault(intent, []).append(str(action))
                    told += [(str(file.relative_to(root)), str(action))] if _is_told(action) else []
    return Project(
        tuple(map(str, intents)),
        frozenset(map(str, responses)),
        {topic: tuple(actions) for topic, actions in answers.items()},
        tuple(told),
    )


def add_topic(root: Path, topic: str) -> list[Path]:
    """Write a topic into domain.yml, wherever LIKE stands, and a rule that answers it; returns the files."""
    domain, rules = root / DOMAIN, root / RULES
    domain.write_text(_with_alike(domain.read_text("utf-8"), topic), "utf-8")
    rule = f"  - rule: {topic.replace('_', ' ')}\n    steps:\n      - intent: {topic}\n      - action: {UTTER}{topic}\n"
    rules.write_text(rules.read_text("utf-8").rstrip("\n") + "\n" + rule, "utf-8")
    return [domain, rules]


def _with_alike(text: str, topic: str) -> str:
    named = re.compile(rf"(?<![a-z_])({UTTER})?{LIKE}(?![a-z_])")
    lines: list[str] = []
    group: list[str] = []
    for line in (*text.splitlines(), ""):
        if named.search(line):
            group.append(line)
            continue
        lines += [*group, *(named.sub(rf"\g<1>{topic}", of_like) for of_like in group), line]
        group = []
    return "\n".join(lines).rstrip("\n") + "\n"


def _intents_of(step: dict[str, Any]) -> list[str]:
    """The intents of a step: one, or several with "or" between them."""
    steps = step.get("or") or [step]
    return [str(one["intent"]) for one in steps if isinstance(one, dict) and "intent" in one]


def _is_told(action: object) -> bool:
    return str(action).startswith(UTTER)


def _steps_in(stories: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    for story in (*(stories.get("rules") or ()), *(stories.get("stories") or ())):
        yield [step for step in story.get("steps") or () if isinstance(step, dict)]
