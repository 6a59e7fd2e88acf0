from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from bot.knowledge.codes import Role
from bot.knowledge.lookup import (
    OTHERS_SHOWN,
    TOPIC_ROLES,
    best_number,
    contacts_for,
    dialable,
    doubtful_line,
    emergency_numbers,
    other_lines,
    regional_night_line,
    serves,
    speaks,
    sure_numbers,
    texted_emergency_number,
)
from bot.knowledge.records import Country, HelpContact

Make = Callable[..., dict[str, Any]]
With = Callable[..., Country]

SURE = {"dial": "0800 808 3733", "e164": "+448008083733"}
DOUBTFUL = {"dial": "020 7946 0000", "e164": "+442079460000", "verify": True}


def _ids(contacts: tuple[HelpContact, ...]) -> list[str]:
    return [contact.id for contact in contacts]


# emergency numbers


def test_112_is_given_where_it_works(with_contacts: With) -> None:
    numbers = emergency_numbers(with_contacts())
    assert numbers is not None
    assert numbers.police == ("999", "112")


@pytest.mark.parametrize("works", ["no", "unknown"])
def test_112_is_not_given_where_it_does_not_surely_work(with_contacts: With, works: str) -> None:
    numbers = emergency_numbers(with_contacts(emergency_112={"works": works, "sources": ["S1"]}))
    assert numbers is not None
    assert numbers.police == numbers.ambulance == numbers.fire == ("999",)


def test_no_emergency_number_is_given_for_an_unknown_country() -> None:
    assert emergency_numbers(None) is None


def test_112_is_never_given_in_bosnia_and_herzegovina(countries: dict[str, Country]) -> None:
    numbers = emergency_numbers(countries["BA"])
    assert numbers is not None
    assert (numbers.police, numbers.ambulance, numbers.fire) == (("122",), ("124",), ("123",))


@pytest.mark.parametrize(("code", "police"), [("RS", "192"), ("MN", "102"), ("US", "911"), ("AD", "110")])
def test_a_country_whose_112_is_not_confirmed_gets_its_own_number(
    countries: dict[str, Country], code: str, police: str
) -> None:
    numbers = emergency_numbers(countries[code])
    assert numbers is not None
    assert numbers.police[0] == police
    assert "112" not in numbers.police


@pytest.mark.parametrize("code", ["AZ", "KG", "KZ", "TJ", "UA"])
def test_where_112_is_not_sure_to_reach_them_the_police_and_the_ambulance_have_their_own_number_first(
    countries: dict[str, Country], code: str
) -> None:
    numbers = emergency_numbers(countries[code])
    assert numbers is not None
    assert (numbers.police[0], numbers.ambulance[0]) == ("102", "103")


def test_in_azerbaijan_112_is_for_the_rescuers_alone(countries: dict[str, Country]) -> None:
    numbers = emergency_numbers(countries["AZ"])
    assert numbers is not None
    assert "112" not in numbers.police + numbers.ambulance
    assert "112" in numbers.fire


def test_every_country_has_a_police_an_ambulance_and_a_fire_number(countries: dict[str, Country]) -> None:
    for country in countries.values():
        numbers = emergency_numbers(country)
        assert numbers is not None
        # Monaco's ambulance is reached over 112; San Marino and Andorra have their own.
        assert numbers.police, country.country
        assert numbers.ambulance, country.country
        assert numbers.fire, country.country


# who is offered, and in which order


def test_ngo_lines_come_first_for_a_person_without_papers(with_contacts: With, contact: Make) -> None:
    country = with_contacts(
        contact("police", answered_by="police"),
        contact("migration", answered_by="migration_authority"),
        contact("state", answered_by="state_helpline"),
        contact("ngo"),
    )
    assert _ids(contacts_for(country, "hotline")) == ["ngo", "state", "police", "migration"]


def test_an_ngo_that_passes_on_to_the_immigration_authority_loses_its_place(with_contacts: With, contact: Make) -> None:
    told = [{"to": "immigration_authority", "answer": "yes", "sources": ["S1"]}]
    country = with_contacts(contact("talks", passes_to=told), contact("state", answered_by="state_helpline"))
    assert _ids(contacts_for(country, "hotline")) == ["state", "talks"]


def test_who_fears_the_police_is_never_sent_to_them_nor_to_a_line_for_others(
    with_contacts: With, contact: Make
) -> None:
    police = contact("police", roles=["hotline"], answered_by="police", numbers=[SURE])
    charity = contact("charity", roles=["victim_support"], answered_by="ngo", numbers=[SURE])
    at_home = contact("at_home", roles=["domestic_violence"], answered_by="ngo", numbers=[SURE])

    def called(topic: str, *lines: dict[str, Any], is_afraid: bool = False) -> str | None:
        found = best_number(with_contacts(*lines), topic, is_afraid=is_afraid)
        return found.contact.id if found else None

    assert called("police_fear", police, charity) == "charity"
    assert called("report_to_police", police, charity) == "police"
    assert called("police_fear", police, at_home) is None
    assert called("legal_aid", police) == "police"
    assert called("legal_aid", police, is_afraid=True) is None
    assert called("cannot_leave", police, is_afraid=True) == "police"  # somebody may be hurt


def test_with_papers_the_other_rules_decide(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("ngo"), contact("police", answered_by="police", hours={"always": True}))
    assert _ids(contacts_for(country, "hotline", without_papers=False)) == ["police", "ngo"]


def test_a_line_for_professionals_is_never_offered(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("nmt", audience=("professionals",)))
    assert contacts_for(country, "hotline") == ()
    assert contacts_for(country, "hotline", audience=("professionals",)) == ()


def test_free_help_comes_before_paid(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("paid", free=False), contact("unsaid"), contact("free", free=True))
    assert _ids(contacts_for(country, "hotline")) == ["free", "unsaid", "paid"]


def test_a_line_that_speaks_the_language_comes_first(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("english", languages=["en"], free=True), contact("french", languages=["fr"]))
    assert _ids(contacts_for(country, "hotline", language="fr")) == ["french", "english"]


def test_interpreters_speak_every_language(contact: Make) -> None:
    assert speaks(HelpContact.parse_obj(contact("a", interpreters=True)), "vi")


def test_norwegian_is_one_language(contact: Make) -> None:
    assert speaks(HelpContact.parse_obj(contact("a", languages=["nb"])), "no")


def test_a_line_that_never_closes_comes_before_others(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("day"), contact("night", hours={"always": True}))
    assert _ids(contacts_for(country, "hotline")) == ["night", "day"]


def test_what_is_made_for_trafficked_people_comes_before_what_is_for_everyone(
    with_contacts: With, contact: Make
) -> None:
    country = with_contacts(contact("all"), contact("ours", audience=["trafficking_victims"]))
    assert _ids(contacts_for(country, "hotline")) == ["ours", "all"]


def test_a_line_for_women_is_offered_until_the_person_is_known_to_be_a_man(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("women", audience=["women", "trafficking_victims"]))
    assert _ids(contacts_for(country, "hotline")) == ["women"]
    assert contacts_for(country, "hotline", audience=("men",)) == ()


def test_a_line_for_children_is_offered_to_children_or_by_its_own_role(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("kids", audience=["children"], roles=["hotline", "child_line"]))
    assert contacts_for(country, "hotline") == ()
    assert _ids(contacts_for(country, "hotline", audience=("children",))) == ["kids"]
    assert _ids(contacts_for(country, "child_line")) == ["kids"]


def test_a_line_for_adults_is_not_offered_to_a_child(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("adults", audience=["adults", "trafficking_victims"]))
    assert contacts_for(country, "hotline", audience=("children",)) == ()


def test_a_line_of_another_region_is_not_offered(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("scotland", regions=["GB-SCT"]), contact("all"))
    assert _ids(contacts_for(country, "hotline", region="GB-NIR")) == ["all"]
    assert _ids(contacts_for(country, "hotline", region="GB-SCT")) == ["scotland", "all"]
    assert _ids(contacts_for(country, "hotline")) == ["all", "scotland"]


# doubtful numbers


def test_a_doubtful_line_never_stands_alone(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("old", verify=True))
    assert contacts_for(country, "hotline") == ()
    assert best_number(country, "unpaid_wages") is None


def test_a_doubtful_line_comes_after_a_sure_one(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("old", verify=True), contact("sure", answered_by="police"))
    assert _ids(contacts_for(country, "hotline")) == ["sure", "old"]


def test_a_sure_organisation_without_a_number_does_not_make_a_doubtful_number_sure(
    with_contacts: With, contact: Make
) -> None:
    country = with_contacts(contact("old", verify=True), contact("web", numbers=[], url="https://example.org"))
    assert _ids(contacts_for(country, "hotline")) == ["web"]


def test_a_doubtful_number_of_a_sure_organisation_is_held_back_when_it_would_stand_alone(
    with_contacts: With, contact: Make
) -> None:
    country = with_contacts(contact("a", numbers=[DOUBTFUL], url="https://example.org"))
    found = contacts_for(country, "hotline")
    assert _ids(found) == ["a"]
    assert found[0].numbers == ()


def test_within_a_contact_the_sure_number_comes_first(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("a", numbers=[DOUBTFUL, SURE]))
    assert [number.dial for number in contacts_for(country, "hotline")[0].numbers] == [SURE["dial"], DOUBTFUL["dial"]]


def test_the_text_code_of_the_us_hotline_is_given_only_beside_its_phone_number(countries: dict[str, Country]) -> None:
    hotline = contacts_for(countries["US"], "hotline")[0]
    assert [number.dial for number in hotline.numbers] == ["1-888-373-7888", "233733"]
    assert [number.dial for number in sure_numbers(hotline)] == ["1-888-373-7888"]


@pytest.mark.parametrize("role", get_args(Role))
def test_in_no_country_does_a_doubtful_number_stand_first(countries: dict[str, Country], role: Role) -> None:
    for country in countries.values():
        numbers = [
            number.verify or contact.verify for contact in contacts_for(country, role) for number in contact.numbers
        ]
        assert not numbers or not numbers[0], country.country


@pytest.mark.parametrize("role", get_args(Role))
def test_in_no_country_is_a_line_for_professionals_offered(countries: dict[str, Country], role: Role) -> None:
    for country in countries.values():
        assert all("professionals" not in contact.audience for contact in contacts_for(country, role))


# the one number


def test_the_best_number_falls_back_to_a_line_for_everybody(with_contacts: With, contact: Make) -> None:
    best = best_number(with_contacts(contact("line")), "legal_aid")
    assert best is not None
    assert best.contact.id == "line"


def test_the_best_number_can_be_called(with_contacts: With, contact: Make) -> None:
    texts = {"dial": "80010", "takes": ["texts"]}
    best = best_number(with_contacts(contact("line", numbers=[texts, SURE])), "legal_aid")
    assert best is not None
    assert best.number.dial == SURE["dial"]


def test_nobody_is_sent_to_a_line_of_an_unknown_region(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("scotland", regions=["GB-SCT"]))
    assert best_number(country, "legal_aid") is None
    best = best_number(country, "legal_aid", region="GB-SCT")
    assert best is not None


def test_a_country_without_a_sure_number_says_so(countries: dict[str, Country]) -> None:
    assert best_number(countries["VA"], "legal_aid") is None


def test_only_roles_that_exist_serve_topics() -> None:
    assert {role for roles in TOPIC_ROLES.values() for role in roles} <= set(get_args(Role))


# what to dial


def test_a_number_is_dialled_as_in_the_country_from_a_phone_of_the_country(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("a", numbers=[SURE]))
    assert dialable(country.contacts[0].numbers[0], country, "GB") == "0800 808 3733"


def test_a_number_is_dialled_in_the_international_form_from_another_country(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("a", numbers=[SURE]))
    assert dialable(country.contacts[0].numbers[0], country, "FR") == "+448008083733"


def test_a_number_that_does_not_work_from_abroad_is_not_given_abroad(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("a", numbers=[{"dial": "116 111", "works_from_abroad": "no"}]))
    number = country.contacts[0].numbers[0]
    assert dialable(number, country, "FR") is None
    assert dialable(number, country, "GB") == "116 111"


def test_for_an_unknown_phone_a_number_that_works_everywhere_is_international(
    with_contacts: With, contact: Make
) -> None:
    everywhere = {"dial": "0141 884 7900", "e164": "+441418847900", "works_from_abroad": "yes"}
    country = with_contacts(contact("a", numbers=[everywhere, SURE]))
    first, second = country.contacts[0].numbers
    assert dialable(first, country, None) == "+441418847900"
    assert dialable(second, country, None) == "0800 808 3733"


def test_a_line_with_another_number_for_calls_from_abroad_gives_the_right_one(countries: dict[str, Country]) -> None:
    country = countries["MD"]
    number = country.contact("la_strada").numbers[0]
    assert dialable(number, country, "MD") == dialable(number, country, None) == "0 800 77777"
    assert dialable(number, country, "IT") == "+37322233309"


# for whom a line is there


def test_a_line_for_others_does_not_serve_a_topic(countries: dict[str, Country]) -> None:
    sisters = countries["RU"].contact("sisters")  # a crisis line for women after sexual violence
    assert not serves(sisters, "unpaid_wages")
    assert serves(sisters, "psychological_help")


def test_a_hotline_and_a_line_for_people_in_this_situation_serve_every_topic(
    with_contacts: With, contact: Make
) -> None:
    hotline = contact("hotline", roles=["hotline"])
    welfare = contact("welfare", roles=["legal_aid"], audience=["trafficking_victims"])
    country = with_contacts(hotline, welfare)
    assert all(serves(line, "unpaid_wages") for line in country.contacts)


# doubtful lines beside sure ones


def test_a_doubtful_line_of_the_topic_is_found_beside_a_sure_one_for_others(with_contacts: With, contact: Make) -> None:
    hotline = contact("hotline", numbers=[SURE])
    union = contact("union", roles=["labour_rights_advice"], numbers=[DOUBTFUL], languages=["ro"])
    found = doubtful_line(with_contacts(hotline, union), "unpaid_wages", language="ro")
    assert found is not None
    assert found.id == "union"
    assert doubtful_line(with_contacts(union), "unpaid_wages", language="ro") is None  # it would stand alone
    assert doubtful_line(with_contacts(hotline, union), "unpaid_wages", language="bg") is None


def test_a_doubtful_line_is_not_needed_beside_a_sure_one_of_the_topic(with_contacts: With, contact: Make) -> None:
    sure = contact("lawyers", roles=["legal_aid"], numbers=[SURE])
    doubtful = contact("union", roles=["legal_aid"], numbers=[DOUBTFUL])
    assert doubtful_line(with_contacts(sure, doubtful), "legal_aid") is None


@pytest.mark.parametrize("who", ["police", "labour_inspectorate", "migration_authority", "state_authority"])
def test_a_doubtful_number_of_an_authority_is_never_given(with_contacts: With, contact: Make, who: str) -> None:
    hotline = contact("hotline", numbers=[SURE])
    office = contact("office", roles=["legal_aid"], numbers=[DOUBTFUL], answered_by=who)
    assert doubtful_line(with_contacts(hotline, office), "legal_aid") is None


def test_a_number_that_may_be_somebody_elses_by_now_is_never_given(countries: dict[str, Country]) -> None:
    # Read on pages of 2009 to 2012 only, or on none that is newer and shows it.
    for code in ("LI", "TJ", "TM", "KG", "MN"):
        assert not any(doubtful_line(countries[code], topic) for topic in TOPIC_ROLES)


def test_violence_gets_the_line_that_is_made_for_it_and_open_day_and_night(countries: dict[str, Country]) -> None:
    best = best_number(countries["DE"], "sexual_exploitation", language="en")
    assert best is not None
    assert best.number.dial == "116 016"


def test_a_line_for_women_comes_last_for_violence_that_anybody_may_suffer(with_contacts: With, contact: Make) -> None:
    women = contact("women", audience=["women", "violence_victims"], hours={"always": True})
    record = with_contacts(women, contact("all", audience=["crime_victims"]))
    best = {topic: best_number(record, topic) for topic in ("threats_violence", "sexual_violence")}
    assert {topic: each and each.contact.id for topic, each in best.items()} == {
        "threats_violence": "all",
        "sexual_violence": "women",
    }


@pytest.mark.parametrize("topic", ["unpaid_wages", "working_conditions", "residence_permit"])
def test_work_and_permits_never_get_a_centre_for_violence(
    topic: str, with_contacts: With, contact: Make, countries: dict[str, Country]
) -> None:
    centre = contact("centre", roles=["victim_support", "domestic_violence"], audience=["violence_victims"])
    assert best_number(with_contacts(centre), topic) is None
    best = best_number(countries["RU"], topic, language="ru")
    assert best is None or best.contact.id not in ("sisters", "anna")


def test_the_line_of_a_part_of_the_country_that_never_closes_is_known(countries: dict[str, Country]) -> None:
    line = regional_night_line(countries["GB"], "sexual_violence")
    assert line is not None
    assert line.id == "salvation_army"
    assert regional_night_line(countries["GB"], "unpaid_wages") is None
    assert regional_night_line(countries["DE"], "sexual_violence") is None, "116 016 is there for all of Germany"


def test_other_lines_are_those_of_the_whole_country_then_one_for_each_part(with_contacts: With, contact: Make) -> None:
    country = with_contacts(
        contact("first"),
        contact("scotland", regions=["GB-SCT"], place="Scotland"),
        contact("scotland_too", regions=["GB-SCT"], place="Scotland"),
        contact("wales", regions=["GB-WLS"], place="Wales"),
        contact("second"),
        contact("state", answered_by="state_helpline"),
        *(contact(f"more_{place}", answered_by="unknown") for place in range(OTHERS_SHOWN)),
    )
    found = _ids(other_lines(country, "shelter"))
    assert found == ["second", "state", "more_0", "more_1", "more_2", "scotland", "wales"]


@pytest.mark.parametrize(
    "line",
    [
        {"answered_by": "police"},
        {"verify": True},
        {"passes_to": [{"to": "immigration_authority", "answer": "yes", "sources": ["S1"]}]},
        {"audience": ["professionals"]},
    ],
)
def test_no_other_line_is_one_that_should_not_be_called(
    with_contacts: With, contact: Make, line: dict[str, Any]
) -> None:
    country = with_contacts(contact("first"), contact("second", **line))
    assert other_lines(country, "shelter") == ()


@pytest.mark.parametrize(
    ("code", "topic", "line"),
    [
        ("GB", "shelter", "salvation_army"),
        ("GB", "shelter", "migrant_help_scotland"),
        ("GB", "shelter", "migrant_help_northern_ireland"),
        ("GB", "sexual_exploitation", "tara"),
        ("GB", "sexual_violence", "womens_aid_belfast"),
        ("DE", "threats_violence", "hilfetelefon"),
    ],
)
def test_a_line_that_never_is_the_best_is_among_the_others(
    countries: dict[str, Country], code: str, topic: str, line: str
) -> None:
    assert line in _ids(other_lines(countries[code], topic))


def test_only_an_emergency_number_that_takes_texts_is_one_to_text(countries: dict[str, Country]) -> None:
    assert texted_emergency_number(countries["IS"]) == "112"
    assert texted_emergency_number(countries["IE"]) is None, "50101 is a help line"
    assert texted_emergency_number(None) is None


def test_what_was_found_in_a_record_is_not_taken_for_another_ones(with_contacts: With, contact: Make) -> None:
    first, second = (with_contacts(contact(name)) for name in ("first", "second"))
    found = [_ids(contacts_for(country, "hotline")) for country in (first, second, first)]
    assert found == [["first"], ["second"], ["first"]]


def test_records_that_hold_the_same_are_looked_up_apart(with_contacts: With, contact: Make) -> None:
    one, same = with_contacts(contact("line")), with_contacts(contact("line"))
    assert one == same
    assert all(contacts_for(country, "hotline")[0] is country.contacts[0] for country in (one, same))
