from __future__ import annotations

from typing import Any

import pytest

from bot.replies.compensation import answer as compensation
from bot.replies.compensation import routes as compensation_routes
from bot.replies.topics import topic_reply
from tests.replies.conftest import MakeCountry, MakeVoice, contact

S = {"sources": ["S1"]}


def limit(amount: int, unit: str, what: str = "application") -> dict[str, Any]:
    return {"amount": amount, "unit": unit, "from": "crime", "what": what, **S}


def test_the_route_with_the_shortest_limit_comes_first(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(
        compensation={
            "state_fund": {"exists": "yes", "deadlines": [limit(2, "years")], **S},
            "criminal_court": {"available": "yes", **S},
            "unpaid_wages": {"deadlines": [limit(3, "months", "wage_claim")], **S},
            "civil_court": {"available": "yes", "deadlines": [limit(5, "days", "court_claim")], **S},
        }
    )
    heads = [route.text.split(":")[0].split(".")[0] for route in compensation_routes.routes(voice(record))]
    assert heads == ["In a separate court case", "Your pay", "Money from the State", "In the criminal case"]


def test_a_route_says_where_who_until_when_and_on_what_condition(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(
        contact("fund", answered_by="state_authority"),
        compensation={
            "state_fund": {
                "exists": "yes",
                "name": "CICA scheme",
                "authority": "CICA",
                "contact": "fund",
                "deadlines": [limit(2, "years")],
                "who_may_apply": ["citizens", {"who": "legal_stay", "days": 90}],
                "open_to_trafficking_victims": "mostly_no",
                "conditions": ["needs_violence"],
                "police_report_required": "yes",
                "covers": ["medical_costs", "lost_earnings"],
                "max_amount": {"amount": 500000, "currency": "GBP", **S},
                "fee": "no",
                **S,
            }
        },
    )
    (route,) = compensation_routes.routes(voice(record))
    for sentence in (
        "Money from the State: CICA scheme.",
        "Most people in your situation get no money there. Ask a lawyer.",
        "Time to apply: 2 years. The time counts from the day of the crime.",
        "Who can apply: citizens; people who are allowed to stay (at least 90 days).",
        "Where to apply: CICA.",
        "0800 808 3733",
        "The fund pays only if there was violence.",
        "You need a report to the police.",
        "The fund can pay for: doctor and medicine and lost pay.",
        "At most: £500,000.",
        "Applying is free.",
    ):
        assert sentence in route.text


@pytest.mark.parametrize(("exists", "said"), [("no", "has no such fund"), ("unknown", "I do not know if")])
def test_a_fund_that_is_not_there_is_said_plainly(
    country: MakeCountry, voice: MakeVoice, exists: str, said: str
) -> None:
    record = country(compensation={"state_fund": {"exists": exists, **S}})
    assert said in compensation_routes.routes(voice(record))[0].text


def test_an_unknown_limit_is_said_to_be_unknown(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation={"state_fund": {"exists": "yes", **S}})
    assert "I do not know the time limit. Ask a lawyer soon." in compensation_routes.routes(voice(record))[0].text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"undocumented_can_claim": "yes"}, "You can claim your pay without papers too."),
        ({"undocumented_can_claim": "yes", "undocumented_basis": "eu_directive_only"}, "EU law says"),
        ({"undocumented_can_claim": "no"}, "If you have no papers, the claim may fail."),
        ({}, "I do not know if you can claim without papers."),
    ],
)
def test_what_somebody_without_papers_can_claim_is_told_as_far_as_known(
    country: MakeCountry, voice: MakeVoice, fields: dict[str, str], said: str
) -> None:
    record = country(compensation={"unpaid_wages": {**fields, **S}})
    assert said in compensation_routes.routes(voice(record))[0].text


def test_a_limit_is_never_told_without_that_exceptions_exist(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation={"civil_court": {"available": "yes", "deadlines": [limit(1, "years")], **S}})
    paragraphs = compensation.compensation_reply(voice(record)).paragraphs
    even_if_late = next(i for i, text in enumerate(paragraphs) if "Ask a lawyer even if this time has passed" in text)
    first_limit = next(i for i, text in enumerate(paragraphs) if "1 year" in text)
    assert even_if_late < first_limit


def test_who_helps_for_free_is_named_before_the_authority(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(
        contact("authority", roles=["compensation_authority"], answered_by="state_authority"),
        contact("lawyer", roles=["legal_aid"], numbers=[{"dial": "020 7946 0000"}]),
    )
    assert "020 7946 0000" in compensation.compensation_reply(voice(record)).paragraphs[1]


def test_funds_of_parts_of_the_country_come_after_what_holds_everywhere(country: MakeCountry, voice: MakeVoice) -> None:
    part = {"region": "GB-SCT", "name": "Scottish fund", "deadlines": [limit(3, "days")], **S}
    record = country(
        compensation={
            "state_fund": {"exists": "yes", "by_region": [part], **S},
            "civil_court": {"available": "yes", "deadlines": [limit(5, "years")], **S},
        }
    )
    assert [route.text.split(":")[0].split(".")[0] for route in compensation_routes.routes(voice(record))] == [
        "In a separate court case",
        "Money from the State",
        "For GB-SCT",
    ]


def test_the_answer_on_pay_tells_the_country_s_own_limits(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation={"unpaid_wages": {"deadlines": [limit(3, "months", "wage_claim")], **S}})
    text = topic_reply(voice(record), "unpaid_wages").text
    assert "Time to claim pay: 3 months." in text
    assert "Ask a lawyer even if this time has passed" in text


def test_a_limit_that_is_not_known_is_said_to_be_not_known(country: MakeCountry, voice: MakeVoice) -> None:
    courts = {"criminal_court": {"available": "yes", **S}, "civil_court": {"available": "yes", **S}}
    record = country(compensation={"state_fund": {"exists": "yes", **S}, "unpaid_wages": {**S}, **courts})
    told = compensation_routes.routes(voice(record))
    assert ["I do not know the time limit. Ask a lawyer soon." in route.text for route in told] == [True] * 4


def test_a_court_that_is_closed_or_has_a_last_moment_has_no_unknown_limit(
    country: MakeCountry, voice: MakeVoice
) -> None:
    courts = {
        "criminal_court": {"available": "yes", "apply_before": "before_trial_opens", **S},
        "civil_court": {"available": "no", **S},
    }
    told = compensation_routes.routes(voice(country(compensation=courts)))
    assert not any("I do not know the time limit" in route.text for route in told)


@pytest.mark.parametrize("how", ["ask_at_sentencing", "court_must_order_compensation"])
def test_a_court_that_says_when_to_ask_has_no_unknown_limit(country: MakeCountry, voice: MakeVoice, how: str) -> None:
    (route,) = compensation_routes.routes(
        voice(country(compensation={"criminal_court": {"available": "yes", "how": [how], **S}}))
    )
    assert "I do not know the time limit" not in route.text


def test_who_seeks_asylum_has_permission_to_stay(country: MakeCountry, voice: MakeVoice) -> None:
    groups = ["citizens", "asylum_seekers", "refugees", {"who": "legal_stay", "days": 90}]
    who = {"any_of": groups, "all_of": ["crime_in_the_country"]}
    fund = {"exists": "yes", "who_may_apply": who, **S}
    state_fund = country(compensation={"state_fund": fund}).compensation.state_fund
    assert state_fund is not None
    assert compensation_routes.only_by_nationality(state_fund)


@pytest.mark.parametrize("brief", [False, True])
def test_a_charity_is_asked_before_the_inspectors_are_named(
    country: MakeCountry, voice: MakeVoice, brief: bool
) -> None:
    wages = {"contact": "inspectors", "how": ["complain_to_labour_inspection", "ask_ngo"], **S}
    record = country(contact("inspectors", answered_by="labour_inspectorate"), compensation={"unpaid_wages": wages})
    route = record.compensation.unpaid_wages
    assert route is not None
    text = compensation_routes.wages_route(voice(record), route, compensation_routes.Manner(brief=brief)).text
    assert text.index("Ask a charity first.") < text.index("Labour inspectors")
    assert ("You can complain to the labour inspectors." in text) is not brief
