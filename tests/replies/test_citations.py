from __future__ import annotations

import pytest

from bot.replies.citations import look_up, of_contact, of_part
from bot.replies.compose import COUNTRY_TOPICS, Situation, compose
from bot.replies.known import country_record, indicators, rights


def test_every_text_of_rights_and_signs_can_be_looked_up_with_its_sources() -> None:
    texts = [text.id for topic in rights().topics for text in (*topic.rules, *topic.steps, *topic.cautions)]
    signs = [sign.id for sign in (*indicators().signs, indicators().child_question, *indicators().job_offer)]
    for name in [*(f"rights:{text}" for text in texts), *(f"signs:{sign}" for sign in signs)]:
        found = look_up(name)
        assert found is not None, name
        assert found.sources, name


def test_a_line_is_looked_up_by_its_own_name_so_that_the_order_of_a_file_may_change() -> None:
    record = country_record("GB")
    assert record is not None
    contact = record.contacts[-1]
    found = look_up(of_contact(record, contact))
    assert found is not None
    assert found.what == contact.name
    assert [read.where for read in found.sources] == [record.sources[key].url for key in contact.sources]


def test_a_part_of_a_record_is_found_with_all_sources_inside_it() -> None:
    record = country_record("IT")
    assert record is not None
    name = of_part(record, record.compensation.other_funds[0])
    assert name == "IT:compensation.other_funds"
    found = look_up(name)
    assert found is not None
    inside = {key for fund in record.compensation.other_funds for key in fund.sources}
    assert {record.sources[key].url for key in inside} <= {read.where for read in found.sources}


def test_what_is_no_part_of_the_record_has_no_name() -> None:
    gb, italy = country_record("GB"), country_record("IT")
    assert gb is not None
    assert italy is not None
    assert of_part(gb, italy.compensation.other_funds[0]) is None


NOTHING = ["", "GB", "GB:", "GB:contacts.nobody", "GB:compensation.gold", "XX:emergency", "../x:y"]


@pytest.mark.parametrize("name", NOTHING)
def test_a_name_that_stands_for_nothing_is_none(name: str) -> None:
    assert look_up(name) is None


def test_an_answer_names_what_it_says_and_nothing_else() -> None:
    sources = compose("utter_shelter", Situation("en", "DE", channel="sms")).sources
    assert "rights:shelter.answer" in sources
    assert any(name.startswith("DE:contacts.") for name in sources)
    assert all(name.startswith(("DE:", "rights:shelter")) for name in sources)
    assert len(set(sources)) == len(sources)


def test_help_in_a_second_country_is_named_too() -> None:
    answers = {"return_home.safe": "no", "return_home.country": "RO"}
    sources = compose("utter_return_home_result", Situation("en", "DE"), answers=answers).sources
    assert "RO:contacts.anitp_telverde" in sources


def test_each_topic_s_answer_names_sources_without_a_country_too() -> None:
    for topic in COUNTRY_TOPICS:
        assert f"rights:{topic}.answer" in compose(f"utter_{topic}", Situation("en")).sources
