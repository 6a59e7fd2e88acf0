"""Answer, ask, or neither: by what a mistake would cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.decision import AnswerOrAsk
from bot.nlu.parse_keys import PEAKS, RANKING

CONFIG = {**AnswerOrAsk.get_default_config(), "answer": 0.6, "none": 0.3}
DECIDE = AnswerOrAsk(CONFIG).decide


def ranking(**sure: float) -> list[dict[str, object]]:
    return [{"name": n, "confidence": c} for n, c in sorted(sure.items(), key=lambda pair: -pair[1])]


@pytest.mark.parametrize(
    ("topics", "decision", "intent"),
    [
        ({"shelter": 0.9, "menu": 0.1}, "answer", "shelter"),
        ({"shelter": 0.6, "menu": 0.4}, "answer", "shelter"),
        ({"shelter": 0.59, "menu": 0.41}, "ask", "nlu_fallback"),
        ({"out_of_scope": 0.9, "shelter": 0.1}, "none", "out_of_scope"),
        ({"out_of_scope": 0.31, "shelter": 0.3, "menu": 0.3}, "none", "out_of_scope"),
        ({"out_of_scope": 0.29, "shelter": 0.28, "menu": 0.27}, "ask", "nlu_fallback"),
        ({"threats_violence": 0.8, "emergency": 0.2}, "answer", "emergency"),
        ({"threats_violence": 0.9, "emergency": 0.1}, "answer", "threats_violence"),
        ({"threats_violence": 0.8, "emergency": 0.19}, "answer", "threats_violence"),
        ({"out_of_scope": 0.7, "distress": 0.25}, "answer", "distress"),
        ({"out_of_scope": 0.7, "distress": 0.24}, "ask", "nlu_fallback"),
        ({"out_of_scope": 0.9, "distress": 0.05}, "ask", "nlu_fallback"),
        ({"out_of_scope": 0.9, "emergency": 0.04}, "none", "out_of_scope"),
        ({"distress": 0.4, "emergency": 0.2}, "answer", "distress"),
        ({"talk_to_human": 0.5, "shelter": 0.4}, "answer", "talk_to_human"),
        ({"talk_to_human": 0.49, "shelter": 0.48}, "ask", "nlu_fallback"),
        ({"goodbye": 0.5, "shelter": 0.4}, "answer", "goodbye"),
        ({"menu": 0.49, "shelter": 0.48}, "ask", "nlu_fallback"),
        ({}, "ask", "nlu_fallback"),
    ],
)
def test_the_decision_follows_the_cost_of_a_mistake(topics: dict[str, float], decision: str, intent: str) -> None:
    decided, chosen = DECIDE(ranking(**topics), {})
    assert (decided, chosen["name"]) == (decision, intent)


@pytest.mark.parametrize(
    ("text", "sure", "decision"),
    [
        ("no not that", 0.4, "answer"),
        ("no not that", 0.39, "ask"),
        ("one two three four five six seven eight", 0.39, "ask"),
        ("one two three four five six seven eight nine", 0.25, "answer"),
        ("不是问你们", 0.39, "ask"),
    ],
)
def test_few_words_must_be_surer_of_despair(text: str, sure: float, decision: str) -> None:
    message = Message.build(text)
    message.set(RANKING, ranking(out_of_scope=0.5, distress=sure))
    AnswerOrAsk(CONFIG).process([message])
    assert message.get("decision") == decision


@pytest.mark.parametrize(
    ("whole", "peak", "intent"),
    [
        (0.01, 0.85, "distress"),  # said once, in the middle of much else
        (0.01, 0.84, "threats_violence"),
        (0.29, 0.5, "threats_violence"),  # much that is sad, and nothing of it despair
        (0.3, 0.1, "distress"),
    ],
)
def test_one_passage_is_enough_for_what_is_urgent(whole: float, peak: float, intent: str) -> None:
    message = Message.build("Much else. Something.")
    message.set(RANKING, ranking(threats_violence=0.61, distress=whole))
    message.set(PEAKS, {"distress": peak, "emergency": 0.1, "threats_violence": 0.9})
    AnswerOrAsk(CONFIG).process([message])
    assert message.get("decision") == "answer"
    assert message.get("intent")["name"] == intent


@pytest.mark.parametrize(("peak", "decision"), [(0.3, "ask"), (0.29, "none")])
def test_nobody_is_turned_away_who_may_have_said_it_in_passing(peak: float, decision: str) -> None:
    decided, _ = DECIDE(ranking(out_of_scope=0.9, distress=0.01), {"distress": peak, "emergency": 0.0})
    assert decided == decision


@given(st.dictionaries(st.sampled_from(["emergency", "shelter", "menu", "out_of_scope"]), st.floats(0, 1), max_size=4))
def test_a_topic_that_is_not_urgent_is_never_answered_below_its_threshold(topics: dict[str, float]) -> None:
    decided, chosen = DECIDE(ranking(**topics), {})
    if decided == "answer":
        least = {"emergency": CONFIG["urgent"]["emergency"], "menu": CONFIG["light"]}
        assert chosen["confidence"] >= least.get(chosen["name"], CONFIG["answer"])


def test_asking_keeps_the_ranking_for_the_choices() -> None:
    message = Message.build("something")
    message.set(RANKING, ranking(shelter=0.4, menu=0.3, police_fear=0.3))
    AnswerOrAsk(CONFIG).process([message])
    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("decision") == "ask"
    assert message.get(RANKING)[0]["name"] == "shelter"


def test_a_payload_is_an_answer_and_its_intent_is_left_to_rasa() -> None:
    message = Message.build("/menu")
    AnswerOrAsk(CONFIG).process([message])
    assert message.get("decision") == "answer"
    assert message.get("intent") is None


def decided(text: str, languages: dict[str, str | None], known: dict[str, object], **sure: float) -> tuple[str, str]:
    message = Message.build(text)
    message.set(RANKING, ranking(**sure))
    message.set("metadata", known)
    message.set("language", {"language": "hi", "substantial": True})
    found = [
        {"entity": "language", "value": code, "start": 0, "end": len(code), **({"role": role} if role else {})}
        for code, role in languages.items()
    ]
    message.set("entities", found)
    AnswerOrAsk(CONFIG).process([message])
    return str(message.get("decision")), str(message.get("intent")["name"])


@pytest.mark.parametrize(
    ("languages", "known", "expected"),
    [
        ({"en": "not"}, {"language": "hi"}, "unpaid_wages"),
        ({"hi": None}, {"language": "hi"}, "unpaid_wages"),
        ({"hi": None}, {}, "change_language"),  # a first text may be the wish for its own language
        ({"bn": "theirs"}, {"language": "hi"}, "unpaid_wages"),
        ({"hi": "not"}, {"language": "hi"}, "change_language"),
        ({"en": "not"}, {"language": "en", "language_chosen": True}, "change_language"),
        ({"en": "not"}, {"language": "en"}, "unpaid_wages"),  # its text has changed the language already
        ({"en": "not", "ur": None}, {"language": "hi"}, "change_language"),
        ({"hi": None}, {"language": "en"}, "change_language"),
    ],
)
def test_a_language_that_is_only_mentioned_leaves_the_text_to_the_next_topic(
    languages: dict[str, str | None], known: dict[str, object], expected: str
) -> None:
    sure = {"change_language": 0.7, "unpaid_wages": 0.25, "menu": 0.05}
    assert decided("xx xx and so many words of other things", languages, known, **sure) == ("answer", expected)


def test_what_is_left_of_a_text_that_only_mentions_a_language_is_asked_about_and_never_turned_away() -> None:
    words, known = "xx and so many words of other things here", {"language": "hi"}
    nearly_nothing = {"change_language": 0.99, "unpaid_wages": 0.01}
    assert decided(words, {"hi": None}, known, **nearly_nothing) == ("ask", "nlu_fallback")
    assert decided(words, {"hi": None}, known, change_language=0.6, out_of_scope=0.4) == ("ask", "nlu_fallback")
    assert decided(words, {"hi": None}, known, change_language=0.9, distress=0.25) == ("answer", "distress")


def test_a_text_that_is_little_but_a_language_is_the_wish_for_it() -> None:
    assert decided("hi please", {"hi": None}, {"language": "hi"}, change_language=1.0) == ("answer", "change_language")


def understood(text: str, sure: dict[str, float], **set_on_it: object) -> Message:
    """A message after AnswerOrAsk, with its own defaults."""
    message = Message({"text": text, RANKING: ranking(**sure), **set_on_it})
    AnswerOrAsk(AnswerOrAsk.get_default_config()).process([message])
    return message


def test_a_likely_topic_is_answered_where_only_its_family_may_be_meant() -> None:
    likely = understood("he pays little and late", {"unpaid_wages": 0.6, "working_conditions": 0.35, "greet": 0.05})
    assert likely.get("intent")["name"] == "unpaid_wages"
    unsure = understood("he pays little and late", {"unpaid_wages": 0.6, "shelter": 0.35, "greet": 0.05})
    assert unsure.get("intent")["name"] == "nlu_fallback"


def test_all_needs_of_a_text_are_heard_the_most_urgent_first() -> None:
    parts = {"return_home": 0.9, "unpaid_wages": 0.7, "documents_taken": 0.95, "greet": 0.99}
    message = understood("took my passport, no pay, want home", {"unpaid_wages": 0.4, "return_home": 0.3}, parts=parts)
    assert message.get("needs") == ["documents_taken", "unpaid_wages", "return_home"]
    assert message.get("intent")["name"] == "documents_taken"
    assert message.get("decision") == "answer"


def test_beside_a_sure_topic_only_what_is_surer_is_heard() -> None:
    parts = {"unpaid_wages": 0.9, "return_home": 0.7}
    message = understood("no pay", {"unpaid_wages": 0.95}, parts=parts)
    assert message.get("needs") == ["unpaid_wages"]


def test_what_is_out_of_scope_has_no_needs() -> None:
    message = understood("a joke about wages", {"out_of_scope": 0.95}, parts={"unpaid_wages": 0.99})
    assert message.get("needs") is None


def closer(name: str, confidence: float) -> dict[str, object]:
    return {"name": name, "confidence": confidence}


@pytest.mark.parametrize(
    ("sure", "found", "intent"),
    [
        ({"about_service": 0.9}, closer("are_you_police", 0.7), "are_you_police"),
        ({"about_service": 0.9}, closer("line_cost", 0.7), "line_cost"),
        ({"out_of_scope": 0.5}, closer("wrong_number", 0.7), "wrong_number"),
        ({"out_of_scope": 0.9}, closer("wrong_number", 0.7), "out_of_scope"),
        ({"out_of_scope": 0.9}, closer("wrong_number", 0.95), "wrong_number"),
        ({"legal_aid": 0.7}, closer("line_cost", 0.7), "nlu_fallback"),
        ({"legal_aid": 0.9}, closer("line_cost", 0.99), "legal_aid"),
        ({"sexual_exploitation": 0.9}, closer("sexual_violence", 0.7), "sexual_exploitation"),
        ({"child_victim": 0.5}, closer("sexual_violence", 0.85), "nlu_fallback"),
        ({"sexual_exploitation": 0.9}, closer("sexual_violence", 0.95), "sexual_violence"),
        ({"about_service": 0.9}, closer("are_you_police", 0.3), "about_service"),
        ({"police_fear": 0.95}, closer("are_you_police", 0.7), "police_fear"),
        ({"police_fear": 0.95}, closer("are_you_police", 0.95), "police_fear"),
        ({"police_fear": 0.95}, closer("cannot_talk", 0.95), "cannot_talk"),
        ({"emergency": 0.4}, closer("sexual_violence", 0.8), "sexual_violence"),
        ({"emergency": 0.9}, closer("sexual_violence", 0.8), "emergency"),
        ({"emergency": 0.4}, closer("line_cost", 0.95), "emergency"),
        ({"distress": 0.5}, closer("no_thanks", 0.95), "distress"),
    ],
)
def test_a_closer_question_is_answered_unless_something_surer_or_urgent_was_said(
    sure: dict[str, float], found: dict[str, object], intent: str
) -> None:
    assert understood("some words", sure, closer=found, concepts=["police"]).get("intent")["name"] == intent


def test_a_cry_for_help_says_nothing_else() -> None:
    cry = closer("cry_for_help", 0.95)
    assert understood("help me please", {"emergency": 0.4}, closer=cry).get("intent")["name"] == "cry_for_help"
    assert understood("help me he will kill me", {"emergency": 0.4}, closer=cry).get("intent")["name"] == "emergency"
    killed = understood("aiuto mi uccide", {"emergency": 0.4}, closer=cry, concepts=["help", "kill"])
    assert killed.get("intent")["name"] == "emergency"


def test_one_word_that_means_list_and_help_is_a_cry_for_help() -> None:
    assert understood("aiuto", {"menu": 1.0}, concepts=["help"]).get("intent")["name"] == "cry_for_help"
    assert understood("menu", {"menu": 1.0}, concepts=["menu"]).get("intent")["name"] == "menu"
    asked = understood("how can you help me", {"menu": 1.0}, concepts=["help"])
    assert asked.get("intent")["name"] == "menu"


@pytest.mark.parametrize(
    ("sure", "concepts", "intent"),
    [
        (1.0, ["weapon", "threaten"], "threats_violence"),
        (1.0, ["weapon", "rape"], "sexual_violence"),
        (1.0, ["touch"], "sexual_violence"),
    ],
)
def test_a_threat_is_answered_as_rape_only_where_it_has_a_word_for_that(
    sure: float, concepts: list[str], intent: str
) -> None:
    said = understood(
        "some words", {"threats_violence": sure}, closer=closer("sexual_violence", 0.97), concepts=concepts
    )
    assert said.get("intent")["name"] == intent


def test_few_words_on_the_talk_itself_are_no_alarm() -> None:
    def read_as(text: str, sure: float, *concepts: str) -> str:
        said = understood(text, {"distress": 0.7}, closer=closer("explain_again", sure), concepts=list(concepts))
        return str(said.get("intent")["name"])

    assert read_as("some words", 0.96) == "explain_again"
    assert read_as("some words", 0.9) == "distress"
    assert read_as("one two three four five six seven eight nine", 0.99) == "distress"
    assert read_as("he does it again", 0.99, "beat") == read_as("again not safe", 0.99, "unsafe") == "distress"


def test_a_clause_raises_no_alarm_that_a_passage_would_not() -> None:
    doubtful = understood(
        "i cannot any more, no pay", {"unpaid_wages": 0.4}, parts={"distress": 0.84, "unpaid_wages": 0.7}
    )
    assert doubtful.get("needs") == ["unpaid_wages"]
    sure = understood("i want to die, no pay", {"unpaid_wages": 0.4}, parts={"distress": 0.85, "unpaid_wages": 0.7})
    assert sure.get("needs") == ["distress", "unpaid_wages"]


def test_whether_anybody_is_there_is_no_question_about_the_police() -> None:
    asked = closer("are_you_police", 0.99)
    assert understood("are you there", {"about_service": 0.9}, closer=asked).get("intent")["name"] == "about_service"
