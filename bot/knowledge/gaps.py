"""What is not known about a country: the matrix that says where the next source must be looked for."""

from __future__ import annotations

from collections.abc import Callable

from bot.knowledge.codes import Role
from bot.knowledge.lookup import contacts_for, emergency_numbers, sure_numbers
from bot.knowledge.records import Country


def known(country: Country) -> dict[str, bool]:
    """For each thing a contact may ask for, whether the record can answer with something sure."""
    return {name: answers(country) for name, answers in _ANSWERS.items()}


def gaps(country: Country) -> tuple[str, ...]:
    """The names of what the record cannot answer."""
    return tuple(name for name, is_known in known(country).items() if not is_known)


def _has_emergency(country: Country) -> bool:
    numbers = emergency_numbers(country)
    return numbers is not None and all((numbers.police, numbers.ambulance, numbers.fire))


def _has_number(role: Role) -> Callable[[Country], bool]:
    return lambda country: any(sure_numbers(contact) for contact in contacts_for(country, role))


def _has_legal_aid(country: Country) -> bool:
    return bool(country.legal_help_by_law) or bool(contacts_for(country, "legal_aid"))


def _has_state_compensation(country: Country) -> bool:
    fund = country.compensation.state_fund
    if fund is None:
        return False
    return fund.exists == "no" or bool(fund.by_region) or any(limit.what == "application" for limit in fund.deadlines)


def _has_court(country: Country) -> bool:
    return country.compensation.criminal_court is not None or country.compensation.civil_court is not None


def _has_wages(country: Country) -> bool:
    return country.compensation.unpaid_wages is not None


def _has_identification(country: Country) -> bool:
    return country.identification is not None and bool(country.identification.can_refer)


def _has_shelter(country: Country) -> bool:
    return bool(contacts_for(country, "shelter"))


_ANSWERS: dict[str, Callable[[Country], bool]] = {
    "emergency": _has_emergency,
    "hotline": _has_number("hotline"),
    "legal_aid": _has_legal_aid,
    "state_compensation": _has_state_compensation,
    "court": _has_court,
    "wages": _has_wages,
    "identification": _has_identification,
    "shelter": _has_shelter,
}
