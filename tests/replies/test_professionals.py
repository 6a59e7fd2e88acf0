from __future__ import annotations

from bot.replies.professionals import guidance_result
from bot.replies.questions import OTHER_ROLE, ROLE, SKIPPED
from tests.replies.conftest import MakeCountry, MakeVoice, contact

CHOOSE = "Choose your job here"


def test_somebody_whose_job_is_not_in_the_list_is_not_sent_back_to_it(country: MakeCountry, voice: MakeVoice) -> None:
    text = guidance_result(voice(country(contact("line"))), {ROLE: OTHER_ROLE}).text
    assert CHOOSE not in text
    assert "What you may notice:" in text
    assert "Do not confront or alert the person you suspect." in text


def test_somebody_who_skipped_the_question_can_still_choose(country: MakeCountry, voice: MakeVoice) -> None:
    assert CHOOSE in guidance_result(voice(country(contact("line"))), {ROLE: SKIPPED}).text
