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
    "cry_for_help": phrase("topic title", "A call for help"),
    "cannot_talk": phrase("topic title", "I cannot speak aloud"),
    "explain_again": phrase("topic title", "Please explain again"),
    "what_now": phrase("topic title", "What to do now"),
    "both": phrase("topic title", "Both of them"),
    "wrong_number": phrase("topic title", "Wrong number"),
    "no_thanks": phrase("topic title", "No, thank you"),
    "are_you_a_computer": phrase("topic title", "Are you a computer?"),
    "are_you_police": phrase("topic title", "Are you the police?"),
    "can_they_find_me": phrase("topic title", "Can they find me?"),
    "how_you_got_my_number": phrase("topic title", "How you have my number"),
    "line_cost": phrase("topic title", "What it costs"),
    "line_hours": phrase("topic title", "When they are open"),
    "line_language": phrase("topic title", "Which language there"),
    "line_place": phrase("topic title", "Where it is"),
    "line_questions": phrase("topic title", "What they will ask"),
    "line_tells": phrase("topic title", "Whom they tell"),
    "line_duration": phrase("topic title", "How long it takes"),
}
TITLES: dict[str, Phrase] = {**{about.topic: Phrase(CONTEXT, about.title) for about in rights().topics}, **_SERVICE}

# What a text message shows instead: nothing that tells a reader over the shoulder what this is about.
SMS_TITLES: dict[str, Phrase] = {
    **{about.topic: Phrase(CONTEXT, about.sms_title) for about in rights().topics if about.sms_title},
    "emergency": phrase("topic title", "I need help now"),
}
