"""How a help line is told: who answers, whom they may tell, what it costs, when and in which languages.

The tables are keyed by the codes of `bot/knowledge/codes.py`; a test says that none is missing.
"""

from bot.i18n.catalogues import Phrase, phrase
from bot.knowledge.codes import AnsweredBy, Audience, Caution, Cost, PassedTo, PassedWhen, Taking

WHO_ANSWERS: dict[AnsweredBy, Phrase] = {
    "ngo": phrase("who answers", "Charity helpline"),
    "union": phrase("who answers", "Trade union"),
    "lawyers": phrase("who answers", "Lawyers"),
    "intergovernmental": phrase("who answers", "International agency"),
    "state_helpline": phrase("who answers", "State helpline"),
    "state_legal_aid": phrase("who answers", "State legal aid"),
    "social_services": phrase("who answers", "Social services"),
    "state_authority": phrase("who answers", "State office"),
    "ombudsman": phrase("who answers", "Ombudsman"),
    "court": phrase("who answers", "Court"),
    "labour_inspectorate": phrase("who answers", "Labour inspectors"),
    "customs": phrase("who answers", "Customs"),
    "prosecutor": phrase("who answers", "Prosecutor's office"),
    "police": phrase("who answers", "Police"),
    "border_guard": phrase("who answers", "Border guard"),
    "migration_authority": phrase("who answers", "Migration authority"),
    "unknown": phrase("who answers", "Helpline"),
}

MAY_TELL: dict[tuple[PassedTo, ...], Phrase] = {
    ("police", "immigration_authority"): phrase("before the number", "They might tell police and immigration."),
    ("police",): phrase("before the number", "They might tell the police about you."),
    ("immigration_authority",): phrase("before the number", "They might tell immigration about you."),
}
TELLS: dict[tuple[PassedTo, ...], Phrase] = {
    ("police", "immigration_authority"): phrase("before the number", "They tell the police and immigration."),
    ("police",): phrase("before the number", "They tell the police about you."),
    ("immigration_authority",): phrase("before the number", "They tell immigration about you."),
}
TELLS_IS_UNKNOWN = phrase("before the number", "Ask first who they inform.")
TELLS_NOBODY = phrase("about a help line", "They do not tell the police or the immigration authority about you.")
TELLS_NO_POLICE = phrase("about a help line", "They do not tell the police about you.")
TELLS_NO_IMMIGRATION = phrase("about a help line", "They do not tell the immigration authority about you.")

TELLS_WHEN: dict[PassedWhen, Phrase | None] = {
    "always": None,  # told before the number
    "may_happen": None,
    "if_the_caller_agrees": phrase("about a help line", "They tell others about you only if you agree."),
    "if_the_law_requires": phrase("about a help line", "They tell others about you only if the law requires it."),
}
TELLS_IF_EITHER = phrase("about a help line", "They tell others about you only if you agree or the law requires it.")

LINE = phrase("line of a contact", "{who}: {number}")
LINE_NAMED = phrase("line of a contact", "{name} ({who}): {number}")
LINE_IN_COUNTRY = phrase("line of a contact", "{who} (only inside {country}): {number}")
OFFICE_NAMED = phrase("line of a contact", "{name} ({who})")

CALL_IS_FREE = phrase("about a help line", "The call is free.")
CALL_IS_CHARGED = phrase("about a help line", "The call costs money.")
HELP_IS_FREE = phrase("about a help line", "The help is free.")
HELP_COSTS = phrase("about a help line", "The help costs money.")
COSTS: dict[Cost, Phrase] = {
    "call_is_charged": CALL_IS_CHARGED,
    "call_at_local_rate": phrase("about a help line", "The call costs as much as a local call."),
}
DAY_AND_NIGHT = phrase("about a help line", "Open day and night.")
OPEN = phrase("about a help line", "Open: {hours}.")
LANGUAGES = phrase("about a help line", "Languages: {languages}.")
INTERPRETERS = phrase("about a help line", "They can find an interpreter.")
FOR_WHOM = phrase("about a help line", "For: {people}.")
ALSO_TAKES = phrase("about a help line", "You can also write there: {ways}.")
ANOTHER_NUMBER = phrase("about a help line", "Another number there: {number}.")
OTHER_LINES = phrase("about a help line", "Other lines:")
WEB = phrase("about a help line", "Web: {url}")
EMAIL = phrase("about a help line", "E-mail: {email}")
PLACE = phrase("about a help line", "Place: {place}.")
UNKNOWN_FROM_ABROAD = phrase("about a help line", "I do not know if the number works from abroad.")
NUMBER_FROM = phrase("about a help line", "Number from {year}.")
NUMBER_UNDATED = phrase("about a help line", "Date of number unknown.")
UNVERIFIED = phrase("about a help line", "We could not check lately that this still works.")

WAYS: dict[Taking, Phrase] = {
    "calls": phrase("way to write or call", "phone"),
    "texts": phrase("way to write or call", "text message"),
    "whatsapp": phrase("way to write or call", "WhatsApp"),
    "viber": phrase("way to write or call", "Viber"),
}

CAUTIONS: dict[Caution, Phrase] = {
    "calls_are_recorded": phrase("about a help line", "Calls are recorded."),
    "caller_location_is_shared_with_police": phrase("about a help line", "The police can learn where you call from."),
    "complaint_may_reach_immigration_police": phrase(
        "about a help line", "A complaint there may reach the immigration police."
    ),
    "also_acts_against_illegal_migration": phrase("about a help line", "They also check who may stay in the country."),
    "needs_recognition_as_victim": phrase(
        "about a help line", "They help people whose situation was officially recognised."
    ),
    "works_with_police": phrase("about a help line", "They work together with the police."),
    "give_only_with_the_phone_number": phrase("about a help line", "If no answer comes to a text message, call."),
}

AUDIENCES: dict[Audience, Phrase] = {
    "everyone": phrase("group of people", "everyone"),
    "adults": phrase("group of people", "adults"),
    "children": phrase("group of people", "children"),
    "young_people": phrase("group of people", "young people"),
    "parents": phrase("group of people", "parents"),
    "women": phrase("group of people", "women"),
    "men": phrase("group of people", "men"),
    "workers": phrase("group of people", "workers"),
    "domestic_workers": phrase("group of people", "people who work in a private home"),
    "migrants": phrase("group of people", "migrants"),
    "migrants_without_papers": phrase("group of people", "people without papers"),
    "asylum_seekers": phrase("group of people", "people who ask for asylum"),
    "foreign_citizens": phrase("group of people", "citizens of other countries"),
    "people_in_sex_work": phrase("group of people", "people in sex work"),
    "trafficking_victims": phrase("group of people", "people who were trafficked"),
    "sexual_exploitation": phrase("group of people", "people who were sexually exploited"),
    "labour_exploitation": phrase("group of people", "people who were exploited at work"),
    "crime_victims": phrase("group of people", "people harmed by a crime"),
    "violence_victims": phrase("group of people", "people harmed by violence"),
    "domestic_violence": phrase("group of people", "people hurt at home or in a relationship"),
    "low_income": phrase("group of people", "people with little money"),
    "members": phrase("group of people", "members"),
    "professionals": phrase("group of people", "professionals"),
}
