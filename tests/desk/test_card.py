"""The side card shows what the record says, where it was read, and what may not be given."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk.card import COUNTRIES, card_of, known_countries
from bot.knowledge.loader import load_country
from bot.knowledge.lookup import emergency_numbers


@pytest.mark.long("reads all records")
def test_all_participating_states_have_a_card() -> None:
    assert len(known_countries()) == 57
    for country in known_countries():
        card = card_of(country, language="ru", phone_country=None)
        assert card is not None
        assert card.emergency, country
        assert all(line.sources for line in card.emergency), country
        assert all(line.sources for _, lines in card.groups for line in lines), country


def test_in_bosnia_112_is_never_shown_to_give() -> None:
    card = card_of("BA", language="en", phone_country="BA")
    assert card is not None
    assert "112" not in [line.number for line in card.emergency]
    assert card.says_112 is not None


@pytest.mark.parametrize("country", ["DE", "GB", "FR"])
def test_the_emergency_numbers_are_those_that_the_bot_gives(country: str) -> None:
    card = card_of(country, language="en", phone_country=country)
    numbers = emergency_numbers(load_country(COUNTRIES / f"{country.lower()}.yml"))
    assert card is not None
    assert numbers is not None
    assert {line.number for line in card.emergency} == {*numbers.police, *numbers.ambulance, *numbers.fire}


def test_free_lawyers_stand_on_the_card() -> None:
    card = card_of("DE", language="de", phone_country="DE")
    assert card is not None
    assert "Free lawyers" in [title for title, _ in card.groups]


def test_a_number_is_shown_as_the_contacts_phone_can_dial_it() -> None:
    def shown(phone_country: str) -> set[tuple[str, str]]:
        card = card_of("DE", language="de", phone_country=phone_country)
        assert card is not None
        return {(n.shown, n.note) for _, lines in card.groups for line in lines for n in line.numbers}

    assert ("116 006", "") in shown("DE")
    assert ("116 006", "only inside Germany") in shown("FR")


@pytest.mark.parametrize(("today", "told"), [(date(2026, 8, 1), False), (date(2029, 1, 1), True)])
def test_how_old_a_number_is_stands_first_where_no_page_of_the_last_year_has_it(
    monkeypatch: pytest.MonkeyPatch, today: date, told: bool
) -> None:
    monkeypatch.setattr("bot.desk.card.today_utc", lambda: today)
    card = card_of("GB", language="en", phone_country="GB")
    assert card is not None
    lines = [line for _, lines in card.groups for line in lines if "0800 808 3733" in [n.shown for n in line.numbers]]
    assert lines
    assert all(line.notes[0].words.startswith("Number from 2026") == told for line in lines)


@pytest.mark.parametrize("country", [None, "", "XX", "ZZ", "..", "../de", "de/../de"])
def test_no_record_is_no_card(country: str | None) -> None:
    assert card_of(country, language=None, phone_country=None) is None


def test_help_that_several_laws_grant_under_one_name_stands_once() -> None:
    card = card_of("IT", language=None, phone_country=None)
    assert card is not None
    lawyers = next(lines for title, lines in card.groups if title == "Free lawyers")
    by_law = [line for line in lawyers if line.who == "By law"]
    assert [line.name for line in by_law] == ["Patrocinio a spese dello Stato"]
    assert [note.words for note in by_law[0].notes].count("Free of charge") == 1
    assert len(by_law[0].notes) > 2  # no group's condition is lost
