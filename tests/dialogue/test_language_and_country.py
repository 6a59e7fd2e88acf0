"""Which language and country a turn is in."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.language_and_country import (
    LanguageDecision,
    answerable,
    countries_to_offer,
    country_named,
    decide_country,
    decide_language,
    language_named,
    languages_of_others,
    note_of,
    offered_in,
    written_in,
)

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
        ("change_country", [country("RO", role="home")], ("GB", True)),
        ("change_country", [country("RO", role="away")], ("GB", True)),
        ("change_country", [country("RO", role="origin"), country("FR")], ("FR", False)),
        ("change_country", [country("FR"), country("BE")], ("GB", True)),
    ],
)
def test_a_country_counts_where_it_says_where_somebody_is(
    intent: str, entities: list[dict[str, Any]], expected: tuple[str, bool]
) -> None:
    assert decide_country(None, False, entities, intent, "GB") == expected


@pytest.mark.parametrize(
    ("intent", "entities", "expected"),
    [
        ("change_country", [country("IT", role="not"), country("CH")], ("CH", False)),
        ("nlu_fallback", [country("IT", role="not"), country("CH")], ("CH", False)),
        ("unpaid_wages", [country("IT", role="not"), country("CH")], ("CH", False)),
        ("change_country", [country("IT"), country("CH")], ("CH", False)),  # where they were is no news
        ("change_country", [country("IT"), country("CH"), country("FR", role="not")], ("CH", False)),
        ("unpaid_wages", [country("IT"), country("CH")], ("IT", False)),
        ("return_home", [country("IT", role="not"), country("CH")], ("IT", False)),
        ("change_country", [country("IT", role="not")], ("IT", False)),
        ("change_country", [country("FR"), country("CH")], ("IT", False)),
        ("unpaid_wages", [country("CH", role="city")], ("IT", False)),
        ("change_country", [country("CH", role="city")], ("CH", False)),
    ],
)
def test_who_has_left_a_country_is_in_the_other_one(
    intent: str, entities: list[dict[str, Any]], expected: tuple[str, bool]
) -> None:
    assert decide_country("IT", False, entities, intent, "GB", said=True) == expected
    assert decide_country("IT", True, entities, intent, "GB") == expected


def test_a_city_tells_the_country_while_none_was_named() -> None:
    madrid = country("ES", role="city")
    assert decide_country(None, False, [madrid], "unpaid_wages", "GB") == ("ES", False)
    assert decide_country("GB", False, [madrid], "unpaid_wages", "GB") == ("ES", False)  # the prefix was a guess
    assert decide_country("GB", False, [madrid], "out_of_scope", "GB") == ("GB", True)
    assert decide_country(None, False, [madrid, country("FR")], "unpaid_wages", "GB") == ("FR", False)
    assert decide_country(None, False, [madrid, country("IT", role="city")], "legal_aid", "GB") == ("GB", True)


def test_a_city_that_is_only_named_is_a_guess_where_there_is_no_other() -> None:
    turin = country("IT", role="town")
    assert decide_country(None, False, [turin], "unpaid_wages", None) == ("IT", True)
    assert decide_country(None, False, [turin], "out_of_scope", None) == (None, True)  # football
    assert decide_country(None, False, [turin], "job_offer_check", None) == (None, True)
    assert decide_country(None, False, [turin, country("FR", role="town")], "unpaid_wages", None) == (None, True)
    assert decide_country(None, False, [turin], "unpaid_wages", "GB") == ("GB", True)
    assert decide_country("FR", False, [turin], "unpaid_wages", None, said=True) == ("FR", False)


@pytest.mark.parametrize(("current", "guess"), [("TR", None), (None, "TR")])
def test_a_country_without_help_takes_the_place_of_one_with_help_only_when_asked_for(
    current: str | None, guess: str | None
) -> None:
    def decided(intent: str, role: str | None = None) -> str | None:
        there = [country("AF", role=role)]
        return decide_country(
            current, False, there, intent, guess, said=bool(current), is_covered=lambda code: code == "TR"
        )[0]

    assert decided("police_fear") == "TR"  # "they send me to Afghanistan"
    assert decided("change_country") == "AF"
    assert decided("change_country", "origin") == "TR"  # "I am Afghan"


@pytest.mark.parametrize("role", ["origin", "home", "away", "kin", "not"])
def test_a_city_counts_beside_a_country_where_they_are_not(role: str) -> None:
    named = [country("PK", role=role), country("ES", role="city")]
    assert decide_country(None, False, named, "legal_aid", "GB") == ("ES", False)


def test_all_countries_named_are_offered_the_new_ones_first() -> None:
    named = [country("IT"), country("PK", role="origin"), country("DE", role="not"), country("CH"), country("FR")]
    assert country_named(named[:1] + named[3:], "change_country", "GB") is None
    assert countries_to_offer(named, "IT") == ["CH", "FR", "IT", "PK", "DE"]


def language(code: str, **more: str) -> dict[str, Any]:
    return {"entity": "language", "value": code, **more}


def test_of_two_languages_the_one_that_is_not_written_yet_is_wanted() -> None:
    assert language_named([language("hi"), language("ur")], "hi") == "ur"
    assert language_named([language("hi"), language("ur")], "en") is None
    assert language_named([language("es", role="not"), language("en")], "es") == "en"
    assert language_named([language("en", role="not")], "hi") is None
    assert language_named([language("hi")], "hi") == "hi"
    assert languages_of_others([language("hi", role="theirs"), language("ur")]) == ["hi"]


def test_a_chosen_country_is_changed_only_by_choosing_another() -> None:
    assert decide_country("IE", True, [country("FR")], "unpaid_wages", "GB", said=True) == ("IE", False)
    assert decide_country("IE", True, [country("FR")], "change_country", "GB", said=True) == ("FR", False)


def test_a_country_that_was_said_is_no_guess_later_and_a_guess_stays_one() -> None:
    assert decide_country("IE", False, [], "legal_aid", "GB", said=True) == ("IE", False)
    assert decide_country("GB", False, [], "legal_aid", "GB") == ("GB", True)


@pytest.mark.parametrize(
    ("current", "chosen", "evidence", "before", "expected"),
    [
        (None, False, None, None, ("en", None)),
        (None, False, EVIDENCE, None, ("fr", None)),
        ("en", False, EVIDENCE, None, ("fr", None)),
        ("en", False, EVIDENCE | {"substantial": False}, None, ("en", None)),
        ("en", False, EVIDENCE | {"confidence": 0.5}, None, ("en", None)),
        ("en", True, EVIDENCE, None, ("en", None)),
        ("en", True, EVIDENCE, "fr", ("en", "fr")),
    ],
)
def test_the_language_follows_the_texts_until_one_is_chosen(
    current: str | None,
    chosen: bool,
    evidence: dict[str, Any] | None,
    before: str | None,
    expected: tuple[str, str | None],
) -> None:
    decided = decide_language(current, chosen, evidence, before)
    assert (decided.language, decided.offer) == expected


def test_another_language_is_offered_after_two_texts_in_it_and_not_with_every_answer() -> None:
    note, offered = None, []
    for _ in range(5):
        decided = decide_language("de", True, EVIDENCE, note)
        note = note_of(decided, EVIDENCE)
        offered.append(offered_in(note))
    assert offered == [None, "fr", None, "fr", None]


TAJIK = {"language": "ru", "second": "en", "other": "tg", "confidence": 0.7, "substantial": False}


@pytest.mark.parametrize(
    ("current", "chosen", "before", "expected"),
    [
        (None, False, None, ("ru", "en")),
        ("ru", False, None, ("ru", "en")),
        ("en", False, None, ("en", "ru")),
        ("it", False, None, ("it", "ru")),
        ("it", False, "ru+", ("it", None)),  # it was offered with the last answer
        ("it", True, None, ("it", None)),
        ("ru", True, "fr", ("ru", None)),
    ],
)
def test_a_text_in_none_of_ours_never_changes_the_language_and_has_another_offered(
    current: str | None, chosen: bool, before: str | None, expected: tuple[str, str | None]
) -> None:
    decided = decide_language(current, chosen, TAJIK, before)
    assert (decided.language, decided.offer) == expected
    assert offered_in(note_of(decided, TAJIK)) == expected[1]


def test_a_text_is_noted_in_the_language_that_it_is_written_in() -> None:
    assert [written_in(seen) for seen in (TAJIK, EVIDENCE, {**TAJIK, "other": "und"}, {})] == ["tg", "fr", None, None]


@pytest.mark.parametrize("evidence", [None, {}, {**EVIDENCE, "substantial": False}, {**EVIDENCE, "language": "de"}])
def test_only_a_text_in_another_language_is_noted(evidence: dict[str, Any] | None) -> None:
    assert note_of(LanguageDecision("de"), evidence) is None


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (EVIDENCE, EVIDENCE | {"second": None}),
        (None, {"language": "en"}),
        (EVIDENCE | {"language": "pl"}, EVIDENCE | {"language": "en", "other": "pl", "second": None}),
        (EVIDENCE | {"other": "kk", "second": "pl"}, EVIDENCE | {"other": "kk", "second": None}),
    ],
)
def test_a_text_in_a_language_that_is_not_offered_is_one_in_none_of_ours(
    evidence: dict[str, Any] | None, expected: dict[str, Any]
) -> None:
    found = answerable(evidence, ("en", "fr"), "en")
    assert {**found, "substantial": None} == {**expected, "substantial": None}
    assert not (found.get("other") == "pl" and found["substantial"])
