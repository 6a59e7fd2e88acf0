"""What is remembered of a situation: only what was said, and enough to say nothing twice."""

from __future__ import annotations

from typing import Any

from bot.dialogue.story import Story


def parse(
    intent: str, *, needs: tuple[str, ...] = (), concepts: tuple[str, ...] = (), origin: str = ""
) -> dict[str, Any]:
    entities = [{"entity": "country", "value": origin, "role": "origin"}] if origin else []
    return {"intent": {"name": intent}, "needs": list(needs), "concepts": list(concepts), "entities": entities}


def told(*parses: dict[str, Any], country: str = "DE", language: str = "en") -> Story:
    story = Story()
    for each in parses:
        story = Story.read(story.write()).after(each, country, language)
    return story


def test_a_new_conversation_knows_nothing() -> None:
    assert Story.read(None) == Story()
    assert Story.read(Story().write()) == Story()


def test_needs_keep_the_order_in_which_they_came_up() -> None:
    story = told(
        parse("unpaid_wages"), parse("documents_taken", needs=("documents_taken", "return_home")), parse("unpaid_wages")
    )
    assert story.needs == ("unpaid_wages", "documents_taken", "return_home")


def test_an_answer_counts_as_told_for_its_country_and_language_only() -> None:
    story = told(parse("shelter"), parse("shelter"))
    assert story.times_told("shelter", "DE", "en") == 2
    assert story.times_told("shelter", "FR", "en") == 0
    assert story.times_told("shelter", "DE", "ar") == 0


def test_where_somebody_comes_from_stays_known() -> None:
    assert told(parse("residence_permit", origin="UZ"), parse("shelter")).origin == "UZ"


def test_danger_and_a_child_are_not_forgotten() -> None:
    story = told(parse("threats_violence", concepts=("child", "boss", "farm")), parse("thank"))
    assert story.is_in_danger
    assert story.has_child
    assert (story.people, story.sectors) == (("boss",), ("farm",))


def test_cries_for_help_are_counted_in_a_row() -> None:
    assert told(parse("cry_for_help"), parse("cry_for_help")).cries == 2
    assert told(parse("cry_for_help"), parse("shelter"), parse("cry_for_help")).cries == 1


def test_who_cannot_speak_is_quiet_from_then_on() -> None:
    assert told(parse("cannot_talk"), parse("threats_violence")).is_quiet


def test_the_line_that_was_shown_last_is_the_one_asked_about() -> None:
    assert told(parse("unpaid_wages"), parse("line_cost")).line_topic == "unpaid_wages"


def test_who_wants_an_answer_about_a_line_shorter_still_asks_about_that_line() -> None:
    asked = (parse("unpaid_wages"), parse("line_cost"))
    assert told(*asked, parse("explain_again"), parse("explain_again")).asks_of_line
    assert not told(*asked, parse("shelter"), parse("explain_again")).asks_of_line
    assert not told(parse("unpaid_wages"), parse("explain_again")).asks_of_line


def test_who_asks_what_to_do_now_is_told_one_step_after_the_other() -> None:
    answered = (parse("unpaid_wages"), parse("thank"))
    assert told(*answered, parse("what_now")).steps_told("DE", "en") == 1
    assert told(*answered, parse("what_now"), parse("what_now")).steps_told("DE", "en") == 2
    assert told(*answered, parse("what_now"), parse("shelter"), parse("what_now")).steps_told("DE", "en") == 1
    assert told(parse("what_now")).told == ()
    assert told(*answered, parse("change_country"), parse("what_now")).steps_told("DE", "en") == 2  # said for it again


def test_who_was_asked_back_is_known_until_the_next_text() -> None:
    assert told(parse("unpaid_wages"), parse("nlu_fallback")).is_asked_back
    assert not told(parse("nlu_fallback"), parse("unpaid_wages")).is_asked_back
