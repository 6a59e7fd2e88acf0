"""What an operator who does not write the contact's language can say all the same, in the order of a conversation.

The English is what the operator reads, here and in the transcript. One question a sentence, to be answered by yes or
no; nothing in them is a fact, a number or a promise.
"""

from bot.i18n.catalogues import Phrase, phrase

READY: dict[str, Phrase] = {
    "hello": phrase(
        "ready sentence", "Hello. I am a person from our team, not the computer. I read your messages now."
    ),
    "safe": phrase("ready sentence", "Can you write safely now, with nobody reading along? Write yes or no."),
    "not_safe": phrase(
        "ready sentence", "If it is not safe now, delete these messages. Write again when it is safe for you."
    ),
    "danger": phrase("ready sentence", "Are you in danger at this moment? Write yes or no."),
    "hurt": phrase("ready sentence", "Do you need a doctor? Write yes or no."),
    "place": phrase(
        "ready sentence", "Which city or village are you in? If you do not know it, write what you see around you."
    ),
    "call": phrase("ready sentence", "May we call you? If yes, write a safe time and the number."),
    "police": phrase("ready sentence", "Shall we call the police to help you? You can say no."),
    "help_line": phrase("ready sentence", "May we tell a helpline near you what you need? You can say no."),
    "no_language": phrase(
        "ready sentence", "I do not know your language well. I am looking for somebody who does. Please wait."
    ),
    "yes_or_no": phrase("ready sentence", "Please answer only yes or no."),
    "other_words": phrase(
        "ready sentence", "I do not understand this. Please write it in other words, in short sentences."
    ),
    "decide": phrase("ready sentence", "Take your time. You decide what you tell us and what you do next."),
    "glad": phrase("ready sentence", "I am glad that you wrote. It is not your fault."),
    "leave": phrase(
        "ready sentence",
        "I have to go now. Another person from our team will read your messages. It can take some time.",
    ),
}
