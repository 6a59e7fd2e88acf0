"""Short titles of the topics, for buttons, menus and the desk: data/knowledge/topics has all but the service's own."""

from bot.i18n.catalogues import Phrase, phrase
from bot.replies.known import rights

CONTEXT = "topic title"

_SERVICE: dict[str, Phrase] = {
    "emergency": phrase("topic title", "I am in danger now"),
    "distress": phrase("topic title", "I feel very bad"),
    "talk_to_human": phrase("topic title", "Talk to a person"),
    "about_service": phrase("topic title", "Who you are writing to"),
    "delete_my_data": phrase("topic title", "Delete my messages"),
    "change_language": phrase("topic title", "Another language"),
    "change_country": phrase("topic title", "Another country"),
    "menu": phrase("topic title", "All topics"),
    "greet": phrase("topic title", "Hello"),
    "thank": phrase("topic title", "Thank you"),
    "goodbye": phrase("topic title", "Goodbye"),
    "affirm": phrase("topic title", "Yes"),
    "deny": phrase("topic title", "No"),
    "stop": phrase("topic title", "No more messages"),
    "out_of_scope": phrase("topic title", "Something else"),
}
TITLES: dict[str, Phrase] = {**{about.topic: Phrase(CONTEXT, about.title) for about in rights().topics}, **_SERVICE}

# What a text message shows instead: nothing that tells a reader over the shoulder what this is about.
SMS_TITLES: dict[str, Phrase] = {
    **{about.topic: Phrase(CONTEXT, about.sms_title) for about in rights().topics if about.sms_title},
    "emergency": phrase("topic title", "I need help now"),
}
