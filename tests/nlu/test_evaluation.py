"""`rightsline understand` and `rightsline evaluate`, on the project's own model."""

from __future__ import annotations

import json
from pathlib import Path

from bot.nlu.evaluation import evaluate, read_examples, render, understand
from bot.settings import PROJECT_ROOT


def test_each_line_is_understood_in_order(model: Path) -> None:
    lines = [
        {"text": "my boss took my passport"},
        {"text": "ok", "channel": "sms", "address": "+4930123456"},
        {"text": "ok", "language_hint": "fr-FR"},
        {"text": "/menu"},
        {"text": ""},
    ]
    results = list(understand(lines))
    assert [result["text"] for result in results] == [line["text"] for line in lines]
    assert [result["language"] for result in results[:3]] == ["en", "de", "fr"]
    first = results[0]
    assert first["intent"] == "documents_taken"
    assert first["decision"] == "answer"
    assert first["ranking"][0]["name"] == "documents_taken"
    assert set(first) == {
        "text", "language", "language_confidence", "intent", "confidence", "ranking", "entities", "decision",
    }  # fmt: skip
    assert json.dumps(results)


def test_what_a_slash_begins_is_read_as_a_text(model: Path) -> None:
    (result,) = understand([{"text": "/stop hitting me please"}])
    assert len(result["ranking"]) > 1


def test_a_folder_and_a_file_of_texts_can_be_evaluated(model: Path, tmp_path: Path) -> None:
    rows = [
        {"lang": "en", "topic": "documents_taken", "also": [], "text": "my boss took my passport"},
        {"lang": "ru", "topic": "unpaid_wages", "also": ["menu"], "text": "zarplatu ne platyat", "script": "latin"},
    ]
    (tmp_path / "mixed.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    table = evaluate(model, tmp_path)
    assert table.overall["topic"].cases == 2
    assert table.by_language["ru"]["language, Latin letters"].cases == 1
    assert "documents_taken" in render(table)


def test_the_evaluation_texts_are_well_formed_and_none_is_trained_on() -> None:
    examples = read_examples(PROJECT_ROOT / "data/evaluation")
    assert len(examples) > 800
    assert {example.script for example in examples} <= {"native", "latin"}
