from __future__ import annotations

import pytest

from bot.replies.named import is_named
from tests.replies.conftest import MakeVoice


@pytest.mark.parametrize(
    ("topic", "said", "language", "named"),
    [
        ("police_fear", "will the POLICE lock me up", "en", True),
        ("police_fear", "they keep my papers", "en", False),  # so is a harmless title
        ("police_fear", "will they send me back", "en", False),
        ("report_to_police", "i am going to them politely", "en", False),
        ("report_to_police", "schickt mich die polizei zurück", "de", True),
        ("police_fear", "полиции боюсь", "ru", True),
        ("police_fear", "警察会抓我吗", "zh", True),
        ("police_fear", "我的证件", "zh", False),
        ("cannot_leave", "i cannot leave", "en", False),
    ],
)
def test_a_topic_is_named_by_the_word_that_tells_it(topic: str, said: str, language: str, named: bool) -> None:
    assert is_named(topic, said, language) is named


def test_a_text_message_names_only_what_its_reader_has_named(voice: MakeVoice) -> None:
    plain, discreet = "Fear of the police", "Police and papers"
    assert voice(None, channel="sms").title("police_fear") == discreet
    assert voice(None, channel="sms", said="is it the police").title("police_fear") == plain
    assert voice(None, channel="telegram").title("police_fear") == plain
