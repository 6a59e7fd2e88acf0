"""How money for what happened is told: funds, courts, pay, time limits.

The tables are keyed by the codes of `bot/knowledge/codes.py`; a test says that none is missing.
"""

from bot.i18n.catalogues import Phrase, phrase
from bot.knowledge.codes import (
    ConditionException,
    CourtHow,
    Cover,
    DeadlineCase,
    DeadlineException,
    DeadlineFor,
    DeadlineStart,
    FundCondition,
    InsteadOfReport,
    Openness,
    ProceduralStage,
    WagesHow,
    WhoMayApply,
)

ASK_EVEN_IF_LATE = phrase("time limit", "Ask a lawyer even if this time has passed: there can be exceptions.")
LIMIT_NOT_KNOWN = phrase("time limit", "I do not know the time limit. Ask a lawyer soon.")
LIMIT_UNVERIFIED = phrase("time limit", "I could not check this time limit: ask a lawyer.")
ENDS_A_DAY_EARLIER = phrase("time limit", "The time ends one day earlier.")
LONGEST_TIME = phrase("time limit", "The longest time in any case: {duration}.")

LIMITS: dict[DeadlineFor, Phrase] = {
    "application": phrase("time limit", "Time to apply: {duration}."),
    "police_report": phrase("time limit", "Time to report to the police: {duration}."),
    "court_claim": phrase("time limit", "Time to go to court: {duration}."),
    "civil_claim_in_criminal_case": phrase("time limit", "Time to ask for money in the criminal case: {duration}."),
    "labour_complaint": phrase("time limit", "Time to complain to the labour authority: {duration}."),
    "wage_claim": phrase("time limit", "Time to claim pay: {duration}."),
    "payment_order": phrase("time limit", "Time to ask for a payment order: {duration}."),
    "appeal": phrase("time limit", "Time to appeal: {duration}."),
    "counselling": phrase("time limit", "Time to ask for counselling: {duration}."),
}

STARTS: dict[DeadlineStart, Phrase] = {
    "crime": phrase("start of a time limit", "The time counts from the day of the crime."),
    "knowledge_of_crime": phrase("start of a time limit", "The time counts from the day you knew of the crime."),
    "knowledge_of_harm": phrase("start of a time limit", "The time counts from the day you knew of the harm."),
    "knowledge_of_harm_and_offender": phrase(
        "start of a time limit", "The time counts from the day you knew of the harm and who did it."
    ),
    "end_of_year_of_knowledge": phrase(
        "start of a time limit",
        "The time counts from the end of the year in which you knew of the harm and who did it.",
    ),
    "police_report": phrase("start of a time limit", "The time counts from the report to the police."),
    "end_of_police_work": phrase("start of a time limit", "The time counts from the end of the police work."),
    "final_judgment": phrase("start of a time limit", "The time counts from the final judgment."),
    "end_of_proceedings": phrase("start of a time limit", "The time counts from the end of the court case."),
    "failed_enforcement": phrase(
        "start of a time limit", "The time counts from the day it was clear that the offender cannot pay."
    ),
    "recognition_as_victim": phrase(
        "start of a time limit", "The time counts from the day your situation was officially recognised."
    ),
    "majority": phrase("start of a time limit", "The time counts from the 18th birthday."),
    "end_of_harm_worsening": phrase(
        "start of a time limit", "The time counts from the day your health no longer gets worse."
    ),
    "death": phrase("start of a time limit", "The time counts from the day of the death."),
    "payment_due": phrase("start of a time limit", "The time counts from the day the pay was due."),
    "end_of_year_of_payment_due": phrase(
        "start of a time limit", "The time counts from the end of the year in which the pay was due."
    ),
    "end_of_job": phrase("start of a time limit", "The time counts from the end of the job."),
    "dismissal": phrase("start of a time limit", "The time counts from the day the boss ended the job."),
    "knowledge_of_violation": phrase(
        "start of a time limit", "The time counts from the day you knew that your right was broken."
    ),
    "reading_of_criminal_file": phrase(
        "start of a time limit", "The time counts from the day you could read the case file."
    ),
    "charge": phrase(
        "start of a time limit", "The time counts from the day somebody was formally accused of the crime."
    ),
    "unknown": phrase("start of a time limit", "I do not know from which day the time counts: ask a lawyer."),
}

CASES: dict[DeadlineCase, Phrase | None] = {
    "any": None,
    "children": phrase("case of a time limit", "This limit is for people under 18 at the time."),
    "sexual_violence": phrase("case of a time limit", "This limit is for sexual violence."),
    "bodily_injury": phrase("case of a time limit", "This limit is for injuries."),
    "violence": phrase("case of a time limit", "This limit is for violence."),
    "death": phrase("case of a time limit", "This limit is for the family after a death."),
    "trafficking": phrase("case of a time limit", "This limit is for people in your situation."),
    "intentional_wrong": phrase("case of a time limit", "This limit is for harm done on purpose."),
    "breach_of_contract": phrase("case of a time limit", "This limit is for a broken contract."),
    "other_damage": phrase("case of a time limit", "This limit is for other harm."),
    "wages": phrase("case of a time limit", "This limit is for pay."),
    "dismissal": phrase("case of a time limit", "This limit is for the loss of a job."),
    "discrimination": phrase("case of a time limit", "This limit is for discrimination."),
    "overtime": phrase("case of a time limit", "This limit is for extra hours."),
    "without_papers": phrase("case of a time limit", "This limit is for people without papers."),
    "unknown_offender": phrase("case of a time limit", "This limit is for cases where nobody knows who did it."),
    "crime_is_prosecuted": phrase("case of a time limit", "This limit is for cases that are prosecuted."),
    "wilful_underpayment": phrase("case of a time limit", "This limit is for a boss who paid too little on purpose."),
    "back_payment": phrase("case of a time limit", "This limit is for money for the time before you apply."),
    "torture_or_barbarity": phrase("case of a time limit", "This limit is for the most serious violence."),
    "against_contracting_firm": phrase(
        "case of a time limit", "This limit is for claims against the firms above your boss."
    ),
    "based_on_the_offence": phrase("case of a time limit", "This limit is for claims based on the crime."),
}

EXCEPTIONS: dict[DeadlineException, Phrase] = {
    "extendable": phrase("exception to a time limit", "The time can be made longer."),
    "extendable_with_good_reason": phrase(
        "exception to a time limit", "The time can be made longer for a good reason."
    ),
    "extendable_in_exceptional_cases": phrase(
        "exception to a time limit", "The time can be made longer in rare cases."
    ),
    "longer_for_children": phrase("exception to a time limit", "The time is longer for people who were under 18."),
    "longer_for_sexual_violence": phrase("exception to a time limit", "The time is longer after sexual violence."),
    "longer_if_crime_is_prosecuted": phrase(
        "exception to a time limit", "The time is longer when there is a criminal case."
    ),
    "no_limit_for_sexual_violence": phrase("exception to a time limit", "There is no limit after sexual violence."),
    "no_limit_for_children": phrase("exception to a time limit", "There is no limit for people who were under 18."),
    "limits_only_back_payments": phrase(
        "exception to a time limit",
        "You can still apply later, but you may get less or no money for the time before you apply.",
    ),
    "paused_while_criminal_case_is_open": phrase(
        "exception to a time limit", "The time stops while the criminal case is open."
    ),
    "runs_even_if_criminal_case_is_open": phrase(
        "exception to a time limit", "The time does not stop while the criminal case is open."
    ),
    "paused_by_official_complaint": phrase(
        "exception to a time limit", "An official complaint stops the time for a while."
    ),
    "restarts_on_written_demand": phrase(
        "exception to a time limit", "The time starts again when you demand the money in writing."
    ),
    "not_paused_by_inspection_complaint": phrase(
        "exception to a time limit", "A complaint to the labour inspectors does not stop the time."
    ),
    "not_before_crime_is_time_barred": phrase(
        "exception to a time limit", "This time does not end while the crime itself can still be punished."
    ),
    "contract_may_set_shorter": phrase("exception to a time limit", "The work contract may say a shorter time."),
    "shorter_in_some_cases": phrase("exception to a time limit", "The time is shorter in some cases."),
    "can_be_waived": phrase("exception to a time limit", "The office can make an exception."),
}

FUND = phrase("money route", "Money from the State.")
FUND_NAMED = phrase("money route", "Money from the State: {name}.")
OTHER_FUND_NAMED = phrase("money route", "Another fund: {name}.")
OTHER_FUND = phrase("money route", "Another fund.")
REGION_FUND = phrase("money route", "For {region}: {name}.")
NO_FUND = phrase("money route", "Money from the State: the country has no such fund. Other ways are still open.")
FUND_UNKNOWN = phrase("money route", "Money from the State: I do not know if the country has such a fund.")
APPLY_AT = phrase("money route", "Where to apply: {authority}.")
MAY_APPLY = phrase("money route", "Who can apply: {people}.")
COVERS = phrase("money route", "The fund can pay for: {things}.")
AT_MOST = phrase("money route", "At most: {money}.")
FIXED_SUM = phrase("money route", "The sum: {money}.")
FEE = phrase("money route", "Applying costs: {money}.")
FEE_UNKNOWN_SUM = phrase("money route", "Applying costs money.")
NO_FEE = phrase("money route", "Applying is free.")
NEEDS_POLICE_REPORT = phrase("money route", "You need a report to the police.")
INSTEAD_OF_POLICE_REPORT = phrase("money route", "Instead of a report to the police this can be enough: {things}.")
NO_POLICE_REPORT = phrase("money route", "You do not need a report to the police.")
SUM_UNVERIFIED = phrase("money route", "I could not check this sum: ask a lawyer.")
ROUTE_UNVERIFIED = phrase("money route", "I could not check all of this: ask a lawyer.")

OPENNESS: dict[Openness, Phrase | None] = {
    "yes": phrase("money route", "People in your situation can apply."),
    "mostly_no": phrase("money route", "Most people in your situation get no money there. Ask a lawyer."),
    "no": phrase("money route", "The fund does not pay people in your situation. Other ways are still open."),
    "unknown": None,
}

APPLICANTS: dict[WhoMayApply, Phrase] = {
    "anyone": phrase("who may apply", "everyone"),
    "crime_in_the_country": phrase("who may apply", "people harmed by a crime in this country"),
    "citizens": phrase("who may apply", "citizens"),
    "citizens_and_eu": phrase("who may apply", "citizens of this country or of the EU"),
    "eea_citizens": phrase("who may apply", "citizens of the EEA countries"),
    "permanent_residents": phrase("who may apply", "people with a permit to stay for good"),
    "residents": phrase("who may apply", "people who live in the country"),
    "legal_stay": phrase("who may apply", "people who are allowed to stay"),
    "legal_stay_at_the_time": phrase("who may apply", "people who were allowed to stay at the time"),
    "reciprocity": phrase("who may apply", "people whose own country treats foreigners the same way"),
    "trafficking_victims_without_residence": phrase(
        "who may apply", "people in your situation, also without a permit to stay"
    ),
    "recognised_trafficking_victims": phrase("who may apply", "people whose situation was officially recognised"),
    "asylum_seekers": phrase("who may apply", "people who ask for asylum"),
    "refugees": phrase("who may apply", "refugees"),
    "without_papers_too": phrase("who may apply", "people without papers too"),
    "women_after_gender_violence": phrase("who may apply", "women after violence against women, also without papers"),
    "region_residents": phrase("who may apply", "people who live in that part of the country"),
    "crime_in_the_region": phrase("who may apply", "people harmed by a crime in that part of the country"),
    "treaty_state_citizens": phrase("who may apply", "citizens of countries that joined the same treaty"),
    "eu_residents": phrase("who may apply", "people who live in the EU"),
    "eu_permanent_residents": phrase("who may apply", "people with a permit to stay for good in another EU country"),
    "legal_stay_elsewhere_in_eu": phrase("who may apply", "people who are allowed to stay in another EU country"),
    "council_of_europe_citizens": phrase("who may apply", "citizens of a Council of Europe country"),
    "close_relatives_of_citizens": phrase("who may apply", "close relatives of citizens"),
    "stateless": phrase("who may apply", "people without any citizenship"),
    "not_in_birth_register": phrase("who may apply", "people who are not in the birth register"),
    "in_the_country_at_the_time": phrase("who may apply", "people who were in the country at the time of the crime"),
    "other_protection": phrase("who may apply", "people with another protection status or leave to remain"),
    "crime_on_ship_or_aircraft": phrase(
        "who may apply", "people harmed by a crime on a ship or aircraft of this country"
    ),
    "crime_abroad_decided_here": phrase(
        "who may apply", "people who live in the country, harmed abroad, if a court here decided the criminal case"
    ),
}
APPLICANTS_ALSO = phrase("who may apply", "{people} (who must also be: {more})")
IN_EVERY_CASE = phrase("who may apply", "In every case you must also be one of these: {people}.")
WHO_UNVERIFIED = phrase("who may apply", "I could not check who can apply: ask a lawyer.")
USUALLY = phrase("who may apply", "There can be exceptions: ask a lawyer.")
APPLICANTS_FOR_DAYS = phrase("who may apply", "{people} (at least {duration})")

COVERED: dict[Cover, Phrase] = {
    "bodily_injury": phrase("what is paid", "injuries"),
    "serious_bodily_injury": phrase("what is paid", "serious injuries"),
    "permanent_injury": phrase("what is paid", "injuries that stay"),
    "temporary_incapacity": phrase("what is paid", "time when you could not work"),
    "psychological_harm": phrase("what is paid", "harm to your mental health"),
    "sexual_violence": phrase("what is paid", "sexual violence"),
    "trafficking": phrase("what is paid", "being used in this way"),
    "medical_costs": phrase("what is paid", "doctor and medicine"),
    "therapy": phrase("what is paid", "therapy"),
    "rehabilitation": phrase("what is paid", "getting well again"),
    "lost_earnings": phrase("what is paid", "lost pay"),
    "lost_future_earnings": phrase("what is paid", "pay that you lose later"),
    "pain_and_suffering": phrase("what is paid", "pain and suffering"),
    "death": phrase("what is paid", "death"),
    "funeral_costs": phrase("what is paid", "a funeral"),
    "lost_maintenance": phrase("what is paid", "lost support for the family"),
    "harm_to_dignity": phrase("what is paid", "harm to your dignity"),
    "survivors_pension": phrase("what is paid", "a pension for the family"),
    "pension": phrase("what is paid", "a pension"),
    "property_damage": phrase("what is paid", "lost or broken things"),
    "legal_costs": phrase("what is paid", "a lawyer"),
    "interpreter_costs": phrase("what is paid", "an interpreter"),
    "moving_costs": phrase("what is paid", "moving house"),
    "financial_loss": phrase("what is paid", "money that you lost"),
    "emergency_money": phrase("what is paid", "money for urgent needs"),
    "fixed_sum": phrase("what is paid", "a fixed sum"),
}

CONDITIONS: dict[FundCondition, Phrase] = {
    "needs_violence": phrase("condition", "The fund pays only if there was violence."),
    "needs_intentional_crime": phrase("condition", "The fund pays only if the harm was done on purpose."),
    "needs_serious_injury": phrase("condition", "The fund pays only for serious injuries."),
    "needs_unpaid_judgment": phrase(
        "condition", "The fund pays only if a court gave you money and the offender did not pay."
    ),
    "needs_recognition_as_victim": phrase(
        "condition", "The fund pays only if your situation was officially recognised."
    ),
    "needs_open_criminal_case": phrase("condition", "The fund pays only if there is a criminal case."),
    "needs_police_report": phrase("condition", "The fund pays only after a report to the police."),
    "needs_cooperation_with_police": phrase("condition", "The fund pays only if you work with the police."),
    "needs_low_income": phrase("condition", "The fund pays only people with little money."),
    "needs_claim_against_offender_first": phrase(
        "condition", "You must first claim the money from the offender. Let a lawyer do it."
    ),
    "not_if_paid_by_others": phrase("condition", "The fund does not pay what others have paid you."),
    "only_listed_crimes": phrase("condition", "The fund pays only for some crimes."),
    "depends_on_when_it_happened": phrase("condition", "Whether the fund pays depends on when the crime happened."),
    "depends_on_region": phrase("condition", "Whether the fund pays depends on the part of the country."),
    "criminal_record_can_exclude": phrase("condition", "A criminal record can mean less or no money. Ask a lawyer."),
    "needs_offender_unknown_or_without_money": phrase(
        "condition", "The fund pays only if the offender is not known or has no money."
    ),
    "needs_minimum_damage": phrase("condition", "The fund pays only from a certain amount of harm."),
    "after_criminal_case": phrase("condition", "The fund decides after the criminal case."),
    "ask_in_court_case_first": phrase(
        "condition", "If the case goes to court, you must first ask for the money there."
    ),
    "not_helping_to_clear_up_can_mean_less": phrase(
        "condition", "If you do not help to clear up the crime as far as you can, you can get less or no money."
    ),
}
NOT_NEEDED = phrase("condition", "This is not needed: {cases}.")
OLDER_RULES = phrase("condition", "For harm before {date} older rules apply, and they can be stricter. Ask a lawyer.")

CONDITION_EXCEPTIONS: dict[ConditionException, Phrase] = {
    "under_18_at_the_time": phrase("when it is not needed", "for people who were under 18 at the time"),
    "trauma_prevents_it": phrase("when it is not needed", "if trauma prevents this"),
    "threats_illness_or_age_prevent_it": phrase(
        "when it is not needed", "if serious threats, illness or age prevent this"
    ),
    "sexual_violence": phrase("when it is not needed", "after sexual violence"),
    "threat_of_violence": phrase("when it is not needed", "if there were threats of violence"),
    "offender_unknown": phrase("when it is not needed", "if nobody knows who did it"),
}

INSTEAD: dict[InsteadOfReport, Phrase] = {
    "report_to_helper": phrase(
        "instead of a police report", "a report to a shelter, a hospital or a local help organisation"
    ),
    "protection_order": phrase("instead of a police report", "a protection order that you asked for"),
    "other_proof": phrase("instead of a police report", "other proof, for example a statement of a caseworker"),
}

CRIMINAL_COURT = phrase("money route", "In the criminal case: you can ask for money from the offender.")
NO_CRIMINAL_COURT = phrase("money route", "In the criminal case: you cannot ask for money there.")
CRIMINAL_COURT_UNKNOWN = phrase("money route", "In the criminal case: I do not know if you can ask for money there.")
CIVIL_COURT = phrase("money route", "In a separate court case: you can claim money from the offender.")
NO_CIVIL_COURT = phrase("money route", "In a separate court case: you cannot claim money from the offender.")
CIVIL_COURT_UNKNOWN = phrase("money route", "In a separate court case: I do not know if you can claim money.")
WAGES = phrase("money route", "Your pay: you can claim what you were not paid.")
WAGES_AT = phrase("money route", "Where to go: {authority}.")
WAGES_WITHOUT_PAPERS = phrase("money route", "You can claim your pay without papers too.")
WAGES_WITHOUT_PAPERS_EU = phrase(
    "money route", "EU law says that you can claim your pay without papers too. Ask a lawyer."
)
WAGES_NOT_WITHOUT_PAPERS = phrase("money route", "If you have no papers, the claim may fail. Ask a lawyer first.")
WAGES_WITHOUT_PAPERS_UNKNOWN = phrase(
    "money route", "I do not know if you can claim without papers. Ask a lawyer first."
)
WAGES_PRESUMED = phrase("money route", "Without other proof, this much work is assumed: {duration}.")

COURT_HOW: dict[CourtHow, Phrase] = {
    "civil_claim_in_criminal_trial": phrase("what to do", "Hand in your claim for money in the trial."),
    "join_as_civil_party": phrase("what to do", "Join the case as a civil party."),
    "tell_police_you_want_compensation": phrase("what to do", "Tell the police that you want money for the harm."),
    "prosecutor_files_claim": phrase("what to do", "The prosecutor can make the claim for you."),
    "court_must_order_compensation": phrase("what to do", "The court must order the offender to pay."),
    "court_can_order_compensation": phrase("what to do", "The court can order the offender to pay."),
    "only_if_trafficker_has_money": phrase("what to do", "You get money only if the offender has some."),
    "list_of_losses_to_prosecutor": phrase("what to do", "Give the prosecutor a list of what you lost."),
    "free_lawyer_in_trial": phrase("what to do", "You can get a free lawyer in the trial."),
    "no_court_fee": phrase("what to do", "The court costs nothing."),
    "separate_civil_claim": phrase("what to do", "You need a court case of your own."),
    "claim_even_after_acquittal": phrase("what to do", "You can claim money even if nobody was found guilty."),
    "claim_form_by_yourself": phrase("what to do", "You can fill in the form yourself."),
    "legal_aid_can_pay": phrase("what to do", "The State can pay your lawyer."),
    "waits_for_criminal_case": phrase("what to do", "The court waits until the criminal case is over."),
    "rarely_awarded": phrase("what to do", "Courts rarely give money in this way."),
    "ask_at_sentencing": phrase("what to do", "Ask for the money when the court decides the punishment."),
    "rest_in_separate_claim": phrase(
        "what to do", "You can claim in a court case of your own what the criminal court does not give you."
    ),
    "against_who_profited": phrase("what to do", "You can also claim from those who made money with your work."),
}

STAGES: dict[ProceduralStage, Phrase] = {
    "end_of_investigation": phrase("when to ask", "Ask for the money before the police work ends."),
    "two_weeks_before_trial": phrase("when to ask", "Ask for the money at least two weeks before the trial."),
    "before_trial_opens": phrase("when to ask", "Ask for the money before the trial begins."),
    "before_evidence_begins": phrase("when to ask", "Ask for the money before the court begins to look at the proof."),
    "before_evidence_ends": phrase("when to ask", "Ask for the money before the court has seen all the proof."),
    "before_final_speeches": phrase("when to ask", "Ask for the money before the last speeches in court."),
}

WAGES_HOW: dict[WagesHow, Phrase] = {
    "complain_to_labour_inspection": phrase("what to do", "You can complain to the labour inspectors."),
    "sue_in_labour_court": phrase("what to do", "You can go to the labour court."),
    "sue_in_civil_court": phrase("what to do", "You can go to a civil court."),
    "labour_disputes_body": phrase("what to do", "You can go to the office for disputes at work."),
    "mediation_first": phrase("what to do", "First an office tries to find an agreement."),
    "ask_union": phrase("what to do", "Ask a trade union."),
    "ask_ngo": phrase("what to do", "Ask a charity first."),
    "write_to_employer_first": phrase("what to do", "First write to the boss, if that is safe for you."),
    "keep_own_record_of_hours": phrase("what to do", "Write down your hours, if that is safe."),
    "payment_order": phrase("what to do", "An office can order the boss to pay."),
    "employer_must_pay_legal_minimum": phrase("what to do", "The boss must pay at least the legal minimum."),
    "contractor_chain_can_be_liable": phrase("what to do", "The firms above your boss may have to pay too."),
    "no_court_fee": phrase("what to do", "The court costs nothing."),
    "complaint_can_be_confidential": phrase("what to do", "The office can keep your name secret from the boss."),
    "wage_guarantee_fund_if_employer_bankrupt": phrase("what to do", "If the firm has no money left, a fund can pay."),
    "claim_continues_after_return": phrase("what to do", "You can also claim your pay after you left the country."),
    "lump_sum_at_end_of_job": phrase(
        "what to do", "If you worked without papers, you can get a fixed sum when the job ends."
    ),
    "court_can_recognise_unwritten_contract": phrase(
        "what to do", "You can claim your pay without a written contract."
    ),
    "work_permit_for_victims_of_abuse": phrase(
        "what to do", "There is a work permit for people whose boss treats them badly."
    ),
    "without_papers_show_steps_for_permit": phrase(
        "what to do", "Without a work permit you must show that you took all reasonable steps to get one."
    ),
    "say_first_contact_immigration_risk": phrase(
        "what to do", "Through a complaint the immigration office may learn about you. Talk to a lawyer first."
    ),
}
