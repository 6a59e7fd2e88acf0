"""What is said where nobody reads, somebody has gone, or a person is to call back."""

from bot.i18n.catalogues import Phrase, phrase

NOBODY_READS = phrase("nobody reads now", "Nobody from our team reads messages now.")
OPEN_AGAIN = phrase("nobody reads now; {when} is a day and a time", "Our team reads messages again from: {when}")
HUMAN_LEFT = phrase(
    "a person has gone",
    "The person who wrote to you is not here now. Another person from our team will read your messages.",
)
CONVERSATION_ENDS = phrase(
    "end of a conversation",
    "You have not written for some time, so our team ends this conversation. You can write to us again at any time.",
)

# A safe time and way to be reached
OFFER = phrase("to be reached later", "You can tell us how and when our team can reach you safely.")
TITLE = phrase("button", "Reach me later")
ASK_SAFE = phrase(
    "to be reached later", "Is it safe for you if our team calls you or writes to you? Other people may see your phone."
)
CALL_ME = phrase("to be reached later, answer", "You can call me")
WRITE_TO_ME = phrase("to be reached later, answer", "Only write to me")
NEITHER = phrase("to be reached later, answer", "Neither is safe")
ASK_TIME = phrase("to be reached later", "When is it safe to reach you? Choose a time of the day, or write the time.")
TIMES: dict[str, Phrase] = {
    "morning": phrase("to be reached later, answer", "In the morning"),
    "afternoon": phrase("to be reached later, answer", "In the afternoon"),
    "evening": phrase("to be reached later, answer", "In the evening"),
    "any": phrase("to be reached later, answer", "At any time"),
}
ASK_NUMBER = phrase("to be reached later", "Which phone number can our team call? Please write the number.")
THIS_NUMBER = phrase("to be reached later, answer", "This number")
WRITE_NUMBER = phrase("to be reached later", "I did not understand the number. Please write only the phone number.")
KEPT = phrase("to be reached later", "Our team knows now how to reach you. We cannot promise an exact time.")
WILL_NOT = phrase(
    "to be reached later",
    "Our team will not call you and will not write to you first. Write to us again when you are safe to write.",
)

# What was sent and is no text, while a person reads
PLACE_KEPT = phrase("not readable", "Our team can see the place that you sent.")
FILE_NOT_KEPT = phrase(
    "not readable", "Our team cannot open pictures, recordings or files here. Please write in words what they show."
)
FILE_KEPT = phrase("not readable", "Our team can open what you sent.")
SOME_FILES_KEPT = phrase(
    "not readable", "Our team can open only a part of what you sent. Please write in words what the rest shows."
)
