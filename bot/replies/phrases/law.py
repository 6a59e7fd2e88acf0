"""How a country's own rules are told: official recognition, time to rest and decide, permit, a lawyer by law.

The tables are keyed by the codes of `bot/knowledge/codes.py`; a test says that none is missing.
"""

from bot.i18n.catalogues import Phrase, phrase
from bot.knowledge.codes import (
    AppealAgainst,
    Binding,
    CanRefer,
    ForbiddenAct,
    LegalHelp,
    LegalHelpAskedAt,
    LegalHelpCondition,
    Office,
    OpenWithoutPapers,
    PayPeriod,
    PermitCondition,
    ReportingDuty,
)

# What a law or treaty says on a topic: on text messages a choice of its own where it is long
TITLE = phrase("topic title", "What the law says")

RECOVERY_DAYS = phrase("country rule", "Here the time to rest and decide lasts: {duration}.")
RECOVERY_DAYS_AT_LEAST = phrase("country rule", "Here the time to rest and decide lasts at least: {duration}.")
RECOVERY_DAYS_AT_MOST = phrase("country rule", "Here the time to rest and decide lasts at most: {duration}.")
RECOVERY_GRANTED_BY = phrase("country rule", "Who gives you this time: {people}.")
CAN_REFER = phrase("country rule", "Who can start the official steps: {people}.")
DECIDED_BY = phrase("country rule", "Who decides: {people}.")
SELF_REFERRAL = phrase("country rule", "You can start the official steps yourself.")
NO_SELF_REFERRAL = phrase("country rule", "You cannot start the official steps yourself: one of them must do it.")
MUST_AGREE = phrase("country rule", "The official steps need your agreement.")
HELP_WITHOUT_POLICE = phrase("country rule", "You get help even if you do not work with the police.")
HELP_WITH_POLICE = phrase(
    "country rule", "The official help depends on working with the police. Charities may help without that."
)
PERMIT = phrase("country rule", "Here people in your situation can get a permit to stay.")
NO_PERMIT = phrase(
    "country rule",
    "Here there is no special permit to stay for people in your situation. A lawyer may know other ways.",
)
PERMIT_ALL_CONDITIONS = phrase("country rule", "For the permit to stay all of this is needed: {conditions}.")
PERMIT_ANY_CONDITION = phrase(
    "country rule", "For the permit to stay one of these reasons can be enough: {conditions}."
)
PERMIT_LASTS = phrase("country rule", "The permit to stay lasts: {duration}.")
PERMIT_LASTS_AT_LEAST = phrase("country rule", "The permit to stay lasts at least: {duration}.")
PERMIT_LASTS_AT_MOST = phrase("country rule", "The permit to stay lasts at most: {duration}.")
PERMIT_NOT_NEEDED = phrase("country rule", "{condition} (not needed: {cases})")
PERMIT_RENEWABLE = phrase("country rule", "The permit to stay can be made longer.")
PERMIT_NOT_RENEWABLE = phrase("country rule", "The permit to stay cannot be made longer.")
PERMIT_WORK = phrase("country rule", "With the permit to stay you may work.")
PERMIT_NO_WORK = phrase("country rule", "The permit to stay does not allow you to work.")
PERMIT_COOPERATION = phrase(
    "country rule", "The permit to stay is only for people who work with the police or the court."
)
PERMIT_NO_COOPERATION = phrase("country rule", "You can get the permit to stay without working with the police.")
RULE_UNVERIFIED = phrase("country rule", "I could not check all of this: ask a lawyer.")

COUNTRY_CAUTIONS: dict[str, Phrase] = {
    "victims_were_punished": phrase(
        "country rule", "Here people in your situation were sometimes punished. Talk to a lawyer or a helpline first."
    ),
    "own_phone_may_turn_numbers_into_112": phrase(
        "country rule",
        "Some phones call another number instead, by themselves. If nobody answers, call from another phone.",
    ),
}

REFERRERS: dict[CanRefer, Phrase] = {
    "anyone": phrase("who refers or decides", "everyone"),
    "the_person": phrase("who refers or decides", "you yourself"),
    "ngo": phrase("who refers or decides", "charities"),
    "union": phrase("who refers or decides", "trade unions"),
    "intergovernmental": phrase("who refers or decides", "international organisations"),
    "social_services": phrase("who refers or decides", "social services"),
    "child_protection": phrase("who refers or decides", "child protection"),
    "health_workers": phrase("who refers or decides", "doctors and nurses"),
    "schools": phrase("who refers or decides", "schools"),
    "municipality": phrase("who refers or decides", "the town hall"),
    "police": phrase("who refers or decides", "police"),
    "prosecutor": phrase("who refers or decides", "prosecutor"),
    "court": phrase("who refers or decides", "court"),
    "border_guard": phrase("who refers or decides", "border guard"),
    "immigration_authority": phrase("who refers or decides", "immigration authority"),
    "asylum_authority": phrase("who refers or decides", "asylum authority"),
    "labour_inspectorate": phrase("who refers or decides", "labour inspectors"),
    "embassy": phrase("who refers or decides", "embassy"),
    "any_authority": phrase("who refers or decides", "every public office"),
    "listed_organisations": phrase("who refers or decides", "organisations on an official list"),
    "victim_support_service": phrase("who refers or decides", "the State's support service"),
    "national_coordinator": phrase("who refers or decides", "the national coordinator"),
    "military_police": phrase("who refers or decides", "military police"),
    "customs": phrase("who refers or decides", "customs"),
    "lawyers": phrase("who refers or decides", "lawyers"),
    "hotline": phrase("who refers or decides", "helpline"),
}

PERMIT_CONDITIONS: dict[PermitCondition, Phrase] = {
    "identified_as_victim": phrase("reason for a permit", "your situation was officially recognised"),
    "ended_contact_with_traffickers": phrase("reason for a permit", "no more contact with those who did it"),
    "cooperation_with_police": phrase("reason for a permit", "you work with the police or the court"),
    "needed_for_criminal_case": phrase("reason for a permit", "you are needed in the criminal case"),
    "complaint_filed": phrase("reason for a permit", "you made an official complaint"),
    "personal_situation": phrase("reason for a permit", "your personal situation"),
    "after_recovery_period": phrase("reason for a permit", "the time to rest and decide is over"),
    "in_a_support_programme": phrase("reason for a permit", "you take part in a support programme"),
    "compensation_claim": phrase("reason for a permit", "you claim money for the harm"),
    "child": phrase("reason for a permit", "you are under 18"),
    "extreme_hardship_on_removal": phrase("reason for a permit", "leaving would be extremely hard for you"),
    "job_contract": phrase("reason for a permit", "you have a job contract"),
    "no_legal_stay": phrase("reason for a permit", "you have no other permit to stay"),
    "here_because_of_it": phrase("reason for a permit", "you are in the country because of what was done to you"),
}

BY_LAW = phrase("legal help", "The law gives you: {help}.")
BY_LAW_NAMED = phrase("legal help", "The law gives you: {help} ({name}).")
BY_LAW_FREE = phrase("legal help", "The help is free.")
BY_LAW_PARTLY_FREE = phrase("legal help", "The help is free in part.")
ASK_AT = phrase("legal help", "Ask here: {places}.")

LEGAL_HELP: dict[LegalHelp, Phrase] = {
    "advice": phrase("kind of legal help", "legal advice"),
    "court_papers": phrase("kind of legal help", "help with papers for the court"),
    "lawyer_in_court": phrase("kind of legal help", "a lawyer in court"),
    "lawyer_in_criminal_trial": phrase("kind of legal help", "a lawyer in the criminal trial"),
}

LEGAL_HELP_CONDITIONS: dict[LegalHelpCondition, Phrase] = {
    "recognised_victim": phrase("legal help", "Your situation must be officially recognised."),
    "being_identified": phrase("legal help", "You can have the help while the authorities check your situation."),
    "low_income": phrase("legal help", "The help is for people with little money."),
    "serious_crime": phrase("legal help", "The help is for serious crimes."),
    "joined_as_party": phrase("legal help", "You must join the case as a party."),
    "when_you_ask": phrase("legal help", "You must ask for the help."),
    "any_nationality": phrase("legal help", "Your nationality does not matter."),
    "without_papers_too": phrase("legal help", "You can have the help without papers too."),
    "under_18": phrase("legal help", "The help is for people under 18."),
    "sexual_violence": phrase("legal help", "The help is for people after sexual violence."),
}

LEGAL_HELP_PLACES: dict[LegalHelpAskedAt, Phrase] = {
    "police": phrase("where to ask", "police"),
    "court": phrase("where to ask", "court"),
    "prosecutor": phrase("where to ask", "prosecutor"),
    "bar_association": phrase("where to ask", "lawyers' association"),
    "legal_aid_office": phrase("where to ask", "legal aid office"),
    "municipality": phrase("where to ask", "town hall"),
    "social_services": phrase("where to ask", "social services"),
    "ngo": phrase("where to ask", "a charity"),
}

# The country's own rules: pay, who tells the immigration authority, crimes, appeals

RULE_WITH_LAW = phrase("country rule", "{rule} Law: {law}.")

LOWEST_PAY: dict[PayPeriod, Phrase] = {
    "hour": phrase("country rule", "The lowest legal pay for most adults here is {money} an hour (since {date})."),
    "day": phrase("country rule", "The lowest legal pay for most adults here is {money} a day (since {date})."),
    "month": phrase("country rule", "The lowest legal pay for most adults here is {money} a month (since {date})."),
}
NO_LOWEST_PAY = phrase(
    "country rule",
    "Here no law sets one lowest pay for everybody. Agreements of trade unions can set the lowest pay for your job.",
)

REPORTING: dict[ReportingDuty, Phrase] = {
    "must": phrase("country rule", "These must tell the immigration authority about people without papers: {offices}."),
    "need_not": phrase(
        "country rule", "These do not have to tell the immigration authority about people without papers: {offices}."
    ),
    "must_not": phrase(
        "country rule", "These must not tell the immigration authority about people without papers: {offices}."
    ),
}
OFFICES: dict[Office, Phrase] = {
    "labour_inspectorate": phrase("office", "labour inspectors"),
    "court": phrase("office", "courts"),
    "hospital": phrase("office", "hospitals and doctors"),
    "school": phrase("office", "schools"),
    "legal_aid": phrase("office", "legal aid offices"),
    "police": phrase("office", "police"),
    "social_services": phrase("office", "social services"),
}

NOT_PUNISHED: dict[Binding, Phrase] = {
    "must": phrase("country rule", "The law here forbids punishing you for crimes others made you do."),
    "may": phrase("country rule", "The authorities here may decide not to punish you for crimes others made you do."),
}
APPEALS: dict[AppealAgainst, Phrase] = {
    "removal": phrase("country rule", "The time to appeal against an order to leave can be as short as: {duration}."),
    "detention": phrase(
        "country rule", "The time to appeal against immigration detention can be as short as: {duration}."
    ),
}
CRIMES: dict[ForbiddenAct, Phrase] = {
    "trafficking": phrase("country rule", "Making somebody work or sell sex by force or lies is a crime here."),
    "keeping_papers": phrase("country rule", "Keeping another person's papers can be a crime here."),
}
WITHOUT_PAPERS: dict[OpenWithoutPapers, Phrase] = {
    "emergency_care": phrase("country rule", "In an emergency, hospitals here must treat people without papers too."),
    "school": phrase("country rule", "Children without papers can go to school here."),
}
