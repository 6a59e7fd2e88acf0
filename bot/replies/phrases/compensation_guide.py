"""The questions on money for what happened, one at a time, and what only their result says."""

from bot.i18n.catalogues import Phrase, phrase
from bot.knowledge.claims import Harm

# The questions
CONFIRM_COUNTRY = phrase("guided question", "Did it happen in this country: {country}?")
ASK_COUNTRY = phrase("guided question", "In which country did it happen? Write its name.")
ASK_REGION = phrase(
    "guided question", "In which state or province of the country did it happen? Write its name in Latin letters."
)
ASK_HARM = phrase("guided question", "What happened? Choose what matters most to you.")
ASK_WHEN = phrase("guided question", "When did it last happen? Write the year, or the month and the year.")
ASK_REPORTED = phrase("guided question", "Did you tell the police about it?")
ASK_STILL_THERE = phrase("guided question", "Are you still in this country: {country}?")
NOT_UNDERSTOOD = phrase("guided question", "I did not understand that. Please choose, or write it in other words.")

# The answers to pick
HARMS: dict[Harm, Phrase] = {
    "injury": phrase("guided answer", "I was hurt"),
    "unpaid_wages": phrase("guided answer", "I was not paid"),
    "sexual_violence": phrase("guided answer", "Sexual violence"),
    "other": phrase("guided answer", "Something else"),
}
# What a text message shows instead: nothing that tells a reader over the shoulder what this is about.
SMS_HARMS: dict[Harm, Phrase] = {"sexual_violence": phrase("guided answer", "Something private")}

# The result
RESULT_TITLE = phrase("guided result", "Money for the harm and for pay: what you can do")
WHEN_NOT_KNOWN = phrase("guided result", "I do not know when it happened, so I cannot work out the last days.")
COUNTED_FROM = phrase(
    "guided result", "I counted from the time that you gave. For harm or pay before that time, the last day is earlier."
)
OTHERS_MAY_BE_OVER = phrase("guided result", "For other ways the usual last day may be over. Ask a lawyer even so.")
YOU_SAID = phrase("guided result", "You said:")
OPEN_WAYS = phrase("guided result", "What may be possible for you:")
CLOSED_WAYS = phrase("guided result", "What may not be possible for you, and why:")
UNKNOWN_WAYS = phrase("guided result", "What I do not know:")
CLOSED_WITHOUT_REPORT = phrase(
    "guided result", "For this you need a report to the police. Ask a lawyer before you make one."
)
CLOSED_BY_NATIONALITY = phrase(
    "guided result", "Whether you can apply depends on your nationality or permission to stay. Ask a lawyer."
)
NO_CASE_WITHOUT_REPORT = phrase(
    "guided result", "There is a criminal case only after a report. Ask a lawyer before you make one."
)
WAGES_UNKNOWN = phrase("guided result", "Your pay: I do not know how to claim it there. Ask a lawyer.")
OTHER_REGION = phrase(
    "guided result",
    "Money from the State: I do not know the fund of that part of the country. A lawyer or a helpline can tell you.",
)
REGIONS_DIFFER = phrase("guided result", "Each state or province has its own fund and its own time limits.")
BRING = phrase("guided result", "What to bring:")
FREE_HELP = phrase("guided result", "Who helps for free:")

# The last day of a time limit
LAST_DAY = phrase("last day", "Last day: {date}.")
SAFE_DAY = phrase("last day", "To be safe, act by this day: {date}.")
DAY_PAST = phrase("last day", "The usual last day was: {date}. There can be exceptions: ask a lawyer now.")
SAFE_DAY_PAST = phrase("last day", "The time may be over. The earliest last day was: {date}. Ask a lawyer now.")
