"""`rightsline understand` and `rightsline evaluate`, on the project's own model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.nlu import evaluation
from bot.nlu.evaluation import Parse, evaluate, read_examples, render, understand
from bot.settings import PROJECT_ROOT
from bot.text.folding import romanised
from tests.training_texts import trained_texts

A_SET_PHRASE = 4  # words: "what are my rights"


@pytest.fixture
def loaded(model: Path, parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the model takes seconds: what the session has loaded already is what each command gets."""
    monkeypatch.setattr(evaluation, "load_parser", {model: parse}.__getitem__)


@pytest.mark.usefixtures("loaded")
def test_each_line_is_understood_in_order(model: Path) -> None:
    lines = [
        {"text": "my boss took my passport"},
        {"text": "ok", "channel": "sms", "address": "+4930123456"},
        {"text": "ok", "language_hint": "fr-FR"},
        {"text": "/menu"},
        {"text": ""},
    ]
    results = list(understand(model, lines))
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


@pytest.mark.usefixtures("loaded")
def test_what_a_slash_begins_is_read_as_a_text(model: Path) -> None:
    (result,) = understand(model, [{"text": "/stop hitting me please"}])
    assert len(result["ranking"]) > 1


@pytest.mark.usefixtures("loaded")
def test_a_folder_and_a_file_of_texts_can_be_evaluated(model: Path, tmp_path: Path) -> None:
    rows = [
        {"lang": "en", "topic": "documents_taken", "also": [], "text": "my boss took my passport"},
        {"lang": "tlh", "topic": "greet", "also": [], "text": "nuqneH"},
        {"lang": "ru", "topic": "unpaid_wages", "also": ["menu"], "text": "zarplatu ne platyat", "script": "latin"},
    ]
    (tmp_path / "mixed.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    table = evaluate(model, tmp_path)
    assert table.overall["topic"].cases == 2
    assert table.by_language["ru"]["language, Latin letters"].cases == 1
    assert "documents_taken" in render(table)
    assert "no training texts yet: tlh" in render(table)


@pytest.mark.long("compares with all training texts")
def test_no_evaluation_text_is_trained_on() -> None:
    """Words like "ok" and "stop" are in both; nothing that says more is."""
    examples = read_examples(PROJECT_ROOT / "data/evaluation")
    assert len(examples) > 800
    for language in sorted({example.language for example in examples}):
        written = {romanised(example.text) for example in examples if example.language == language}
        in_both = written.intersection(map(romanised, trained_texts(language)))
        assert not [text for text in in_both if len(text.split()) > A_SET_PHRASE]
