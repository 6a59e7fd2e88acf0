"""Which language and country a turn is in."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.situation import LanguageDecision, decide_country, decide_language, note_of, offered_in

EVIDENCE = {"language": "fr", "confidence": 0.99, "substantial": True}


def country(code: str, **more: str) -> dict[str, Any]:
    return {"entity": "country", "value": code, **more}


@pytest.mark.parametrize(
    ("intent", "entities", "expected"),
    [
        ("unpaid_wages", [], ("GB", True)),
        ("unpaid_wages", [country("IE")], ("IE", False)),
        ("unpaid_wages", [country("IE"), country("IE")], ("IE", False)),
        ("unpaid_wages", [country("FR"), country("BE")], ("GB", True)),
        ("unpaid_wages", [country("RO", role="origin")], ("GB", True)),
        ("unpaid_wages", [country("RO", role="origin"), country("FR")], ("FR", False)),
        ("return_home", [country("RO")], ("GB", True)),
        ("change_country", [country("IE")], ("IE", False)),
        ("change_country", [country("RO", role="origin")], ("RO", False)),
        ("change_country", [country("RO", role="origin"), country("FR")], ("FR", False)),
        ("change_country", [country("FR"), country("BE")], ("GB", True)),
    ],
)
def test_a_country_counts_where_it_says_where_somebody_is(
    intent: str, entities: list[dict[str, Any]], expected: tuple[str, bool]
) -> None:
    assert decide_country(None, False, entities, intent, "GB") == expected


def test_a_chosen_country_is_changed_only_by_choosing_another() -> None:
    assert decide_country("IE", True, [country("FR")], "unpaid_wages", "GB", said=True) == ("IE", False)
    assert decide_country("IE", True, [country("FR")], "change_country", "GB", said=True) == ("FR", False)


def test_a_country_that_was_said_is_no_guess_later_and_a_guess_stays_one() -> None:
    assert decide_country("IE", False, [], "legal_aid", "GB", said=True) == ("IE", False)
    assert decide_country("GB", False, [], "legal_aid", "GB") == ("GB", True)


@pytest.mark.parametrize(
    ("current", "chosen", "evidence", "before", "expected"),
    [
        (None, False, None, None, ("en", None, False)),
        (None, False, EVIDENCE, None, ("fr", None, False)),
        ("en", False, EVIDENCE, None, ("fr", None, True)),
        ("en", False, EVIDENCE | {"substantial": False}, None, ("en", None, False)),
        ("en", False, EVIDENCE | {"confidence": 0.5}, None, ("en", None, False)),
        ("en", True, EVIDENCE, None, ("en", None, False)),
        ("en", True, EVIDENCE, "fr", ("en", "fr", False)),
    ],
)
def test_the_language_follows_the_texts_until_one_is_chosen(
    current: str | None,
    chosen: bool,
    evidence: dict[str, Any] | None,
    before: str | None,
    expected: tuple[str, str | None, bool],
) -> None:
    decided = decide_language(current, chosen, evidence, before)
    assert (decided.language, decided.offer, decided.switched) == expected


def test_another_language_is_offered_after_two_texts_in_it_and_not_with_every_answer() -> None:
    note, offered = None, []
    for _ in range(5):
        decided = decide_language("de", True, EVIDENCE, note)
        note = note_of(decided, EVIDENCE)
        offered.append(offered_in(note))
    assert offered == [None, "fr", None, "fr", None]


@pytest.mark.parametrize("evidence", [None, {}, {**EVIDENCE, "substantial": False}, {**EVIDENCE, "language": "de"}])
def test_only_a_text_in_another_language_is_noted(evidence: dict[str, Any] | None) -> None:
    assert note_of(LanguageDecision("de"), evidence) is None
