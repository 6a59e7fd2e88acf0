from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.nlg import CatalogueNlg
from bot.assistant.situation import situation_of
from bot.dialogue.story import SLOT, Story
from bot.replies.compose import compose
from bot.replies.situation import Situation


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load("domain.yml")


def tracker(
    domain: Domain, metadata: dict[str, object] | None = None, *, intent: str | None = None, **slots: object
) -> DialogueStateTracker:
    made = DialogueStateTracker.from_events("somebody", [], domain.slots)
    for name, value in slots.items():
        made.update(SlotSet(name, value))
    made.update(UserUttered("hello", {"name": intent} if intent else None, metadata=metadata))
    return made


async def test_a_reply_is_made_for_the_contact_s_language_country_and_channel(domain: Domain) -> None:
    known = tracker(domain, {"phone_country": "DE", "first": True}, language="fr", country="DE", country_guessed=True)
    message = await CatalogueNlg().generate("utter_shelter", known, "sms")
    reply = compose("utter_shelter", Situation("fr", "DE", True, "DE", "sms", True))
    assert message["text"] == reply.text
    assert message["buttons"] == [{"title": choice.title, "payload": choice.payload} for choice in reply.choices]


def test_who_names_their_city_after_the_answer_is_not_given_the_same_answer(domain: Domain) -> None:
    told = Story(told=("documents_taken IT en",)).write()
    slots = {"language": "en", "country": "IT", "topic": "documents_taken", SLOT: told}
    assert situation_of(tracker(domain, intent="change_country", **slots), "sms").times_told == 1
    assert situation_of(tracker(domain, intent="change_country", **{**slots, "country": "CH"}), "sms").times_told == 0


@pytest.mark.parametrize("channel", ["cmdline", "rest", "something"])
def test_a_channel_that_is_not_ours_counts_as_web_chat(domain: Domain, channel: str) -> None:
    assert situation_of(tracker(domain), channel).channel == "webchat"


async def test_what_an_action_hands_over_reaches_the_reply(domain: Domain) -> None:
    nlg = CatalogueNlg(None, domain)
    message = await nlg.generate("utter_choices", tracker(domain), "sms", topics=["shelter"], text=None)
    assert [button["payload"] for button in message["buttons"]] == ["/shelter", "/talk_to_human"]
    named = await nlg.generate("utter_country_changed", tracker(domain), "sms", country="FR")
    assert "France" in named["text"]


async def test_a_name_that_is_no_response_raises(domain: Domain) -> None:
    with pytest.raises(KeyError):
        await CatalogueNlg().generate("utter_weather", tracker(domain), "sms")
