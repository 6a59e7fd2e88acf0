"""The words a country record may use: every code that a reply knows how to say in each language.

A new code needs a phrase in the catalogues; the checks refuse a record with a code that is not listed here.
"""

from typing import Literal, get_args

Answer = Literal["yes", "no", "unknown"]

EmergencyService = Literal["police", "ambulance", "fire"]

Role = Literal[
    "hotline",  # answers questions about trafficking or exploitation
    "police_line",
    "child_line",
    "missing_child_line",
    "domestic_violence",
    "legal_aid",
    "victim_support",
    "shelter",
    "migrant_support",
    "labour_rights_advice",  # advice and help for workers that is no authority: a union, an NGO
    "labour_inspectorate",
    "wages_authority",
    "compensation_authority",
    "identification",
    "return_help",
    "ombudsman",
    "coordination",
]

AnsweredBy = Literal[
    "ngo",
    "union",
    "lawyers",
    "intergovernmental",
    "state_helpline",
    "state_legal_aid",
    "social_services",
    "state_authority",
    "ombudsman",
    "court",
    "labour_inspectorate",
    "customs",
    "prosecutor",
    "police",
    "border_guard",
    "migration_authority",
    "unknown",
]

PassedTo = Literal["police", "immigration_authority"]

PassedWhen = Literal[
    "always",
    "may_happen",
    "if_the_caller_agrees",
    "if_the_law_requires",
]

Audience = Literal[
    "everyone",
    "adults",
    "children",
    "young_people",
    "parents",
    "women",
    "men",
    "workers",
    "domestic_workers",
    "migrants",
    "migrants_without_papers",
    "asylum_seekers",
    "foreign_citizens",
    "people_in_sex_work",
    "trafficking_victims",
    "sexual_exploitation",
    "labour_exploitation",
    "crime_victims",
    "violence_victims",
    "domestic_violence",
    "low_income",
    "members",
    "professionals",
]

Taking = Literal["calls", "texts", "whatsapp", "viber"]

Cost = Literal[
    "call_is_charged",
    "call_at_local_rate",
]

Caution = Literal[
    "calls_are_recorded",
    "caller_location_is_shared_with_police",
    "complaint_may_reach_immigration_police",
    "also_acts_against_illegal_migration",
    "needs_recognition_as_victim",
    "works_with_police",
    "give_only_with_the_phone_number",
]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

CanRefer = Literal[
    "anyone",
    "the_person",
    "ngo",
    "union",
    "intergovernmental",
    "social_services",
    "child_protection",
    "health_workers",
    "schools",
    "municipality",
    "police",
    "prosecutor",
    "court",
    "border_guard",
    "immigration_authority",
    "asylum_authority",
    "labour_inspectorate",
    "embassy",
    "any_authority",
    "listed_organisations",
    "victim_support_service",
    "national_coordinator",
    "military_police",
    "customs",
    "lawyers",
    "hotline",
]

PermitCondition = Literal[
    "identified_as_victim",
    "ended_contact_with_traffickers",
    "cooperation_with_police",
    "needed_for_criminal_case",
    "complaint_filed",
    "personal_situation",
    "after_recovery_period",
    "in_a_support_programme",
    "compensation_claim",
    "child",
    "extreme_hardship_on_removal",
    "job_contract",
    "no_legal_stay",
    "here_because_of_it",
]

DeadlineStart = Literal[
    "crime",
    "knowledge_of_crime",
    "knowledge_of_harm",
    "knowledge_of_harm_and_offender",
    "end_of_year_of_knowledge",
    "police_report",
    "end_of_police_work",
    "final_judgment",
    "end_of_proceedings",
    "failed_enforcement",
    "recognition_as_victim",
    "majority",
    "end_of_harm_worsening",
    "death",
    "payment_due",
    "end_of_year_of_payment_due",
    "end_of_job",
    "dismissal",
    "knowledge_of_violation",
    "reading_of_criminal_file",
    "charge",
    "unknown",
]

DeadlineUnit = Literal["hours", "days", "months", "years"]

DeadlineFor = Literal[
    "application",
    "police_report",
    "court_claim",
    "civil_claim_in_criminal_case",
    "labour_complaint",
    "wage_claim",
    "payment_order",
    "appeal",
    "counselling",
]

DeadlineCase = Literal[
    "any",
    "children",
    "sexual_violence",
    "bodily_injury",
    "violence",
    "death",
    "trafficking",
    "intentional_wrong",
    "breach_of_contract",
    "other_damage",
    "wages",
    "dismissal",
    "discrimination",
    "overtime",
    "without_papers",
    "unknown_offender",
    "crime_is_prosecuted",
    "wilful_underpayment",
    "back_payment",
    "torture_or_barbarity",
    "based_on_the_offence",
    "against_contracting_firm",
]

DeadlineException = Literal[
    "extendable",
    "extendable_with_good_reason",
    "extendable_in_exceptional_cases",
    "longer_for_children",
    "longer_for_sexual_violence",
    "longer_if_crime_is_prosecuted",
    "no_limit_for_sexual_violence",
    "no_limit_for_children",
    "limits_only_back_payments",
    "paused_while_criminal_case_is_open",
    "runs_even_if_criminal_case_is_open",
    "paused_by_official_complaint",
    "contract_may_set_shorter",
    "shorter_in_some_cases",
    "can_be_waived",
    "restarts_on_written_demand",
    "not_paused_by_inspection_complaint",
    "not_before_crime_is_time_barred",
]

Cover = Literal[
    "bodily_injury",
    "serious_bodily_injury",
    "permanent_injury",
    "temporary_incapacity",
    "psychological_harm",
    "sexual_violence",
    "trafficking",
    "medical_costs",
    "therapy",
    "rehabilitation",
    "lost_earnings",
    "lost_future_earnings",
    "pain_and_suffering",
    "death",
    "funeral_costs",
    "lost_maintenance",
    "harm_to_dignity",
    "survivors_pension",
    "pension",
    "property_damage",
    "legal_costs",
    "interpreter_costs",
    "moving_costs",
    "financial_loss",
    "emergency_money",
    "fixed_sum",
]

WhoMayApply = Literal[
    "anyone",
    "crime_in_the_country",
    "citizens",
    "citizens_and_eu",
    "eea_citizens",
    "permanent_residents",
    "residents",
    "legal_stay",
    "legal_stay_at_the_time",
    "reciprocity",
    "trafficking_victims_without_residence",
    "recognised_trafficking_victims",
    "asylum_seekers",
    "refugees",
    "without_papers_too",
    "women_after_gender_violence",
    "region_residents",
    "crime_in_the_region",
    "treaty_state_citizens",
    "eu_residents",
    "eu_permanent_residents",
    "legal_stay_elsewhere_in_eu",
    "council_of_europe_citizens",
    "close_relatives_of_citizens",
    "stateless",
    "not_in_birth_register",
    "in_the_country_at_the_time",
    "other_protection",
    "crime_on_ship_or_aircraft",
    "crime_abroad_decided_here",
]

FundCondition = Literal[
    "needs_violence",
    "needs_intentional_crime",
    "needs_serious_injury",
    "needs_unpaid_judgment",
    "needs_recognition_as_victim",
    "needs_open_criminal_case",
    "needs_police_report",
    "needs_cooperation_with_police",
    "needs_low_income",
    "needs_claim_against_offender_first",
    "not_if_paid_by_others",
    "only_listed_crimes",
    "depends_on_when_it_happened",
    "depends_on_region",
    "criminal_record_can_exclude",
    "needs_offender_unknown_or_without_money",
    "needs_minimum_damage",
    "after_criminal_case",
    "not_helping_to_clear_up_can_mean_less",
    "ask_in_court_case_first",
]

# When a condition is not needed.
ConditionException = Literal[
    "under_18_at_the_time",
    "trauma_prevents_it",
    "threats_illness_or_age_prevent_it",
    "sexual_violence",
    "threat_of_violence",
    "offender_unknown",
]

InsteadOfReport = Literal["report_to_helper", "protection_order", "other_proof"]

Openness = Literal["yes", "mostly_no", "no", "unknown"]

CourtHow = Literal[
    "civil_claim_in_criminal_trial",
    "join_as_civil_party",
    "tell_police_you_want_compensation",
    "prosecutor_files_claim",
    "court_must_order_compensation",
    "court_can_order_compensation",
    "only_if_trafficker_has_money",
    "list_of_losses_to_prosecutor",
    "free_lawyer_in_trial",
    "no_court_fee",
    "separate_civil_claim",
    "claim_even_after_acquittal",
    "claim_form_by_yourself",
    "legal_aid_can_pay",
    "waits_for_criminal_case",
    "rarely_awarded",
    "ask_at_sentencing",
    "against_who_profited",
    "rest_in_separate_claim",
]

ProceduralStage = Literal[
    "end_of_investigation",
    "before_trial_opens",
    "two_weeks_before_trial",
    "before_evidence_begins",
    "before_evidence_ends",
    "before_final_speeches",
]

WagesHow = Literal[
    "complain_to_labour_inspection",
    "sue_in_labour_court",
    "sue_in_civil_court",
    "labour_disputes_body",
    "mediation_first",
    "ask_union",
    "ask_ngo",
    "write_to_employer_first",
    "keep_own_record_of_hours",
    "payment_order",  # by an authority: inspectors, an enforcement office
    "employer_must_pay_legal_minimum",
    "contractor_chain_can_be_liable",
    "no_court_fee",
    "complaint_can_be_confidential",
    "wage_guarantee_fund_if_employer_bankrupt",
    "claim_continues_after_return",
    "lump_sum_at_end_of_job",
    "court_can_recognise_unwritten_contract",
    "work_permit_for_victims_of_abuse",
    "say_first_contact_immigration_risk",
    "without_papers_show_steps_for_permit",
]

ClaimBasis = Literal["national_law", "eu_directive_only"]

LegalHelp = Literal["advice", "court_papers", "lawyer_in_court", "lawyer_in_criminal_trial"]

LegalHelpCondition = Literal[
    "recognised_victim",
    "being_identified",
    "low_income",
    "serious_crime",
    "joined_as_party",
    "when_you_ask",
    "any_nationality",
    "without_papers_too",
    "under_18",
    "sexual_violence",
]

LegalHelpAskedAt = Literal[
    "police",
    "court",
    "prosecutor",
    "bar_association",
    "legal_aid_office",
    "municipality",
    "social_services",
    "ngo",
]

# Offices that people without papers must dare to go to, and whether each must tell the immigration authority of them.
Office = Literal["labour_inspectorate", "court", "hospital", "school", "legal_aid", "police", "social_services"]

ReportingDuty = Literal["must", "need_not", "must_not"]

PayPeriod = Literal["hour", "day", "month"]

Binding = Literal["must", "may"]  # what a law demands, or only allows

AppealAgainst = Literal["removal", "detention"]

ForbiddenAct = Literal["trafficking", "keeping_papers"]

OpenWithoutPapers = Literal["emergency_care", "school"]
