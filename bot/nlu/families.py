"""How the topics stand to each other: families that are helped alike, what cannot wait, what is asked more closely."""

from __future__ import annotations

from collections.abc import Mapping

WORK, DANGER, PAPERS, CARE = "work", "danger", "papers", "care"
FAMILIES: dict[str, tuple[str, ...]] = {
    DANGER: (
        "emergency",
        "distress",
        "threats_violence",
        "cannot_leave",
        "sexual_exploitation",
        "child_victim",
        "family_safety",
    ),
    WORK: (
        "unpaid_wages",
        "working_conditions",
        "debt_bondage",
        "documents_taken",
        "work_permit",
        "job_offer_check",
        "compensation",
    ),
    PAPERS: (
        "residence_permit",
        "recovery_period",
        "police_fear",
        "report_to_police",
        "court_proceedings",
        "legal_aid",
        "rights_overview",
        "am_i_trafficked",
    ),
    CARE: ("shelter", "medical_help", "psychological_help", "return_home", "interpreter"),
}
# What may tell of danger, so that a number to call stands above whatever is asked back: bot/dialogue/danger.py.
DANGER_TOPICS = (
    *FAMILIES[DANGER],
    "sexual_violence",
    "cry_for_help",
    "medical_help",  # an injury, an illness that cannot wait
    "report_concern",  # somebody else is hurt, held or gone
)
FAMILY_OF: dict[str, str] = {topic: family for family, topics in FAMILIES.items() for topic in topics}

# What cannot wait comes first, whatever else the same text asks for.
BY_URGENCY = (
    "emergency",
    "distress",
    "sexual_violence",
    "cannot_leave",
    "threats_violence",
    "child_victim",
    "sexual_exploitation",
    "medical_help",
    "family_safety",
    "shelter",
    "documents_taken",
    "debt_bondage",
    "unpaid_wages",
    "police_fear",
    "working_conditions",
    "residence_permit",
    "work_permit",
    "return_home",
    "psychological_help",
    "compensation",
    "court_proceedings",
    "report_to_police",
    "legal_aid",
    "interpreter",
)


# What is asked more closely than a topic tells, with the topic that it counts as where only topics are told apart:
# bot/nlu/closer.py.
ABOUT = "about_service"
PARENTS: dict[str, str] = {
    "sexual_violence": "sexual_exploitation",
    "cry_for_help": "emergency",
    "cannot_talk": ABOUT,
    "explain_again": ABOUT,
    "what_now": "rights_overview",
    "both": "affirm",
    "wrong_number": "goodbye",
    "no_thanks": "deny",
    "are_you_a_computer": ABOUT,
    "are_you_police": ABOUT,
    "can_they_find_me": ABOUT,
    "how_you_got_my_number": ABOUT,
    "line_cost": ABOUT,
    "line_hours": ABOUT,
    "line_language": ABOUT,
    "line_place": ABOUT,
    "line_questions": ABOUT,
    "line_tells": ABOUT,
    "line_duration": ABOUT,
}
# The topics do not learn from these texts: a cry for help tells of no danger yet, and the others are said of any topic.
NOT_TAUGHT = frozenset({"cry_for_help", "cannot_talk", "both", "explain_again", "what_now"})


def family_shares(likely: Mapping[str, float]) -> dict[str, float]:
    """How likely each family is, by how likely each topic is."""
    return {family: sum(likely.get(topic, 0.0) for topic in topics) for family, topics in FAMILIES.items()}
