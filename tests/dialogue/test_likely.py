"""When a text that is not sure is answered in short, and what is offered beside it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.likely import LEAST, LEAST_AFTER_A_QUESTION, LIKELY, instead_of, likely_in, may_mean_danger
from bot.dialogue.reading import Standing
from bot.dialogue.story import SLOT, Story


def parse(decision: str, name: str = "nlu_fallback", sure: float = 0.5, **ranking: float) -> dict[str, Any]:
    ranked = [{"name": topic, "confidence": likely} for topic, likely in ranking.items()]
    return {"decision": decision, "intent": {"name": name, "confidence": sure}, "intent_ranking": ranked}


@pytest.mark.parametrize(
    ("read", "topic"),
    [
        (parse("ask", unpaid_wages=LEAST, shelter=0.3), "unpaid_wages"),
        (parse("ask", unpaid_wages=LEAST - 0.01, shelter=0.3), None),
        (parse("answer", unpaid_wages=0.9), None),
        (parse("none", unpaid_wages=0.5), None),
        (parse("ask", out_of_scope=0.5, unpaid_wages=0.45), None),
        (parse("ask", return_home=0.6), None),  # begins questions
        (parse("ask", emergency=0.6), None),
        (parse("ask"), None),
        ({**parse("ask", unpaid_wages=0.6), "language": {"other": "ka"}}, None),
    ],
)
def test_only_a_likely_topic_without_questions_is_answered(read: dict[str, Any], topic: str | None) -> None:
    found = likely_in(read, Standing())
    assert (found["name"] if found else None) == topic


def test_where_a_question_is_open_it_is_asked_again() -> None:
    interview = {"topic": "job_offer_check", "answers": {}, "status": "asking"}
    assert likely_in(parse("ask", unpaid_wages=0.6), Standing({"interview": interview})) is None


def test_what_else_may_be_meant_is_offered_beside_it_and_beside_an_alarm_that_is_not_sure() -> None:
    others = {"unpaid_wages": 0.5, "thank": 0.3, "shelter": 0.2}
    assert instead_of(parse(LIKELY, "unpaid_wages", **others)) == ("shelter",)
    assert instead_of(parse("answer", "unpaid_wages", **others)) is None
    assert instead_of(parse("answer", "distress", 0.4, distress=0.4, **others)) == ("unpaid_wages", "shelter")
    assert instead_of(parse("answer", "distress", 0.9, distress=0.9, **others)) is None
    named = {**parse("answer", "emergency", 0.4, emergency=0.4, **others), "concepts": ["kill"]}
    assert instead_of(named) is None


def test_nobody_is_asked_the_same_twice() -> None:
    read = parse("ask", unpaid_wages=LEAST_AFTER_A_QUESTION, shelter=0.1)
    asked_back = Standing({SLOT: Story(is_asked_back=True).write()})
    found = likely_in(read, asked_back)
    assert found is not None
    assert found["name"] == "unpaid_wages"
    assert likely_in(read, Standing()) is None
    assert likely_in(parse("ask", unpaid_wages=LEAST_AFTER_A_QUESTION - 0.01), asked_back) is None


def test_what_is_likely_about_work_or_papers_means_no_danger_unless_it_is_hardly_likely() -> None:
    assert not may_mean_danger(parse(LIKELY, "unpaid_wages", LEAST))
    assert not may_mean_danger(parse("answer", "shelter", 0.9))
    assert may_mean_danger(parse(LIKELY, "unpaid_wages", LEAST - 0.01))
    assert may_mean_danger(parse(LIKELY, "shelter", 0.9))
