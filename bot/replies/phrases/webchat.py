"""The words of the web chat's own page: buttons, labels and notes around the conversation."""

from bot.i18n.catalogues import Phrase, phrase

TITLE = phrase("web page", "Chat")
LEAVE = phrase("web page", "Leave this page")
LEAVE_NOTE = phrase(
    "web page",
    "To leave fast, press “Leave this page”, or the Shift key three times. The chat closes and another page opens.",
)
LEAVE_LIMITS = phrase(
    "web page",
    "Leaving does not delete this page from the browser's history. If other people use this phone or computer, "
    "delete the history yourself when it is safe.",
)
LANGUAGE = phrase("web page", "Language")
COUNTRY = phrase("web page", "Country")
NO_COUNTRY = phrase("web page", "Choose")
CHANGE = phrase("web page", "Change")

WELCOME = phrase("web page", "Write your question here, in your own words. You do not have to say your name.")
MESSAGES = phrase("web page", "Messages")
YOU = phrase("web page", "You")
COMPUTER = phrase("web page", "Automatic answer")
PERSON = phrase("web page", "A person from our team")
YOUR_MESSAGE = phrase("web page", "Your message")
SEND = phrase("web page", "Send")
NEW_MESSAGES = phrase("web page", "Show new messages")

NOT_SENT_YET = phrase("web page", "Not sent yet")
ANSWER_IS_COMING = phrase("web page", "An answer is coming.")
ANSWER_IS_SLOW = phrase("web page", "Your message has arrived. The answer takes longer than usual.")
WAITING_FOR_PERSON = phrase("web page", "Your messages now go to a person. Keep this page open. It can take some time.")
WITH_PERSON = phrase("web page", "A person from our team answers you now.")
OFFLINE = phrase("web page", "No connection. What you write stays here and is sent when the connection is back.")
TOO_LONG = phrase("web page", "This message is too long. Send it in parts of at most {limit} characters.")
TOO_FAST = phrase("web page", "That was too fast. Wait a moment, then send it again.")
SEND_AGAIN = phrase("web page", "That did not work. Press Send again.")
SESSION_IS_OVER = phrase("web page", "This chat was closed. Write again to start a new one.")

SUMMARY = phrase("web page", "Page to print")
PRINT = phrase("web page", "Print")
BACK_TO_CHAT = phrase("web page", "Back to the chat")
PAPER_IS_SEEN = phrase("web page", "Print or save this only if nobody can find it.")

PRIVACY = phrase("web page", "Your privacy")
IMPRINT = phrase("web page", "Who runs this chat")

CLOSE_CHAT = phrase("web page", "Close")
NEWS = phrase("web page", "New message")

# The names by which the page's script asks for them.
PAGE: dict[str, Phrase] = {
    "title": TITLE,
    "leave": LEAVE,
    "leave_note": LEAVE_NOTE,
    "leave_limits": LEAVE_LIMITS,
    "language": LANGUAGE,
    "country": COUNTRY,
    "no_country": NO_COUNTRY,
    "change": CHANGE,
    "welcome": WELCOME,
    "messages": MESSAGES,
    "you": YOU,
    "bot": COMPUTER,
    "operator": PERSON,
    "your_message": YOUR_MESSAGE,
    "send": SEND,
    "new_messages": NEW_MESSAGES,
    "not_sent_yet": NOT_SENT_YET,
    "answer_is_coming": ANSWER_IS_COMING,
    "answer_is_slow": ANSWER_IS_SLOW,
    "waiting_for_person": WAITING_FOR_PERSON,
    "with_person": WITH_PERSON,
    "offline": OFFLINE,
    "too_long": TOO_LONG,
    "too_fast": TOO_FAST,
    "send_again": SEND_AGAIN,
    "session_is_over": SESSION_IS_OVER,
    "summary": SUMMARY,
    "print": PRINT,
    "back_to_chat": BACK_TO_CHAT,
    "paper_is_seen": PAPER_IS_SEEN,
    "privacy": PRIVACY,
    "imprint": IMPRINT,
}
