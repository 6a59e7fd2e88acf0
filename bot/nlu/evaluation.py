"""How well texts are understood: for the project's own evaluation texts, and for anybody's."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.i18n.phone_prefix import phone_country
from bot.nlu.families import PARENTS
from bot.nlu.parse_keys import NEEDS
from bot.nlu.score import Read, Table, tabulate

TOPICS_OFFERED = 3
NOT_OFFERED = frozenset({"out_of_scope", "affirm", "deny", "greet", "thank", "goodbye", "stop", "menu"})

Parse = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """A text with what it means. `also`: other topics that would be as right. `script`: "latin" or "native"."""

    language: str
    topic: str
    also: frozenset[str]
    text: str
    script: str


def understand(model: Path, lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """For each {"text": ...} what a trained model understands it as, in order.

    `channel` and `address` (an SMS's number) say where it came from, `language_hint` what the device is set to.
    """
    parse = load_parser(model)
    for line in lines:
        hint, address = line.get("language_hint"), str(line.get("address") or "")
        known = {
            "language_hints": [hint] if hint else [],
            "phone_country": phone_country(str(line.get("channel") or "sms"), address) if address else None,
        }
        yield _as_result(str(line["text"]), parse(str(line["text"]).lstrip("/ "), known))


def evaluate(model: Path, folder: Path) -> Table:
    """Understand all texts of a folder of <lang>.jsonl, or of one such file, and count.

    Texts in languages that have no training texts yet are left out, and the table says so.
    """
    from bot.nlu.texts import DEFAULT_FOLDER, folder_of, nlu_files

    trained = {file.stem for file in nlu_files(folder_of(DEFAULT_FOLDER))}
    examples = read_examples(folder)
    parse, reads = load_parser(model), []
    for example in (example for example in examples if example.language in trained):
        began = time.perf_counter()
        found = parse(example.text, {})
        took = time.perf_counter() - began
        reads.append(_as_read(example, found, took))
    return tabulate(reads, left_out={example.language for example in examples} - trained)


def render(table: Table) -> str:
    """The table as text for a terminal."""
    from bot.nlu.score import render as render_table

    return render_table(table)


def read_examples(path: Path) -> list[Example]:
    """The evaluation texts of a folder or file, each line {"lang", "topic", "also", "text", "script"}."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Example(row["lang"], row["topic"], frozenset(row.get("also") or ()), row["text"], row.get("script") or "native")
        for row in rows
    ]


def load_parser(model: Path) -> Parse:
    """The understanding half of a trained model: (text, metadata of the turn) -> Rasa's parse."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    processor = Agent.load(str(model)).processor

    def parse(text: str, known: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = asyncio.run(processor.parse_message(UserMessage(text, metadata=known)))
        return found

    return parse


def _as_result(text: str, parse: dict[str, Any]) -> dict[str, Any]:
    language = parse.get("language") or {}
    return {
        "text": text,
        "language": language.get("language"),
        "language_confidence": language.get("confidence"),
        "intent": parse["intent"]["name"],
        "confidence": parse["intent"]["confidence"],
        "ranking": [{"name": t["name"], "confidence": t["confidence"]} for t in parse.get("intent_ranking", [])],
        "entities": parse.get("entities", []),
        "decision": parse.get("decision"),
    }


def _heard(parse: dict[str, Any], right: frozenset[str]) -> str:
    """What the reply answers or names, as a topic; where it does so for several needs, a right one if there is one."""
    named = [str(need) for need in parse.get(NEEDS) or ()]
    heard = [PARENTS.get(name, name) for name in (str(parse["intent"]["name"]), *named)]
    return next((topic for topic in heard if topic in right), heard[0])


def _as_read(example: Example, parse: dict[str, Any], took: float) -> Read:
    ranking = [str(topic["name"]) for topic in parse.get("intent_ranking", [])]
    right = frozenset({example.topic}) | example.also
    return Read(
        language=example.language,
        script=example.script,
        topic=example.topic,
        right=right,
        first=ranking[0] if ranking else "",
        first_three=tuple(ranking[:TOPICS_OFFERED]),
        offered=tuple(name for name in ranking if name not in NOT_OFFERED)[:TOPICS_OFFERED],
        decision=str(parse.get("decision")),
        intent=_heard(parse, right),
        language_found=(parse.get("language") or {}).get("language"),
        seconds=took,
    )
