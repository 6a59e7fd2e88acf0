"""`rightsline new` and `rightsline check NAME`, as docs/extending.md tells of them, on a copy of what they write to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.running.additions import kinds, texts
from bot.settings import PROJECT_ROOT, Mendable

RECORD = """\
country: JP
checked: 2026-12-02
emergency:
  - {number: "110", services: [police], sources: [S1]}
  - {number: "119", services: [ambulance, fire], sources: [S1]}
emergency_112: {works: unknown, sources: [S1]}
sources:
  S1: {url: "https://www.example.org/numbers", title: Numbers, publisher: Somebody, read: 2026-12-01}
"""
CHANNEL_FILES = ("bot/channels", "bot/settings.py", "bot/desk/texts.py", "tests/channels", "docs/channels")
TOPIC_FILES = ("domain.yml", "data/stories", "data/knowledge")
LANGUAGES = ("en", "fr")  # the catalogues and training texts that the copy has


def copy(root: Path, *names: str) -> None:
    for name in names:
        source, target = PROJECT_ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def whats(root: Path, name: str, needed: bool = True) -> list[str]:
    """What is missing, each beginning with its file."""
    return [f"{each.file}: {each.what}" for each in kinds.missing(root, name) if each.is_needed is needed]


@pytest.mark.long("reads the rights texts of all topics")
def test_a_country_is_one_record_and_its_line_in_the_list(tmp_path: Path) -> None:
    copy(tmp_path, "data/knowledge", "docs/countries.md")
    (record,) = kinds.begin(tmp_path, "country", "JP")
    assert any("emergency" in what for what in whats(tmp_path, "JP"))
    record.write_text(RECORD, "utf-8")
    assert whats(tmp_path, "JP") == ["docs/countries.md: does not list JP; run `make countries`"]
    assert any("no treaty binds JP" in what for what in whats(tmp_path, "JP", needed=False))


def test_a_channel_is_a_folder_a_driver_and_a_page(tmp_path: Path) -> None:
    copy(tmp_path, *CHANNEL_FILES)
    kinds.begin(tmp_path, "channel", "signal")
    missing = whats(tmp_path, "signal")
    assert any("signal_token: is no setting yet" in what for what in missing)
    for method in ("routes", "shape", "send", "find_sent", "close"):
        assert f"bot/channels/signal/channel.py: {method}: is not written yet" in missing
    assert any("tests are not passed" in what for what in missing)


@pytest.mark.long("reads the training texts of all languages")
def test_a_topic_is_an_intent_with_a_rule_and_a_file_of_texts(tmp_path: Path) -> None:
    copy(tmp_path, *TOPIC_FILES, *(f"data/nlu/{language}.yml" for language in LANGUAGES), "data/evaluation")
    kinds.begin(tmp_path, "topic", "sick_pay")
    missing = whats(tmp_path, "sick_pay")
    assert "data/knowledge/topics/sick_pay.yml: answer: is missing; write it" in missing
    assert f"data/nlu/en.yml: intent sick_pay: has 0 texts; write at least {texts.LEAST_TEXTS}" in missing
    assert not any(what.startswith(("domain.yml", "data/stories")) for what in missing)


@pytest.mark.long("babel extracts all texts, to make the new catalogue of them")
def test_a_language_is_training_texts_a_catalogue_and_lexicons(tmp_path: Path) -> None:
    copy(tmp_path, "domain.yml", "data/stories", "data/lexicons/concepts", "data/evaluation")
    copy(tmp_path, "locales/glossary.yml", "locales/avoid.yml", "locales/rightsline.pot", "tests/dates")
    for folder in ("data/nlu", "data/lexicons/names", "data/lexicons/negation"):
        (tmp_path / folder).mkdir()
    kinds.begin(tmp_path, "language", "so")
    missing = whats(tmp_path, "so")
    assert "data/nlu/so.yml: intent shelter: has 0 texts; write at least 40" in missing
    assert any("texts are not translated" in what for what in missing)
    assert "X-Ready" in missing[-1], "last of all people are offered it"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("country", "gb"), ("country", "GB"), ("topic", "Sick-Pay"), ("topic", "shelter"), ("language", "tlh0")],
)
def test_a_name_that_is_taken_or_is_none_is_refused(kind: str, name: str) -> None:
    with pytest.raises(Mendable):
        kinds.begin(PROJECT_ROOT, kind, name)


def test_a_file_that_is_no_yaml_is_named_with_the_place(tmp_path: Path) -> None:
    file = tmp_path / "fr.yml"
    file.write_text("nlu:\n- intent: greet\n  - intent: thank\n", "utf-8")
    with pytest.raises(Mendable, match=r"fr.yml: .*line 3.*; mend the YAML"):
        texts.training_texts(file)
