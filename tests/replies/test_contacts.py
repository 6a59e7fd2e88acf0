from __future__ import annotations

import pytest

from bot.i18n.catalogues import Catalogue, Review
from bot.replies import contacts
from bot.replies.voice import Voice
from bot.text.direction import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE
from tests.replies.conftest import MakeCountry, MakeVoice, contact


def passing(to: str, answer: str = "yes", *when: str) -> list[dict[str, object]]:
    return [{"to": to, "answer": answer, "when": list(when), "sources": ["S1"]}]


PASSES_TO_POLICE = passing("police")
PASSES_TO_IMMIGRATION = passing("immigration_authority")
POLICE_ALWAYS = passing("police", "yes", "always")
IMMIGRATION_ALWAYS = passing("immigration_authority", "yes", "always")


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        ({"channel": "sms"}, "Charity helpline: They might tell police and immigration. 0800 808 3733."),
        ({"channel": "webchat"}, "line (Charity helpline): They might tell police and immigration. 0800 808 3733."),
    ],
)
def test_whom_they_may_tell_stands_between_who_answers_and_the_number(
    country: MakeCountry, voice: MakeVoice, situation: dict[str, str], said: str
) -> None:
    record = country(contact("line", passes_to=PASSES_TO_POLICE + PASSES_TO_IMMIGRATION))
    assert contacts.told(voice(record, **situation), record.contacts[0]) == said


@pytest.mark.parametrize(
    ("caution", "said"),
    [
        ("caller_location_is_shared_with_police", "The police can learn where you call from."),
        ("complaint_may_reach_immigration_police", "A complaint there may reach the immigration police."),
        ("also_acts_against_illegal_migration", "They also check who may stay in the country."),
        ("works_with_police", "They work together with the police."),
    ],
)
def test_what_makes_a_call_dangerous_is_known_before_it_and_told_once(
    country: MakeCountry, voice: MakeVoice, caution: str, said: str
) -> None:
    record = country(contact("line", cautions=[caution]))
    assert contacts.told(voice(record, channel="sms"), record.contacts[0]) == (
        f"Charity helpline: {said} 0800 808 3733."
    )
    assert contacts.entry(voice(record, channel="sms"), record.contacts[0]).count(said) == 1


@pytest.mark.parametrize(
    ("fields", "warning"),
    [
        ({"passes_to": PASSES_TO_POLICE}, "They might tell the police about you."),
        ({"passes_to": PASSES_TO_IMMIGRATION}, "They might tell immigration about you."),
        ({"passes_to": passing("police", "yes", "may_happen")}, "They might tell the police about you."),
        ({"passes_to": POLICE_ALWAYS}, "They tell the police about you."),
        ({"passes_to": IMMIGRATION_ALWAYS}, "They tell immigration about you."),
        ({"passes_to": POLICE_ALWAYS + IMMIGRATION_ALWAYS}, "They tell the police and immigration."),
        ({"passes_to": PASSES_TO_POLICE + IMMIGRATION_ALWAYS}, "They might tell police and immigration."),
        ({"answered_by": "police"}, "Ask first who they inform."),  # immigration is not known
        ({"answered_by": "labour_inspectorate"}, "Ask first who they inform."),
        ({"answered_by": "ngo"}, None),
        (
            {"answered_by": "migration_authority", "passes_to": PASSES_TO_POLICE},
            "They might tell the police about you.",
        ),
    ],
)
def test_the_warning_says_what_is_known(
    country: MakeCountry, voice: MakeVoice, fields: dict[str, object], warning: str | None
) -> None:
    record = country(contact("line", **fields))
    assert contacts.before_the_number(voice(record), record.contacts[0]) == warning


def test_a_text_message_says_who_answers_and_not_the_name(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line", name="Modern Slavery Helpline", url="https://modern-slavery.example"))
    entry = contacts.entry(voice(record, channel="sms"), record.contacts[0])
    assert "Charity helpline: 0800 808 3733." in entry
    assert "Slavery" not in entry
    assert "slavery" not in entry
    assert "Modern Slavery Helpline" in contacts.entry(voice(record, channel="telegram"), record.contacts[0])


def test_a_number_is_given_as_the_phone_can_dial_it(country: MakeCountry, voice: MakeVoice) -> None:
    numbers = [{"dial": "0800 808 3733", "e164": "+448008083733", "works_from_abroad": "yes"}]
    record = country(contact("line", numbers=numbers))
    at_home = contacts.told(voice(record, phone_country="GB"), record.contacts[0])
    abroad = contacts.told(voice(record, phone_country="RO"), record.contacts[0])
    assert "0800 808 3733" in at_home
    assert "+448008083733" in abroad


def test_a_number_that_works_only_inside_the_country_says_so(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line", numbers=[{"dial": "116 006", "works_from_abroad": "no"}]))
    text = contacts.told(voice(record, phone_country="RO"), record.contacts[0])
    assert "only inside United Kingdom" in text
    assert "116 006" in text


def test_a_second_number_that_can_be_dialled_is_preferred(country: MakeCountry, voice: MakeVoice) -> None:
    numbers = [{"dial": "116 006", "works_from_abroad": "no"}, {"dial": "0800 808 3733", "e164": "+448008083733"}]
    record = country(contact("line", numbers=numbers))
    assert "+448008083733" in contacts.told(voice(record, phone_country="RO"), record.contacts[0])


def test_another_number_is_told_once_and_only_where_it_can_be_dialled(country: MakeCountry, voice: MakeVoice) -> None:
    at_home, mobile = {"dial": "116 006", "works_from_abroad": "no"}, {"dial": "07700 900123", "e164": "+447700900123"}
    record = country(contact("line", numbers=[mobile, at_home, {**mobile, "verify": True}]))
    (line,) = record.contacts
    assert contacts.details(voice(record), line) == ["Another number there: 116 006."]
    assert not any("Another" in said for said in contacts.details(voice(record, phone_country="RO"), line))


def test_other_lines_stand_in_one_paragraph_with_the_part_that_they_serve(
    country: MakeCountry, voice: MakeVoice
) -> None:
    scottish = contact("scottish", regions=["GB-SCT"], place="Scotland", audience=["women"])
    (said,) = contacts.others(voice(country(contact("first"), scottish)), "shelter")
    number = "(Charity helpline): 0800 808 3733."
    assert said == f"Other lines:\n- scottish {number} Place: Scotland. For: women."
    assert contacts.others(voice(country(contact("first"))), "shelter") == []


def test_that_a_number_may_not_work_from_abroad_is_told_to_those_abroad(country: MakeCountry, voice: MakeVoice) -> None:
    unknown = {"dial": "0800 808 3733", "e164": "+448008083733"}
    sure = {"dial": "020 7946 0001", "e164": "+442079460001", "works_from_abroad": "yes"}
    record = country(contact("line", numbers=[unknown]), contact("with_both", numbers=[unknown, sure]))
    doubt = "I do not know if the number works from abroad."
    here, abroad = voice(record, phone_country="GB"), voice(record, phone_country="RO")
    assert doubt not in contacts.entry(here, record.contacts[0])
    assert f"+448008083733. {doubt}" in contacts.entry(abroad, record.contacts[0])
    assert "+442079460001" in contacts.entry(abroad, record.contacts[1])
    assert doubt not in contacts.entry(abroad, record.contacts[1])


def test_a_doubtful_number_is_never_given(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line", numbers=[{"dial": "0800 808 3733", "verify": True}]))
    assert "0800" not in contacts.entry(voice(record), record.contacts[0])


def test_cost_hours_languages_and_audience_are_told(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(
        contact(
            "line",
            numbers=[{"dial": "0800 808 3733", "free_call": True, "takes": ["calls", "texts", "whatsapp"]}],
            hours={"always": True},
            languages=["pl", "en", "ro"],
            interpreters=True,
            audience=["migrants", "workers"],
            place="Leeds",
        )
    )
    said = contacts.entry(voice(record, phone_country="GB"), record.contacts[0])
    for sentence in (
        "The call is free.",
        "Open day and night.",
        "Languages: English, Polish, Romanian.",
        "They can find an interpreter.",
        "For: migrants, workers.",
        "You can also write there: text message or WhatsApp.",
        "Place: Leeds.",
    ):
        assert sentence in said


def test_the_hours_of_the_readers_language_are_told(country: MakeCountry, voice: MakeVoice) -> None:
    english = {"days": ["mon"], "from": "09:00", "to": "12:00", "languages": ["en"]}
    finnish = {"days": ["tue"], "from": "09:00", "to": "15:00", "languages": ["fi"]}
    record = country(contact("line", hours=[finnish, english], languages=["fi", "en"]))
    said = contacts.entry(voice(record), record.contacts[0])
    assert "Open: Mon" in said
    assert "Tue" not in said


def test_a_number_that_only_takes_texts_is_given_with_what_a_text_must_begin_with(
    country: MakeCountry, voice: MakeVoice
) -> None:
    call = {"dial": "0345 345 4345", "e164": "+443453454345"}
    texts = {"dial": "80010", "works_from_abroad": "no", "takes": ["texts"], "begin_with": "legalaid"}
    record = country(contact("line", numbers=[call, texts]))
    here, abroad = (contacts.entry(voice(record, phone_country=code), record.contacts[0]) for code in ("GB", "RO"))
    assert 'You can also write there: text message 80010: "legalaid".' in here
    assert "text message" not in abroad


def test_a_doubtful_number_for_texts_is_given_only_with_the_advice_to_call(
    country: MakeCountry, voice: MakeVoice
) -> None:
    texts = {"dial": "233733", "works_from_abroad": "no", "takes": ["texts"], "verify": True}
    call = {"dial": "0800 808 3733", "e164": "+448008083733"}
    advised = contact("line", numbers=[call, texts], cautions=["give_only_with_the_phone_number"])
    record = country(
        advised, contact("without_advice", numbers=[call, texts]), {**advised, "id": "alone", "numbers": [texts]}
    )
    told, without_advice, alone = (contacts.entry(voice(record), line) for line in record.contacts)
    assert "write there: text message 233733. If no answer comes to a text message, call." in told
    assert "233733" not in without_advice
    assert "233733" not in alone
    assert "If no answer" not in alone


def test_a_call_is_not_called_free_from_another_country(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line", numbers=[{"dial": "0800 808 3733", "e164": "+448008083733", "free_call": True}]))
    assert "free" not in contacts.entry(voice(record, phone_country="RO"), record.contacts[0])


def test_that_they_tell_nobody_is_told_with_its_exception(country: MakeCountry, voice: MakeVoice) -> None:
    only = "if_the_caller_agrees"
    record = country(contact("line", passes_to=passing("police", "no", only) + passing("immigration_authority", "no")))
    assert contacts.details(voice(record), record.contacts[0]) == [
        "They do not tell the police or the immigration authority about you.",
        "They tell others about you only if you agree.",
    ]


def test_two_exceptions_are_one_sentence(country: MakeCountry, voice: MakeVoice) -> None:
    passes = passing("police", "no", "if_the_caller_agrees", "if_the_law_requires")
    record = country(contact("line", passes_to=passes))
    assert contacts.details(voice(record), record.contacts[0]) == [
        "They do not tell the police about you.",
        "They tell others about you only if you agree or the law requires it.",
    ]


def test_the_part_of_the_country_that_a_line_serves_is_the_first_thing_after_its_number(
    country: MakeCountry, voice: MakeVoice
) -> None:
    scottish = contact("line", regions=["GB-SCT"], place="Scotland", free=True)
    record = country(scottish, contact("in_a_town", place="Leeds", free=True))
    details = [contacts.details(voice(record), line) for line in record.contacts]
    assert details == [["Place: Scotland.", "The help is free."], ["The help is free.", "Place: Leeds."]]


def test_without_a_country_nobody_is_called_and_the_country_is_asked(voice: MakeVoice) -> None:
    call, details = contacts.whom_to_call(voice(None), "shelter")
    assert call == "Write the name of the country you are in. Then I can give you a number to call."
    assert details == ()


def test_a_country_outside_the_57_is_said_plainly(voice: MakeVoice) -> None:
    call, _ = contacts.whom_to_call(voice(None, country="NP"), "shelter")
    assert call.startswith("Nepal: I do not know the helplines there.")


def test_a_country_without_a_sure_number_is_said_plainly(country: MakeCountry, voice: MakeVoice) -> None:
    call, _ = contacts.whom_to_call(voice(country()), "shelter")
    assert call.startswith("United Kingdom: I do not know a sure number for this.")


def test_numbers_are_isolated_in_right_to_left_languages(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line"))
    english = voice(record)
    arabic = Voice(english.situation, Catalogue("ar", Review(), english.catalogue._translations), record)
    expected = f"{FIRST_STRONG_ISOLATE}0800 808 3733{POP_DIRECTIONAL_ISOLATE}"
    assert expected in contacts.told(arabic, record.contacts[0])
    assert FIRST_STRONG_ISOLATE not in contacts.told(english, record.contacts[0])


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (["2025-12-02"], []),
        (["2019", "2025-12-02"], []),
        (["2025-12-01"], ["Number from 2025."]),
        (["2017-03", "2019", None], ["Number from 2019."]),
        ([None], ["Date of number unknown."]),
    ],
)
def test_a_number_that_no_page_of_the_last_year_has_says_of_which_year_it_is(
    country: MakeCountry, voice: MakeVoice, pages: list[str | None], said: list[str]
) -> None:
    read = {"title": "T", "publisher": "P", "url": "https://example.org", "read": "2026-12-02"}
    sources = {f"S{place}": {**read, "dated": dated} for place, dated in enumerate(pages, 1)}
    record = country(contact("line", sources=list(sources)), sources=sources)
    line = record.contacts[0]
    assert contacts.age(voice(record), line) == said
    assert [part for part in contacts.details(voice(record, channel="sms"), line) if part in said] == said


def test_a_line_without_a_number_to_call_has_no_age(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line", numbers=[], url="https://example.org"))
    assert contacts.age(voice(record), record.contacts[0]) == []
