"""The texts on rights and signs keep what they promise: sourced, short, discreet, and shown only where they bind."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.loader import RecordError
from bot.knowledge.rights import (
    ONE_UNIT_EACH,
    ChildQuestion,
    Indicators,
    JobOfferQuestion,
    Rights,
    Rule,
    Sign,
    load_indicators,
    load_rights,
    rules_for,
)

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"

# Rules a topic in the research of 2026-11-24; together 181. Topics that came later may have any number.
RULES_A_TOPIC = {
    "rights_overview": 9,
    "am_i_trafficked": 9,
    "documents_taken": 5,
    "unpaid_wages": 9,
    "debt_bondage": 6,
    "threats_violence": 5,
    "cannot_leave": 5,
    "sexual_exploitation": 7,
    "working_conditions": 8,
    "police_fear": 8,
    "report_to_police": 7,
    "recovery_period": 10,
    "residence_permit": 9,
    "work_permit": 5,
    "shelter": 5,
    "medical_help": 5,
    "psychological_help": 4,
    "legal_aid": 5,
    "compensation": 11,
    "court_proceedings": 8,
    "interpreter": 5,
    "return_home": 9,
    "family_safety": 5,
    "child_victim": 10,
    "job_offer_check": 4,
    "report_concern": 2,
    "professional_guidance": 6,
}
NOT_ECAT = {"CA", "KG", "KZ", "MN", "RU", "TJ", "TM", "US", "UZ", "VA"}  # states.ecat_not_party_osce
EU_SETS = {"eu_2011_36", "eu_2024_1712", "eu_2004_81", "eu_2004_80", "eu_2012_29", "eu_2009_52"}
EU_NOT_BOUND = {  # states.eu_optouts, and what was not verified
    "eu_2011_36": {"DK"},
    "eu_2024_1712": {"DK", "IE"},
    "eu_2004_81": {"DK", "IE"},
    "eu_2012_29": {"DK"},
    "eu_2009_52": {"DK", "IE"},
}
NAMED_BY_THE_PERSON_FIRST = {
    "police_fear",
    "report_to_police",
    "sexual_exploitation",
    "court_proceedings",
    "am_i_trafficked",
}

TELLING = re.compile(r"traffic|victim|slave|exploit|prostitut|\bsex|police", re.IGNORECASE)
AVOIDED = re.compile(  # mandate.yml, language_rules, and what a contact must never be told
    r"illegal|\baliens?\b|rescue|\bsav(e|ed|ing)\b|victim|\bslaves?\b|prostitutes?\b|survivor|too late|you agreed"
    r"|you should have|why did you not|alleged|so-called|undocumented migrant",
    re.IGNORECASE,
)
NUMBER_TO_CALL = re.compile(r"\d{3}|\d[\s./-]+\d")
ADDRESS = re.compile(r"https?:|www\.|\.(com|org|eu|net)\b|@")


@pytest.fixture(scope="module")
def rights() -> Rights:
    return load_rights(KNOWLEDGE)


@pytest.fixture(scope="module")
def indicators() -> Indicators:
    return load_indicators(KNOWLEDGE / "indicators.yml")


def all_rules(rights: Rights) -> list[Rule]:
    return [rule for topic in rights.topics for rule in topic.rules]


def told(rights: Rights) -> Iterator[tuple[str, str, bool]]:
    """Every text of a topic or rights.yml that a contact may see: id, text, telling."""
    for topic in rights.topics:
        yield topic.topic, topic.answer, topic.topic in NAMED_BY_THE_PERSON_FIRST
        for text in (*(r for r in topic.rules if not r.operator_only), *topic.steps, *topic.cautions):
            yield text.id, text.text, text.telling
    for text in rights.digital_safety:
        yield text.id, text.text, text.telling


def asked(indicators: Indicators) -> Iterator[tuple[str, str, bool]]:
    """Every text of indicators.yml that a contact may see: id, text, telling."""
    yield indicators.intro.id, indicators.intro.text, False
    signs: list[Sign | ChildQuestion | JobOfferQuestion] = [*indicators.signs, *indicators.job_offer]
    for sign in [*signs, indicators.child_question]:
        yield sign.id, sign.question, sign.telling
        yield sign.id, sign.signs_named, sign.telling
    for sector in indicators.sectors:
        for question in sector.questions:
            yield question.id, question.question, question.telling
    for role in indicators.professionals:
        for line in (*role.signs, *role.first_steps, *role.do_nots):
            yield line.id, line.text, line.telling


def test_every_rule_of_the_research_is_there_under_its_id(rights: Rights) -> None:
    expected = [f"{topic}.{number}" for topic, count in RULES_A_TOPIC.items() for number in range(1, count + 1)]

    assert set(expected) <= {rule.id for rule in all_rules(rights)}
    assert len(expected) == 181


def test_every_text_carries_a_source(rights: Rights) -> None:
    known = {source.id for source in rights.sources}

    for topic in rights.topics:
        for text in (*topic.rules, *topic.steps, *topic.cautions):
            assert text.sources, text.id
            assert set(text.sources) <= known, text.id
    assert all(rule.article for rule in all_rules(rights))


def test_no_rule_rests_on_our_own_words(rights: Rights) -> None:
    assert [rule.id for rule in all_rules(rights) if "OWN" in rule.sources] == []
    assert [topic.topic for topic in rights.topics if "OWN" in topic.answer_sources] == []


def test_every_source_is_used(rights: Rights, indicators: Indicators) -> None:
    of_rights = [KNOWLEDGE / "rights.yml", *(KNOWLEDGE / "topics").glob("*.yml")]
    for files, sources in ((of_rights, rights.sources), ([KNOWLEDGE / "indicators.yml"], indicators.sources)):
        text = "".join(file.read_text("utf-8") for file in files)
        cited = {source for row in re.findall(r"sources: \[([^]]*)]", text) for source in row.split(", ")}
        assert {source.id for source in sources} == cited


def test_texts_are_gsm7_and_hold_no_number_to_call_and_no_address(rights: Rights, indicators: Indicators) -> None:
    for name, text, _ in (*told(rights), *asked(indicators)):
        assert set(text) <= ONE_UNIT_EACH, name
        assert not NUMBER_TO_CALL.search(text), name
        assert not ADDRESS.search(text), name


def test_words_that_hurt_are_absent(rights: Rights, indicators: Indicators) -> None:
    for name, text, _ in (*told(rights), *asked(indicators)):
        assert not AVOIDED.search(text), name


def test_telling_words_stand_only_where_they_are_marked(rights: Rights, indicators: Indicators) -> None:
    for name, text, telling in (*told(rights), *asked(indicators)):
        assert telling or not TELLING.search(text), name


def test_the_first_step_can_always_be_shown(rights: Rights) -> None:
    assert [topic.topic for topic in rights.topics if topic.steps[0].telling] == []


def test_each_text_is_whole_sentences(rights: Rights) -> None:
    for name, text, _ in told(rights):
        assert text[0].isupper(), name
        assert text[-1] in ".?", name


def test_topics_lead_to_three_other_topics(rights: Rights) -> None:
    for topic in rights.topics:
        assert len(set(topic.next) - {topic.topic}) == 3, topic.topic


def test_all_57_states_are_bound_by_palermo_and_the_decision(rights: Rights) -> None:
    assert len(rights.binding["mc_dec_14_06"].states) == 57
    assert rights.binding["palermo"].states == rights.binding["mc_dec_14_06"].states
    for name, bound in rights.binding.items():
        assert bound.states <= rights.binding["mc_dec_14_06"].states, name


def test_the_european_convention_is_never_shown_outside_its_parties(rights: Rights) -> None:
    assert rights.binding["ecat"].states == rights.binding["palermo"].states - NOT_ECAT
    for country in NOT_ECAT:
        for topic in RULES_A_TOPIC:
            assert "ecat" not in {key for rule in rules_for(rights, topic, country) for key in rule.binding}, country


@pytest.mark.parametrize(("act", "country"), [(act, c) for act, out in EU_NOT_BOUND.items() for c in sorted(out)])
def test_eu_acts_are_not_shown_where_they_do_not_bind(rights: Rights, act: str, country: str) -> None:
    for topic in RULES_A_TOPIC:
        assert act not in {key for rule in rules_for(rights, topic, country) for key in rule.binding}


def test_rules_that_speak_of_the_eu_are_shown_only_in_the_eu(rights: Rights) -> None:
    for rule in all_rules(rights):
        if re.search(r"\bEU\b", rule.text):
            assert set(rule.binding) <= EU_SETS, rule.id


def test_no_time_to_recover_is_told_where_no_rule_gives_it(rights: Rights) -> None:
    for country in NOT_ECAT:
        assert rules_for(rights, "recovery_period", country) == []
    assert any("30 days" in rule.text for rule in rules_for(rights, "recovery_period", "GB"))
    assert not any("45" in rule.text for rule in rules_for(rights, "recovery_period", "GB"))


def test_a_national_rule_is_told_in_its_country_only(rights: Rights) -> None:
    six_months = "recovery_period.9"

    assert six_months in {rule.id for rule in rules_for(rights, "recovery_period", "NO")}
    for country in rights.binding["palermo"].states - {"NO"}:
        assert six_months not in {rule.id for rule in rules_for(rights, "recovery_period", country)}


def test_a_country_without_a_record_of_being_bound_sees_no_rule_of_that_treaty(rights: Rights) -> None:
    bound = rights.binding["c189"].states

    for country in rights.binding["palermo"].states - bound:
        assert not any("c189" in rule.binding for rule in rules_for(rights, "working_conditions", country))


def test_an_unknown_country_sees_only_what_binds_all(rights: Rights) -> None:
    for topic in RULES_A_TOPIC:
        for rule in rules_for(rights, topic, None):
            assert set(rule.binding) & {"palermo", "mc_dec_14_06"}, rule.id
    assert rules_for(rights, "rights_overview", None)


@pytest.mark.parametrize("country", ["DE", "US", None])
def test_telling_rules_wait_on_sms(rights: Rights, country: str | None) -> None:
    for topic in RULES_A_TOPIC:
        everything = rules_for(rights, topic, country)

        assert rules_for(rights, topic, country, sms=True) == [rule for rule in everything if not rule.telling]


def test_operator_only_rules_are_never_shown(rights: Rights) -> None:
    hidden = {rule.id for rule in all_rules(rights) if rule.operator_only}
    shown = {
        rule.id
        for country in rights.binding["palermo"].states
        for topic in RULES_A_TOPIC
        for rule in rules_for(rights, topic, country)
    }

    assert len(hidden) == 9
    assert shown == {rule.id for rule in all_rules(rights)} - hidden


def test_country_codes_may_come_in_small_letters(rights: Rights) -> None:
    assert rules_for(rights, "shelter", "no") == rules_for(rights, "shelter", "NO")


def test_a_topic_without_rights_has_no_rules(rights: Rights) -> None:
    assert rules_for(rights, "greet", "DE") == []


def test_consider_rules_never_say_must(rights: Rights) -> None:
    for rule in all_rules(rights):
        if rule.strength in {"may_consider", "should", "political", "advice"}:
            assert not re.search(r"\bmust\b", rule.text), rule.id


def test_a_penalty_is_never_promised_away(rights: Rights) -> None:
    for name, text, _ in told(rights):
        assert not re.search(r"you will not be (punished|arrested|sent away|deported)", text, re.IGNORECASE), name


def test_the_eleven_signs_are_numbered_and_named(indicators: Indicators) -> None:
    assert [sign.number for sign in indicators.signs] == list(range(1, 12))
    assert {sign.number for sign in indicators.signs if sign.severity == "high"} == {3, 5, 6, 7, 9}
    assert indicators.child_question.if_yes == "child_victim"


def test_every_question_is_one(indicators: Indicators) -> None:
    questions = [*indicators.signs, indicators.child_question, *indicators.job_offer]
    questions += [question for sector in indicators.sectors for question in sector.questions]

    assert [q.id for q in questions if not re.fullmatch(r"[A-Z][^?.]*\?", q.question)] == []


def test_the_trades_and_professions_of_the_decision_are_there(indicators: Indicators) -> None:
    assert {sector.isic[0] for sector in indicators.sectors} == {"A", "F", "C", "I", "T"}
    assert [role.id for role in indicators.professionals] == [
        "health_workers",
        "social_workers",
        "labour_inspectors",
        "police_and_border_officers",
    ]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may spoil."""
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told_about"),
    [
        ("topics/shelter.yml", "binding: [ecat]", "binding: [ecta]", "ecta"),
        ("topics/rights_overview.yml", "It is not your fault.", "It is not your fault \u2026", "GSM-7"),
        ("topics/rights_overview.yml", "id: rights_overview.2\n", "id: rights_overview.1\n", "used twice"),
        ("topics/rights_overview.yml", "id: rights_overview.2\n", "id: shelter.99\n", "begins with another topic"),
        ("topics/rights_overview.yml", "strength: must", "strength: surely", "strength"),
        ("topics/rights_overview.yml", "steps:", "setps:", "setps"),
        ("topics/rights_overview.yml", "sources: [S1, S41]", "sources: [S1, S999]", "S999"),
        ("topics/child_victim.yml", "operator_only: true", "operator_only: false", "operator_only"),
        ("topics/shelter.yml", "topic: shelter", "topic: home", "named after its topic"),
        ("topics/shelter.yml", 'title: "A safe place to sleep"', "title:", "title: is missing; write it"),
        ("topics/shelter.yml", "next: [", "next: [nowhere, ", "next"),
        ("rights.yml", "binding:", "binding: [", "mend the YAML"),
    ],
)
def test_a_mistake_in_a_file_is_named(copied: Path, file: str, right: str, wrong: str, told_about: str) -> None:
    path = copied / file
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(RecordError, match=re.escape(told_about)) as caught:
        load_rights(copied)
    assert str(copied) in str(caught.value)


def test_all_faults_of_all_topics_are_named_at_once(copied: Path) -> None:
    for topic in ("shelter", "interpreter"):
        (copied / "topics" / f"{topic}.yml").write_text(f"topic: {topic}\ntitle:\n", "utf-8")
    with pytest.raises(RecordError) as caught:
        load_rights(copied)
    lines = str(caught.value).splitlines()
    for topic in ("shelter", "interpreter"):
        named = {line.split(": ")[1] for line in lines if f"{topic}.yml" in line}
        assert named == {"title", "answer", "answer_sources", "steps", "cautions", "next"}


def test_a_topic_may_bring_sources_of_its_own(copied: Path) -> None:
    path = copied / "topics" / "shelter.yml"
    own = "sources:\n  - {id: shelter.S1, title: A page, where: 'https://example.org'}\n"
    text = path.read_text("utf-8").replace("answer_sources: [", "answer_sources: [shelter.S1, ", 1)
    path.write_text(text + own, "utf-8")
    assert "shelter.S1" in {source.id for source in load_rights(copied).sources}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such file"):
        load_indicators(tmp_path / "indicators.yml")


def test_records_cannot_be_changed(rights: Rights) -> None:
    topic: Any = rights.topics[0]

    with pytest.raises(TypeError):
        topic.answer = "changed"
