"""What guided dialogues say: questions, hints, results. The signs themselves stand in data/knowledge/indicators.yml."""

from bot.i18n.catalogues import Phrase, phrase

# Around the questions
START_SMS = phrase("before the questions", "A few short questions can help: write 1. To end them, write: {enough}.")
START_BUTTON = phrase("before the questions", "A few short questions can help. To end them, write: {enough}.")
START_TITLE = phrase("guided answer", "Start the questions")
GO_ON_TITLE = phrase("guided answer", "More questions")
GO_ON_SMS = phrase("before the questions", "You can go on with the questions at any time: write 1.")
GO_ON = phrase("before the questions", "You can go on with the questions at any time.")
SKIP = phrase("guided answer", "Skip")
DO_NOT_KNOW = phrase("guided answer", "I do not know")
ENOUGH = phrase("guided answer", "That is all")
PERSON_NOW = phrase("guided answer", "A person now")
WRITE_COUNTRY_OR_SKIP = phrase("before the questions", "I did not understand. Write the name of a country, or skip it.")

NOT_UNDERSTOOD = phrase("before the questions", "I did not understand. Please choose one of these.")

# Comma-separated; every word works in every language.
SKIP_WORDS = phrase(
    "words to skip a question", "SKIP, NEXT, PASS, DON'T KNOW, I DON'T KNOW, I DO NOT KNOW, NO IDEA, NOT SURE"
)
ENOUGH_WORDS = phrase("words to end the questions", "THAT IS ALL, THAT'S ALL, ENOUGH, FINISH, RESULT, NO MORE")
# Said before more words too: "yes, he hit me once".
YES_WORDS = phrase("words for yes", "YES, YEAH, YEP, YUP, YES PLEASE, YA, OK, OKAY, SURE")
NO_WORDS = phrase(
    "words for no",
    "NO, NOPE, NAH, NOT REALLY, NOT AT ALL, NO I, NO HE, NO SHE, NO WE, NO THEY, NO IT, NO NOT, NO NEVER, NO BUT",
)
NUMBER_WORDS = phrase("words beside the number of a choice", "NUMBER, OPTION, CHOICE, ANSWER, THE, PLEASE, PLS")
# The first of them for the first choice, and so on.
NUMBERS: tuple[Phrase, ...] = (
    phrase("words for the number of a choice", "ONE, FIRST, FIRST ONE, 1ST"),
    phrase("words for the number of a choice", "TWO, SECOND, SECOND ONE, 2ND"),
    phrase("words for the number of a choice", "THREE, THIRD, THIRD ONE, 3RD"),
    phrase("words for the number of a choice", "FOUR, FOURTH, FOURTH ONE, 4TH"),
    phrase("words for the number of a choice", "FIVE, FIFTH, FIFTH ONE, 5TH"),
    phrase("words for the number of a choice", "SIX, SIXTH, SIXTH ONE, 6TH"),
    phrase("words for the number of a choice", "SEVEN, SEVENTH, SEVENTH ONE, 7TH"),
    phrase("words for the number of a choice", "EIGHT, EIGHTH, EIGHTH ONE, 8TH"),
)
LAST_CHOICE = phrase("words for the number of a choice", "LAST, LAST ONE")

# Signs
SIGNS_NAMED = phrase("result of the questions", "Signs you named: {number}. You deserve help. It is not your fault.")
SIGNS_NONE = phrase(
    "result of the questions", "You named none of these signs. If something is wrong, you can still ask for help."
)
TOO_FEW_ANSWERS = phrase(
    "result of the questions",
    "There are too few answers for a result. You can go on with the questions, or write 9 for a person.",
)
YOU_NAMED = phrase("result of the questions", "You named:")
PERSON_CAN_HELP = phrase("result of the questions", "A person from our team can talk about it with you: write 9.")
PERSON_CAN_HELP_NOW = phrase("result of the questions", "A person from our team can answer you before others: write 9.")

# A job offer
JOB_SIGNS = phrase("result of the questions", "Warning signs you named: {number}. Check these things before you go.")
JOB_NO_SIGNS = phrase(
    "result of the questions", "You named no warning sign. I cannot know if the offer is good: check it before you go."
)
WHICH_JOB_COUNTRY = phrase("guided question", "Which country is the job in? Write its name, or skip it.")
ASK_THERE = phrase("two countries", "In the country of the job: {country}.")

# Going home
SAFE_TO_GO_HOME = phrase("guided question", "Is it safe for you to go home?")
WHICH_HOME = phrase("guided question", "Which country do you want to go home to? Write its name, or skip it.")
HOME_IS_SAFE = phrase(
    "result of the questions", "You can ask for help with the way home. It should be your own choice."
)
HOME_IS_DANGEROUS = phrase(
    "result of the questions", "Tell a lawyer or helper about the danger at home before you agree to go or sign."
)
HOME_IS_UNKNOWN = phrase(
    "result of the questions",
    "Before you decide, think with a helper about who could harm you there and who could help.",
)
HELP_AT_HOME = phrase("two countries", "In your home country: {country}.")
NO_LINE_THERE = phrase("two countries", "I do not know a sure number there. A person from our team can look for you.")

# Family
WHERE_IS_FAMILY = phrase("guided question", "Where is your family?")
IN_THIS_COUNTRY = phrase("guided answer", "In this country")
IN_HOME_COUNTRY = phrase("guided answer", "In another country")
WHICH_FAMILY_COUNTRY = phrase("guided question", "Which country is your family in? Write its name, or skip it.")
HELP_WHERE_FAMILY_IS = phrase("two countries", "Where your family is: {country}.")
FAMILY_IN_DANGER = phrase("two countries", "In danger, your family can call there: {numbers}.")

# Under 18
OTHER_CHILD_LINES = phrase("under 18", "Other help for people under 18:")

# People who worry about somebody, professionals
WHICH_ROLE = phrase("guided question", "What is your work?")
ANOTHER_JOB = phrase("guided answer", "Another job")
# Comma-separated; a text that holds one of these words names the work. Every word works in every language.
WORK_WORDS: dict[str, Phrase] = {
    "health_workers": phrase(
        "words for a kind of work", "NURSE, DOCTOR, MIDWIFE, PARAMEDIC, DENTIST, PHARMACIST, HOSPITAL, CLINIC, SURGERY"
    ),
    "social_workers": phrase("words for a kind of work", "SOCIAL WORKER, SOCIAL SERVICES, CASEWORKER, YOUTH WORKER"),
    "labour_inspectors": phrase("words for a kind of work", "INSPECTOR, LABOUR INSPECTOR, LABOUR INSPECTORATE"),
    "police_and_border_officers": phrase(
        "words for a kind of work", "POLICE OFFICER, POLICEMAN, POLICEWOMAN, DETECTIVE, BORDER GUARD, BORDER OFFICER"
    ),
}

SIGNS_TO_SEE = phrase("for people who worry or help", "What you may notice:")
WHAT_TO_DO = phrase("for people who worry or help", "What to do and to say:")
WHAT_NOT_TO_DO = phrase("for people who worry or help", "Better not:")
HOW_TO_REFER = phrase("for people who worry or help", "How it works in this country:")
CAN_REFER_THEMSELVES = phrase(
    "for people who worry or help", "The person can also start the official steps without you."
)
CANNOT_REFER_THEMSELVES = phrase("for people who worry or help", "The person cannot start the official steps alone.")
THEY_MUST_AGREE = phrase("for people who worry or help", "If the person is an adult, they must agree first.")
HELP_WITHOUT_POLICE = phrase(
    "for people who worry or help", "The person gets help even without working with the police."
)
HELP_WITH_POLICE = phrase(
    "for people who worry or help",
    "The official help depends on working with the police. Charities may help without that.",
)
THE_PERSON = phrase("who refers or decides", "the person themselves")
REFERRAL_UNKNOWN = phrase(
    "for people who worry or help", "I do not know the official steps here. Ask the helpline how to start them."
)
LINE_FOR_PROFESSIONALS = phrase("for people who worry or help", "This line is for professionals only.")

# Free lawyers
ASK_FOR_LANGUAGE = phrase(
    "legal aid", "Say first which language you speak, and ask for an interpreter. If it does not work, write 9."
)
