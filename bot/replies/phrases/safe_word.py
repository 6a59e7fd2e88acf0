"""The safe word: a word that the contact chooses, and that hides what was written until it is given."""

from bot.i18n.catalogues import phrase

ASK = phrase(
    "safe word",
    "Write me one word that only you know. From then on I hide what we wrote before, 15 minutes after your last "
    "message. To see it again, send the word.",
)
ASK_SHAPE = phrase("safe word", "The word needs at least 4 letters and no spaces.")
UNSUITABLE = phrase("safe word", "This cannot be your safe word: other people may write it to me too.")
SET = phrase("safe word", "Your safe word is set. Send me this word when you come back.")
SET_PHONE = phrase(
    "safe word", "I cannot delete the messages on your phone: delete them yourself, also the one with the word."
)
SET_FORGOTTEN = phrase("safe word", "If you forget the word, I still answer you, but as somebody I do not know.")
STANDS = phrase("safe word", "You have a safe word. What do you want to do?")
REMOVED = phrase("safe word", "You have no safe word any more. I do not hide what we wrote.")
RIGHT = phrase("safe word", "Your safe word is right. You can go on where you were.")
ABOUT = phrase("about the service", "If somebody else may pick up your phone, you can set a safe word.")

SET_ONE = phrase("button", "Set a safe word")
HIDE_NOW = phrase("button", "Hide everything now")
CHANGE = phrase("button", "Change the safe word")
REMOVE = phrase("button", "Remove the safe word")
