"""Answers to what people ask us or say to us about the conversation itself, and about the help line just named."""

from bot.i18n.catalogues import phrase

# Asked about us. Whoever asks yes or no reads that first.
ROBOT = phrase("being talked to", "Yes, a computer answers you first. For a person, write 9.")
POLICE = phrase(
    "being talked to",
    "No, we are not the police and not the immigration office. It is confidential: only our team can read what you "
    "write.",
)
FIND = phrase(
    "being talked to",
    "No. We cannot see where you are, and we tell your boss and your family nothing. But somebody who holds your phone "
    "can read these messages.",
)
NUMBER_SMS = phrase(
    "being talked to, text message",
    "You wrote to us first. That is why we have your number. We use it only to answer you.",
)
NUMBER_CHAT = phrase("being talked to", "You wrote to us here first. We do not have your phone number.")
WRONG_NUMBER = phrase("being talked to", "No problem. I will not write again unless you write to me.")
NO_THANKS = phrase("being talked to", "All right. You can write again at any time.")

# Not understood, too long
IN_SHORT = phrase("being talked to", "I will say it in short:")
WHAT_I_DO = phrase(
    "being talked to",
    "I help people who have trouble at work, with papers, or with somebody who hurts them. Write in a few words what "
    "happened. For example: no pay. Or: he took my passport.",
)

# Who cannot speak, who cries for help
DO_NOT_CALL = phrase(
    "being talked to", "Then do not call. You can write here, and nobody hears it. Turn off the sound of your phone."
)
PERSON_IN_WRITING = phrase("being talked to", "A person from our team can answer you here in writing: write 9.")
EMERGENCY_BY_TEXT = phrase(
    "being talked to", "In danger, you can send a text message to this number without speaking: {number}."
)
HERE = phrase("being talked to", "I am here, and I want to help you.")
WHAT_HAPPENS = phrase("being talked to", "What is happening? Choose, or write it in a few words.")

# Asked about the help line just named; what is known of one is said with bot/replies/phrases/contacts.py
YES = phrase("first word of an answer", "Yes.")
NO = phrase("first word of an answer", "No.")
ABOUT_LINE = phrase("asked about a help line", "This is about: {line}")
OPEN_NOW = phrase("asked about a help line", "Yes, they are open now.")
CLOSED_NOW = phrase("asked about a help line", "No, they are closed now.")
SPEAKS = phrase("asked about a help line", "Yes, they speak your language.")
NO_ADDRESS = phrase("asked about a help line", "I know no address. Call them first, and ask where you can go.")
ASK_FIRST = phrase("asked about a help line", "I do not know that. Ask them before you say your name.")
THEY_ASK = phrase(
    "asked about a help line",
    "I do not know what they will ask. You can begin like this: I have a question, and I do not want to say my name.",
)
HOW_LONG = phrase("asked about a help line", "I do not know how long it takes. Ask them when you call.")
# Comma-separated, in capitals, with their forms and as people write them in Latin letters: bot/dialogue/asked_cost.py.
FREE_WORDS = phrase("words for free of charge", "FREE, FREEPHONE, TOLL FREE, FOR NOTHING, GRATIS, NO CHARGE")
COST_WORDS = phrase(
    "words for what costs money", "COST, COSTS, CHARGE, CHARGES, CHARGED, PAY, FEE, FEES, BILL, EXPENSIVE"
)
HOW_MUCH_WORDS = phrase(
    "words that ask for a sum", "HOW MUCH, HOW MANY, WHAT DOES, WHAT IS THE, WHATS THE, WHAT DO, THE PRICE"
)
NONE_YET = phrase(
    "asked about a help line",
    "I have not given you a number yet. Write the country you are in, and I will give you one.",
)
