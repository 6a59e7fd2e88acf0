"""What contacts hear of it by themselves when an operator is gone or a conversation ends: a notice, no answer."""

from __future__ import annotations

from bot.conversations import contacts, outbox, safe_word
from bot.conversations.messages import NOTICE, Author, NewMessage
from bot.conversations.work import Work
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.replies.compose import compose
from bot.replies.situation import SMS, Situation
from bot.text.gsm7_folding import fold_to_gsm7

HUMAN_LEFT, CONVERSATION_ENDS = "utter_human_left", "utter_conversation_ends"


def tell(work: Work, conversation_id: int, response: str) -> None:
    """Say one of the responses above; nothing to who has stopped, left or was erased.

    Nor where a safe word hides what was before: whoever holds the phone would learn that there was a conversation.
    """
    person = contacts.of_conversation(work, conversation_id)
    if person is None or person.stopped or safe_word.hides(work, conversation_id):
        return
    phone = person.phone_country
    situation = Situation(
        language=person.language or SOURCE_LANGUAGE,
        country=person.country or phone,
        country_guessed=person.country is None,
        phone_country=phone,
        channel=person.channel,
    )
    reply = compose(response, situation)
    text = fold_to_gsm7(reply.text, reply.language) if person.channel == SMS else reply.text
    outbox.add(work, conversation_id, NewMessage(Author.BOT, text, kind=NOTICE, language=reply.language))
