"""Languages that are not ours: known by letters and words that ours do not have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.nlu.language import LanguageIdentifier
from bot.nlu.others import OtherLanguages, all_others, read_by_writers_of
from bot.nlu.texts import nlu_files
from bot.settings import PROJECT_ROOT
from bot.text.letters import script_of
from tests.nlu.conftest import SMALL

OURS = {file.stem for file in nlu_files(PROJECT_ROOT / "data/nlu")}
TEXTS = [
    (language, text, script_of(text))
    for language, topics in SMALL.items()
    for texts in topics.values()
    for text in texts
]
TAJIK = "ҷаноби раис маош намедиҳад"


def never(word: str) -> bool:
    return False


def test_who_writes_another_language_reads_one_of_ours() -> None:
    for other in all_others():
        assert other.reads, other.code
        assert set(other.reads) <= OURS, other.code
        assert not set(other.codes) & OURS, other.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TAJIK, "tg"),
        ("ӯ ҷавоб надод", "tg"),
        ("pasporti mi olib qo'yishdi, yordam bering", "uz"),
        ("өзүмдүн", "ky"),
        ("помоћ", "sr"),
        ("segítségre van szükségem", "hu"),
        ("დამეხმარეთ", "ka"),
        ("օգնեք ինձ", "hy"),
        ("ช่วยด้วย", "th"),
        ("мой паспорт у хозяина", None),
        ("passport", None),
        ("", None),
        ("12 😀", None),
    ],
)
def test_a_text_is_known_by_letters_or_words(text: str, code: str | None) -> None:
    assert OtherLanguages.train(TEXTS).of(text, never) == code


def test_a_language_that_has_texts_is_ours_with_its_letters() -> None:
    tajik = [
        ("tg", text, "Cyrl") for text in (TAJIK, "ӯ ҷавоб надод", "ман қарз дорам", "маро ғам аст", "чӣ кор кунам")
    ]
    others = OtherLanguages.train([*TEXTS, *tajik])
    assert others.of(TAJIK, never) != "tg"
    assert others.of("ӯ ҷавоб надод", never) is None
    assert others.of("өзүмдүн", never) == "ky"


def test_a_letter_in_a_few_texts_of_a_language_is_none_of_its_own() -> None:
    borrowed = [("ru", "его зовут Қуаныш", "Cyrl")] + [("ru", "где мой паспорт", "Cyrl")] * 1500
    assert OtherLanguages.train([*TEXTS, *borrowed]).of("Қуаныш", never) is not None


def test_a_text_with_a_foreign_name_is_in_the_language_of_its_other_words() -> None:
    ours = {"хозяин", "забрал", "мой", "паспорт", "и", "не", "дает"}
    others = OtherLanguages.train(TEXTS)
    assert others.of("хозяин Қуаныш забрал мой паспорт и не дает", ours.__contains__) is None
    assert others.of("хозяин Қуаныш", never) is not None


def test_what_was_saved_knows_the_same(tmp_path: Path) -> None:
    OtherLanguages.train(TEXTS).save(tmp_path)
    loaded = OtherLanguages.load(tmp_path)
    assert (loaded.of(TAJIK, never), loaded.of("where is my passport", never)) == ("tg", None)
    assert loaded.nearest(TAJIK) == "tg"
    assert loaded.nearest("ខ្ញុំត្រូវការជំនួយ") == "und"


@pytest.mark.parametrize(("code", "first"), [("uz", "ru"), ("hr", "en"), ("kmr", "tr"), ("xx", None), ("de", None)])
def test_what_a_writer_reads_is_known_of_languages_that_are_not_ours(code: str, first: str | None) -> None:
    assert next(iter(read_by_writers_of(code)), None) == first


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        (TAJIK, {}, "ru"),
        (TAJIK, {"phone_country": "ES"}, "ru"),
        (TAJIK, {"phone_country": "GB"}, "ru"),
        (TAJIK, {"language_hints": ["tg"]}, "ru"),
        (TAJIK, {"language_hints": ["de"]}, "de"),
        (TAJIK, {"language": "es", "language_chosen": True}, "es"),
        ("segítségre van szükségem", {}, "en"),
        ("segítségre van szükségem", {"language_hints": ["de"]}, "de"),
        ("ខ្ញុំត្រូវការជំនួយ", {}, "en"),
    ],
)
def test_the_answer_to_another_language_is_in_what_its_writer_reads(
    identifier: LanguageIdentifier, text: str, known: dict[str, Any], language: str
) -> None:
    found = identifier.identify(text, known)
    assert found["language"] == language
    assert found["other"]
    assert not found["substantial"]


def test_what_they_read_next_to_it_is_known_too(identifier: LanguageIdentifier) -> None:
    assert identifier.identify(TAJIK, {})["second"] == "en"
    assert identifier.identify(TAJIK, {"language_hints": ["de"]})["second"] == "ru"
    assert identifier.identify("ខ្ញុំត្រូវការជំនួយ", {})["second"] is None


def test_a_text_in_one_of_ours_has_no_other(identifier: LanguageIdentifier) -> None:
    assert "other" not in identifier.identify("хозяин забрал мой паспорт", {})
