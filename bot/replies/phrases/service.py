"""What the service says about itself, and around every answer: greeting, menu, stop, a person, country, language."""

from bot.i18n.catalogues import Phrase, phrase

# Greeting and first contact
GREET = phrase(
    "greeting",
    "Hello. This is {service}. You can ask about your rights, about pay, papers, a safe place or a lawyer. "
    "It is free and confidential.",
)
GREET_SMS = phrase(
    "greeting, text message",
    "Hello. You can ask us your questions here. It is confidential and we take no money for it.",
)
GREET_AGAIN = phrase("greeting", "Hello again. What do you need?")
COMPUTER_ANSWERS = phrase("greeting", "A computer answers. For a person, write 9 at any time.")
SAFE_TO_WRITE = phrase("greeting", "Can you write safely now? If somebody reads your phone, delete these messages.")
SAFE_TO_WRITE_WEBCHAT = phrase("greeting", "Can you write safely now? If somebody comes near, close this page.")
TELEGRAM_IS_READABLE = phrase(
    "greeting",
    "Telegram can read this chat: it is not end-to-end encrypted. Anyone who has this phone can read it too.",
)
TEXTS_STAY = phrase("greeting", "These messages stay on this phone until you delete them.")

FIRST_NOTE_SMS = phrase(
    "one sentence at first contact",
    "A computer answers, and what you write is confidential; write 9 for a person, and delete these messages if "
    "others read your phone.",
)
FIRST_NOTE_TELEGRAM = phrase(
    "one sentence at first contact",
    "A computer answers, free and confidential (9 = a person), but Telegram chats with a bot are not end-to-end "
    "encrypted and anyone who has this phone can read them.",
)
FIRST_NOTE_WEBCHAT = phrase(
    "one sentence at first contact",
    "A computer answers, free and confidential; write 9 for a person, and close this page if somebody comes near.",
)

# About the service
ABOUT = phrase(
    "about the service",
    "{service} gives information about rights, free lawyers and money for harm. It is free. A computer answers first; "
    "people from our team answer when you ask for a person.",
)
ABOUT_SMS = phrase(
    "about the service, text message",
    "We answer questions about rights. We take no money. A computer answers first, people answer when you write 9.",
)
ABOUT_PRIVACY = phrase(
    "about the service",
    "What you write is confidential. You do not have to say your name. On our side, only our team can read it, "
    "and we keep it encrypted.",
)
ABOUT_HELP_LINES = phrase(
    "about the service", "The helplines I name do not belong to us. What I know about one of them:"
)
ABOUT_POLICE = phrase("about the service", "We are not the police and not the immigration office.")
ABOUT_COST = phrase("about the service", "Text messages may cost you money at your phone company.")
ABOUT_DELETE = phrase(
    "about the service", "You can have everything deleted: write that you want your messages deleted."
)
ABOUT_COUNTING = phrase(
    "about the service",
    "We count how many people ask for which help. No name, no phone number and no message is in these numbers. "
    "If you do not want us to count you, write DO NOT COUNT ME.",
)
NOT_COUNTED = phrase("not counted", "We do not count you in our numbers.")
COUNTED_BEFORE = phrase(
    "not counted",
    "We counted you before. These numbers hold no name, and we cannot find which one is yours. We do not count you "
    "again.",
)
ABOUT_NOT_A_LAWYER = phrase("about the service", "We are not lawyers. We can tell you who can be your lawyer.")

# Menu and choices
MENU = phrase("menu", "What do you need? Choose, or write it in your own words.")
MENU_MORE = phrase("menu", "You can also write the name of a language or of a country to change it.")
OTHER_TOPICS = phrase("topic title", "Other topics")
NOT_SURE = phrase("choices", "I am not sure that I understand you.")
CALL_HERE = phrase("choices", "You can call here:")
WHICH = phrase("choices", "What is it about? Choose, or write it in other words.")
ALSO = phrase("choices", "You also wrote about this: {topics}. Choose it, and I tell you more about it.")
SAID_BEFORE = phrase("said once more", "I told you about this already. In short:")
NEXT_STEP = phrase("said once more", "What you can do next:")
NOT_MEANT = phrase("choices", "Did I understand you wrong? Choose what you mean, or write it in other words.")
MORE_ABOUT_THIS = phrase("button", "More about this")
# What a text is most likely about, where it is not sure enough to answer one topic
ABOUT_WORK = phrase("choices", "I think you write about your work.")
ABOUT_DANGER = phrase("choices", "I think you are not safe.")
ABOUT_PAPERS = phrase("choices", "I think you write about papers, the police or a court.")
ABOUT_CARE = phrase("choices", "I think you need a place to sleep, a doctor, somebody to talk to, or a way home.")
UNKNOWN_LANGUAGE = phrase("choices", "I do not know your language yet.")
ONE_OF_THESE = phrase("choices", "Do you mean one of these?")
OR_OTHER_LANGUAGE = phrase("choices", "If not, write it in another language, or talk to a person.")
OUT_OF_SCOPE = phrase(
    "out of scope", "I cannot help with that. I can help with pay, papers, safety, a lawyer or money for harm."
)
OUT_OF_SCOPE_SMS = phrase(
    "out of scope, text message", "I cannot help with that. Choose below, or write what you need in other words."
)
ASK_MORE = phrase("end of an answer", "You can ask something else, or write 9 for a person.")
YES_WHAT = phrase("answer to yes", "Good. What do you want to know? Choose, or write it in your own words.")
NO_WHAT = phrase("answer to no", "All right. Write what you need in other words, or talk to a person.")
THANK = phrase("answer to thank you", "You are welcome. You can write again at any time.")
GOODBYE = phrase("answer to goodbye", "Goodbye. Take care. You can write again at any time.")
DELETE_THESE = phrase("end of a conversation", "If somebody reads your phone, delete these messages now.")
OLD_CHOICE = phrase("choices", "That button is from an earlier message. Please choose here.")
NO_MORE = phrase("choices", "There is no more text. You can ask something else, or write 9 for a person.")
NO_SUCH_CHOICE = phrase(
    "choices", "There is no choice with this number. Please choose here, or write in your own words."
)

# What cannot be read
MEDIA = phrase(
    "not readable", "I cannot see pictures or hear recordings. Please write it in words, or talk to a person."
)
LOCATION = phrase("not readable", "I cannot read a place on a map. Please write the name of the country you are in.")
EMPTY = phrase("not readable", "Your message was empty. Please write what you need.")
EDITED = phrase("not readable", "You changed an older message. Please write it again as a new message.")

# Country and language
ASK_COUNTRY = phrase("country", "Which country are you in? Write its name.")
ASK_COUNTRY_FOR_NUMBER = phrase(
    "country", "Write the name of the country you are in. Then I can give you a number to call."
)
COUNTRY_GUESSED = phrase(
    "country", "I think you are in this country: {country}. If not, write the name of the country you are in."
)
COUNTRY_NOW = phrase(
    "country", "I answer for this country now: {country}. If this is wrong, write the country you are in."
)
TWO_COUNTRIES = phrase("country", "You wrote about more than one country. In which country are you now?")
WHICH_REGION = phrase("country", "In which part of the country are you? Choose, or write it.")
COUNTRY_CHANGED = phrase("country", "I now answer for this country: {country}. What do you need?")
COUNTRY_UNKNOWN = phrase("country", "I do not know this country. Please write its name in another way.")
COUNTRY_NOT_COVERED = phrase(
    "country", "{country}: I do not know the helplines there. A person from our team can look for you."
)
CHOOSE_LANGUAGE = phrase("language", "Which language do you want? Choose, or write its name.")
LANGUAGE_CHANGED = phrase("language", "We now write in this language: {language}. What do you need?")
LANGUAGE_NOT_WRITTEN = phrase(
    "language", "I cannot write in this language yet: {language}. Please choose another, or talk to a person."
)

# Danger, despair, a person
EMERGENCY_CALL = phrase("danger", "If you can, call now: {numbers}.")
EMERGENCY_NO_COUNTRY = phrase("danger", "If you can, call the emergency number. In most of Europe it is 112.")
EMERGENCY_NO_NUMBER = phrase("danger", "If you can, call the emergency number of the country you are in.")
TEAM_IS_ALERTED = phrase("danger", "Our team is told at once. A person will answer you here.")
WRITE_ONLY_IF_SAFE = phrase("danger", "Write or call only when it is safe for you.")
DANGER_CALL = phrase("danger", "In danger: {numbers}.")
DANGER_NO_COUNTRY = phrase("danger", "In danger: call the emergency number. In most of Europe it is 112.")
DISTRESS = phrase(
    "despair", "I am glad that you wrote. You are not alone. A person from our team will write to you here."
)
DISTRESS_CALL = phrase("despair", "If you think about hurting yourself, call now: {numbers}.")
DISTRESS_NO_COUNTRY = phrase(
    "despair", "If you think about hurting yourself, call the emergency number. In most of Europe it is 112."
)
DISTRESS_STAY = phrase("despair", "If there is somebody you trust, stay with them until help comes.")
HUMAN_COMES = phrase("a person comes", "A person from our team will answer you here. It can take some time.")
HUMAN_MEANWHILE = phrase(
    "a person comes", "You can go on writing. People read it, not the computer. For the computer write 0."
)
STORED_ON_DUTY = phrase(
    "waiting for a person", "Your message is stored. Somebody from our team is on duty and will answer you here."
)
STORED_NOBODY_ON_DUTY = phrase(
    "waiting for a person",
    "Your message is stored. Nobody from our team is on duty now. They will read it when they are back.",
)
COMPUTER_AGAIN = phrase("a person comes", "The computer answers again. A person will still come.")
APOLOGY = phrase(
    "something went wrong", "I am sorry, something went wrong here. A person from our team will look at it."
)

POLICE_NUMBER = phrase("emergency number", "police: {number}")
AMBULANCE_NUMBER = phrase("emergency number", "ambulance: {number}")
POLICE_AND_AMBULANCE_NUMBER = phrase("emergency number", "police and ambulance: {number}")

# Stop, delete
STOPPED = phrase("stop", "You get no more messages from us. To come back, write START. In danger: {number}")
STOPPED_NO_NUMBER = phrase("stop", "You get no more messages from us. To come back, write START.")
HOW_TO_STOP = phrase("stop", "To get no more messages from us, write STOP.")
QUESTIONS_LEFT = phrase("stop", "All right, no more questions.")
ASK_DELETE = phrase("delete", "Shall I delete all your messages and all that we know about you? This cannot be undone.")
DELETED = phrase("delete", "Everything about you here is deleted.")
DELETED_PHONE = phrase("delete", "The messages on your own phone are still there: delete them yourself.")
DELETED_BACK = phrase("delete", "You can write again at any time.")
KEPT = phrase("delete", "Nothing was deleted.")
YES = phrase("button", "Yes")
NO = phrase("button", "No")
A_PERSON = phrase("button", "A person")

# Legal aid
NO_LAWYER_KNOWN = phrase("legal aid", "{country}: I do not know a free lawyer there.")
BEST_KNOWN = phrase("legal aid", "A helpline that may know one:")
NO_NUMBER_KNOWN = phrase(
    "legal aid", "{country}: I do not know a sure number for this. A person from our team can look for you."
)

# Text messages: what the shaping of a text adds. The words MORE, 0 and 9 work in every language.
MORE_HINT = phrase("text message", "For the rest, write MORE.")
PERSON_HINT = phrase("text message", "9 = a person")
MENU_HINT = phrase("text message", "0 = all topics")
TOO_MANY_MESSAGES = phrase(
    "text message",
    "You wrote many messages in a short time. They are kept. Please wait a little. "
    "In danger, call the emergency number.",
)

# Words that work without being understood. Comma-separated; every word works in every language.
KEYWORDS: dict[str, Phrase] = {
    "stop": phrase("keyword", "STOP, STOPALL, UNSUBSCRIBE, REVOKE, OPTOUT"),
    "leave": phrase("keyword that leaves questions", "CANCEL, END, QUIT"),
    "start": phrase("keyword", "START, UNSTOP"),
    "more": phrase("keyword", "MORE"),
    "uncounted": phrase("keyword", "DO NOT COUNT ME, DO NOT COUNT, DON'T COUNT ME, DONT COUNT ME"),
    "safe_word": phrase("keyword", "SAFE WORD, SAFEWORD, MY SAFE WORD"),
}

# Comma-separated; a short text that holds one of them says that a phone does not show our letters. In every language.
NOT_SHOWN_WORDS = phrase(
    "words for letters that are not shown",
    "QUESTION MARK, QUESTION MARKS, ONLY BOXES, JUST BOXES, ALL BOXES, SEE BOXES, EMPTY BOXES, ONLY SQUARES, "
    "JUST SQUARES, SEE SQUARES, EMPTY SQUARES, LITTLE SQUARES, INSTEAD OF LETTERS",
)
